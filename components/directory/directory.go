// Package directory makes the directory that the terminals' users are kept in: AWS Managed Microsoft AD, its Admin
// password and its rotation, the controllers' log and security group, the management instance, and the registration of
// the room's people.
package directory

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/directoryservice"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory/membership"
	"secure-room/components/network"
)

// Directory is one room's directory.
type Directory struct {
	pulumi.ResourceState

	// ID is the directory's, such as "d-926f1b3c5a".
	ID pulumi.IDOutput
	// DNSAddresses are its controllers' private addresses, which answer name look-ups.
	DNSAddresses pulumi.StringArrayOutput
	// ControllersGroupID is the security group that AWS puts the controllers in.
	ControllersGroupID pulumi.StringOutput
	// AdminSecretARN names the secret that holds Admin's password; the password itself is no output.
	AdminSecretARN pulumi.StringOutput
	// PasswordRotationID is the State Manager association that rotates Admin's password, such as
	// "0e3c7e8b-0d6a-4f6f-8a55-1d2b3c4d5e6f". Starting it rotates at once.
	PasswordRotationID pulumi.StringOutput
	// LogGroup is the CloudWatch log group of the controllers' security events.
	LogGroup pulumi.StringOutput
	// ManagementInstanceID is the instance that the directory is managed from, ManagementGroupID its security group.
	ManagementInstanceID pulumi.IDOutput
	ManagementGroupID    pulumi.IDOutput

	name, domain, shortName string
	account                 network.Account
	// permissions is what lets the management instance do its work; members are its rules in the controllers' group.
	permissions            *iam.RolePolicy
	members                []pulumi.Resource
	rotation, registration *ssm.Association
}

// New registers a directory. Its resources are named after it, as in "room-management".
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Directory, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("directory %s cannot be made:\n%w", name, err)
	}
	d := &Directory{name: name, domain: args.Domain, shortName: args.ShortName, account: args.Account}
	if err := ctx.RegisterComponentResource("secure-room:directory:Directory", name, d, opts...); err != nil {
		return nil, fmt.Errorf("registering directory %s: %w", name, err)
	}
	if err := d.build(ctx, args); err != nil {
		return nil, fmt.Errorf("making directory %s: %w", name, err)
	}
	return d, ctx.RegisterResourceOutputs(d, pulumi.Map{
		"directoryId":          d.ID,
		"domain":               pulumi.String(d.domain),
		"dnsAddresses":         d.DNSAddresses,
		"controllersGroupId":   d.ControllersGroupID,
		"adminSecretArn":       d.AdminSecretARN,
		"passwordRotationId":   d.PasswordRotationID,
		"logGroup":             d.LogGroup,
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
	if err := d.makeSecret(ctx, args, key); err != nil {
		return err
	}
	password, err := d.firstPassword(ctx, args)
	if err != nil {
		return err
	}
	active, err := d.makeDirectory(ctx, args, password)
	if err != nil {
		return err
	}
	d.ID, d.ControllersGroupID, d.DNSAddresses = active.ID(), active.SecurityGroupId, active.DnsIpAddresses
	if err := d.forwardLogs(ctx, args, key); err != nil {
		return err
	}
	profile, err := d.makeManagementRole(ctx, args, key)
	if err != nil {
		return err
	}
	if err := d.makeManagementGroup(ctx, args); err != nil {
		return err
	}
	d.members, err = membership.Allow(ctx, d.name+"-management", d.ManagementGroupID, d.ControllersGroupID, pulumi.Parent(d))
	if err != nil {
		return err
	}
	if err := d.makeManagementInstance(ctx, args, key, profile); err != nil {
		return err
	}
	joined, err := d.join(ctx, active)
	if err != nil {
		return err
	}
	if err := d.rotate(ctx, args, joined, d.permissions); err != nil {
		return err
	}
	return d.register(ctx, args)
}

// makeKey registers the key under which the directory's secret, its log and the management instance's disk are
// encrypted. Lost, it takes them along, so it is protected like the directory.
func (d *Directory) makeKey(ctx *pulumi.Context, args *Args) (*kms.Key, error) {
	key, err := kms.NewKey(ctx, d.name+"-directory", &kms.KeyArgs{
		Description:          pulumi.Sprintf("Admin's password, the log and the management instance's disk of directory %s", d.domain),
		EnableKeyRotation:    pulumi.Bool(true),
		DeletionWindowInDays: pulumi.Int(30),
		Policy:               pulumi.String(keyPolicy(args.Account)),
		Tags:                 tags(d.name + "-directory"),
	}, pulumi.Parent(d), pulumi.Protect(args.DeletionProtection))
	if err != nil {
		return nil, fmt.Errorf("registering the directory's key: %w", err)
	}
	return key, nil
}

// makeDirectory registers the directory itself. In the provider a changed password replaces the directory, and with it
// every user and terminal; so the first password is kept from changing here, and those after it Pulumi never knows.
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
