// Package endpoint makes what production exposes to the room: the worked example is a PostgreSQL database.
package endpoint

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/components/peering"
)

const (
	// engineVersion is a major version: RDS keeps the minor one up to date. From 15 on, RDS for PostgreSQL refuses
	// connections that are not encrypted unless told otherwise ("Requiring an SSL connection to a PostgreSQL DB
	// instance", Amazon RDS User Guide).
	engineVersion = "16"
	// masterUser is neither a word reserved by PostgreSQL nor one of RDS's own roles (CreateDBInstance, Amazon RDS API
	// Reference).
	masterUser = "databaseowner"
	// backupDays is for how long the database can be put back to any second; RDS allows 0, which is none, to 35.
	backupDays = 7
)

var (
	// nameForm keeps to what RDS allows in an identifier (CreateDBInstance, Amazon RDS API Reference).
	nameForm  = regexp.MustCompile(`^[a-z](-?[a-z0-9])*$`)
	classForm = regexp.MustCompile(`^db\.[a-z0-9-]+\.[a-z0-9]+$`)
)

// Database is an RDS PostgreSQL database that nobody can reach yet: its security group has no rules. Only a peering
// acceptance adds some.
type Database struct {
	pulumi.ResourceState

	// Exposed is what rooms are told, and let in to.
	Exposed peering.Exposed
	// MasterSecretARN names the secret in which RDS keeps the master user's password, and KeyARN the key that encrypts
	// both the secret and the database.
	MasterSecretARN, KeyARN pulumi.StringOutput
}

// DatabaseArgs is what a database is made from.
type DatabaseArgs struct {
	// Network is production's.
	Network *network.Network
	// Subnets are at least two, in different zones: a standby is kept in another one.
	Subnets []network.Subnet
	// Port is 1150 to 65535.
	Port int
	// InstanceClass is such as "db.t4g.medium".
	InstanceClass string
	// AllocatedStorageGiB is 20 to 65536.
	AllocatedStorageGiB int
	// DeletionProtection makes RDS refuse to delete the database until it is taken off.
	DeletionProtection bool
}

// NewDatabase registers a database. Its name is also the endpoint's.
func NewDatabase(ctx *pulumi.Context, name string, args *DatabaseArgs, opts ...pulumi.ResourceOption) (*Database, error) {
	if args == nil {
		args = &DatabaseArgs{}
	}
	if err := args.check(name); err != nil {
		return nil, fmt.Errorf("database %s cannot be made:\n%w", name, err)
	}
	d := &Database{}
	if err := ctx.RegisterComponentResource("secure-room:endpoint:Database", name, d, opts...); err != nil {
		return nil, fmt.Errorf("registering database %s: %w", name, err)
	}
	group, err := ec2.NewSecurityGroup(ctx, name, &ec2.SecurityGroupArgs{
		Description: pulumi.Sprintf("Endpoint %s", name),
		VpcId:       args.Network.VpcID,
		Tags:        tags(name),
	}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("registering the security group of database %s: %w", name, err)
	}
	instance, err := d.makeInstance(ctx, name, args, group)
	if err != nil {
		return nil, err
	}
	d.Exposed = peering.Exposed{Name: name, Protocol: "tcp", Port: args.Port, Subnets: args.Subnets,
		SecurityGroupID: group.ID(), Address: instance.Address}
	d.MasterSecretARN = instance.MasterUserSecrets.ApplyT(func(secrets []rds.InstanceMasterUserSecret) (string, error) {
		if len(secrets) != 1 || secrets[0].SecretArn == nil {
			return "", fmt.Errorf("database %s: RDS tells of %d secrets with the master user's password, and there must be one; "+
				"run pulumi refresh", name, len(secrets))
		}
		return *secrets[0].SecretArn, nil
	}).(pulumi.StringOutput)
	return d, ctx.RegisterResourceOutputs(d, pulumi.Map{"address": instance.Address, "securityGroupId": group.ID(),
		"masterSecretArn": d.MasterSecretARN})
}

