// Package directory makes the directory that the terminals' users are kept in: AWS Managed Microsoft AD, its Admin
// password, the management instance, and the registration of the room's people.
package directory

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/directoryservice"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory/membership"
)

// Directory is one room's directory.
type Directory struct {
	pulumi.ResourceState

	// ID is the directory's, such as "d-926f1b3c5a".
	ID pulumi.IDOutput
	// ControllersGroupID is the security group that AWS puts the controllers in.
	ControllersGroupID pulumi.StringOutput
	// AdminSecretARN names the secret that holds Admin's password; the password itself is no output.
	AdminSecretARN pulumi.StringOutput
	// ManagementInstanceID is the instance that the directory is managed from, ManagementGroupID its security group.
	ManagementInstanceID pulumi.IDOutput
	ManagementGroupID    pulumi.IDOutput

	name, domain, shortName string
	passwordKept            *secretsmanager.SecretVersion
	registration            *ssm.Association
}

// New registers a directory. Its resources are named after it, as in "room-management".
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Directory, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("directory %s cannot be made:\n%w", name, err)
	}
	d := &Directory{name: name, domain: args.Domain, shortName: args.ShortName}
	if err := ctx.RegisterComponentResource("secure-room:directory:Directory", name, d, opts...); err != nil {
		return nil, fmt.Errorf("registering directory %s: %w", name, err)
	}
	if err := d.build(ctx, args); err != nil {
		return nil, fmt.Errorf("making directory %s: %w", name, err)
	}
	return d, ctx.RegisterResourceOutputs(d, pulumi.Map{
		"directoryId":          d.ID,
		"domain":               pulumi.String(d.domain),
		"controllersGroupId":   d.ControllersGroupID,
		"adminSecretArn":       d.AdminSecretARN,
		"managementInstanceId": d.ManagementInstanceID,
		"managementGroupId":    d.ManagementGroupID,
	})
}

// Registered is done when the room's people exist in the directory: what needs a user depends on it.
func (d *Directory) Registered() pulumi.Resource { return d.registration }

func (d *Directory) build(ctx *pulumi.Context, args *Args) error {
	key, err := d.makeKey(ctx, args)
	if err != nil {
		return err
	}
	password, err := d.makeAdminPassword(ctx, args, key)
	if err != nil {
		return err
	}
	active, err := d.makeDirectory(ctx, args, password)
	if err != nil {
		return err
	}
	d.ID, d.ControllersGroupID = active.ID(), active.SecurityGroupId
	profile, err := d.makeManagementRole(ctx, args, key)
	if err != nil {
		return err
	}
	if err := d.makeManagementGroup(ctx, args); err != nil {
		return err
	}
	if err := membership.Allow(ctx, d.name+"-management", d.ManagementGroupID, d.ControllersGroupID, pulumi.Parent(d)); err != nil {
		return err
	}
	if err := d.makeManagementInstance(ctx, args, key, profile); err != nil {
		return err
	}
	return d.register(ctx, args, active)
}

// makeKey registers the key under which the directory's secret and the management instance's disk are encrypted. Lost,
// it takes both along, so it is protected like the directory.
func (d *Directory) makeKey(ctx *pulumi.Context, args *Args) (*kms.Key, error) {
	key, err := kms.NewKey(ctx, d.name+"-directory", &kms.KeyArgs{
		Description:          pulumi.Sprintf("Admin's password and the management instance's disk of directory %s", d.domain),
		EnableKeyRotation:    pulumi.Bool(true),
		DeletionWindowInDays: pulumi.Int(30),
		Tags:                 tags(d.name + "-directory"),
	}, pulumi.Parent(d), pulumi.Protect(args.DeletionProtection))
	if err != nil {
		return nil, fmt.Errorf("registering the directory's key: %w", err)
	}
	return key, nil
}

// makeDirectory registers the directory itself. In the provider a changed password replaces the directory, and with it
// every user and terminal; so the password is set once, kept from changing here, and rotated by ds:ResetUserPassword.
// Protected, it has the engine refuse whatever else would replace or delete it ("protect", Pulumi resource options).
func (d *Directory) makeDirectory(ctx *pulumi.Context, args *Args, password pulumi.StringInput) (*directoryservice.Directory, error) {
	active, err := directoryservice.NewDirectory(ctx, d.name, &directoryservice.DirectoryArgs{
		Name:      pulumi.String(args.Domain),
		ShortName: pulumi.String(args.ShortName),
		// The provider's own defaults are Simple AD and the Enterprise edition.
		Type:        pulumi.String("MicrosoftAD"),
		Edition:     pulumi.String(args.Edition),
		Password:    password,
		Description: pulumi.String("Users of the secure room terminals"),
		VpcSettings: &directoryservice.DirectoryVpcSettingsArgs{
			VpcId:     args.VpcID,
			SubnetIds: pulumi.StringArray(args.SubnetIDs),
		},
		Tags: tags(d.name),
	}, pulumi.Parent(d), pulumi.Protect(args.DeletionProtection), pulumi.IgnoreChanges([]string{"password"}))
	if err != nil {
		return nil, fmt.Errorf("registering the directory: %w", err)
	}
	return active, nil
}

// tags name a resource for whoever reads the AWS console.
func tags(name string) pulumi.StringMap {
	return pulumi.StringMap{"Name": pulumi.String(name)}
}