func (d *Database) makeInstance(ctx *pulumi.Context, name string, args *DatabaseArgs, group *ec2.SecurityGroup) (
	*rds.Instance, error) {
	key, err := kms.NewKey(ctx, name, &kms.KeyArgs{
		Description:       pulumi.Sprintf("Database %s and its master password", name),
		EnableKeyRotation: pulumi.Bool(true),
		Tags:              tags(name),
	}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("registering the key of database %s: %w", name, err)
	}
	d.KeyARN = key.Arn
	var subnetIDs pulumi.StringArray
	for _, subnet := range args.Subnets {
		subnetIDs = append(subnetIDs, subnet.ID)
	}
	subnets, err := rds.NewSubnetGroup(ctx, name, &rds.SubnetGroupArgs{
		Description: pulumi.Sprintf("Subnets of database %s", name),
		SubnetIds:   subnetIDs,
		Tags:        tags(name),
	}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("registering the subnets of database %s: %w", name, err)
	}
	instance, err := rds.NewInstance(ctx, name, &rds.InstanceArgs{
		Engine:           pulumi.String("postgres"),
		EngineVersion:    pulumi.String(engineVersion),
		InstanceClass:    pulumi.String(args.InstanceClass),
		StorageType:      pulumi.String("gp3"),
		AllocatedStorage: pulumi.Int(args.AllocatedStorageGiB),
		Port:             pulumi.Int(args.Port),

		DbSubnetGroupName:   subnets.Name,
		VpcSecurityGroupIds: pulumi.StringArray{group.ID()},
		PubliclyAccessible:  pulumi.Bool(false),
		MultiAz:             pulumi.Bool(true),

		StorageEncrypted: pulumi.Bool(true),
		KmsKeyId:         key.Arn,
		Username:         pulumi.String(masterUser),
		// RDS makes the password, keeps it in Secrets Manager and changes it: it never passes through here ("Password
		// management with Amazon RDS and AWS Secrets Manager", Amazon RDS User Guide).
		ManageMasterUserPassword: pulumi.Bool(true),
		MasterUserSecretKmsKeyId: key.KeyId,

		BackupRetentionPeriod:   pulumi.Int(backupDays),
		CopyTagsToSnapshot:      pulumi.Bool(true),
		AutoMinorVersionUpgrade: pulumi.Bool(true),
		DeletionProtection:      pulumi.Bool(args.DeletionProtection),
		SkipFinalSnapshot:       pulumi.Bool(false),
		// The subnet group's name ends in characters drawn anew each time, so a database made and deleted again does
		// not stumble over the last snapshot of the one before.
		FinalSnapshotIdentifier:      pulumi.Sprintf("%s-final", subnets.Name),
		EnabledCloudwatchLogsExports: pulumi.ToStringArray([]string{"postgresql", "upgrade"}),
		Tags:                         tags(name),
	}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("registering database %s: %w", name, err)
	}
	return instance, nil
}

func (a *DatabaseArgs) check(name string) error {
	var problems []error
	if !nameForm.MatchString(name) {
		problems = append(problems, fmt.Errorf("name: %q is not one; use small letters, digits and single hyphens, "+
			"such as orders-db", name))
	}
	if a.Network == nil {
		problems = append(problems, errors.New("Network: is missing; give production's network"))
	}
	zones := map[string]bool{}
	for _, subnet := range a.Subnets {
		zones[subnet.ZoneID] = true
	}
	if len(zones) < 2 {
		problems = append(problems, fmt.Errorf("Subnets: they are in %d zones; give subnets in at least 2", len(zones)))
	}
	if a.Port < 1150 || a.Port > 65535 {
		problems = append(problems, fmt.Errorf("Port: is %d; use 1150 to 65535, such as 5432", a.Port))
	}
	if !classForm.MatchString(a.InstanceClass) {
		problems = append(problems, fmt.Errorf("InstanceClass: %q is not one; use one such as db.t4g.medium", a.InstanceClass))
	}
	if a.AllocatedStorageGiB < 20 || a.AllocatedStorageGiB > 65536 {
		problems = append(problems, fmt.Errorf("AllocatedStorageGiB: is %d; use 20 to 65536", a.AllocatedStorageGiB))
	}
	return errors.Join(problems...)
}

func tags(name string) pulumi.StringMap { return pulumi.StringMap{"Name": pulumi.String(name)} }
