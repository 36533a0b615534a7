package endpoint_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/endpoint"
	"secure-room/components/network"
)

const instanceType = "aws:rds/instance:Instance"

func subnet(zone, cidr string) network.Subnet {
	return network.Subnet{Tier: "data", ZoneID: zone, CIDR: netip.MustParsePrefix(cidr), ID: pulumi.ID(cidr).ToIDOutput()}
}

func orders() *endpoint.DatabaseArgs {
	return &endpoint.DatabaseArgs{
		Network:             &network.Network{VpcID: pulumi.String("vpc-1").ToStringOutput()},
		Subnets:             []network.Subnet{subnet("apne1-az1", "10.10.32.0/24"), subnet("apne1-az4", "10.10.33.0/24")},
		Port:                5432,
		InstanceClass:       "db.t4g.medium",
		AllocatedStorageGiB: 20,
		DeletionProtection:  true,
	}
}

func TestDatabaseIsPrivateEncryptedAndKept(t *testing.T) {
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		database, err := endpoint.NewDatabase(ctx, "orders-db", orders())
		if err != nil {
			return err
		}
		assert.Equal(t, []any{"orders-db", "tcp", 5432, orders().Subnets[0].CIDR}, []any{database.Exposed.Name,
			database.Exposed.Protocol, database.Exposed.Port, database.Exposed.Subnets[0].CIDR})
		return nil
	}))
	got := recorder.One(t, instanceType, "orders-db").Inputs
	for input, want := range map[string]any{
		"engine":                   "postgres",
		"publiclyAccessible":       false,
		"storageEncrypted":         true,
		"kmsKeyId":                 "arn:Key:orders-db",
		"manageMasterUserPassword": true,
		"masterUserSecretKmsKeyId": "Key:orders-db",
		"multiAz":                  true,
		"deletionProtection":       true,
		"skipFinalSnapshot":        false,
		"finalSnapshotIdentifier":  "orders-db-0123456-final",
		"backupRetentionPeriod":    7.0,
		"vpcSecurityGroupIds":      []any{"SecurityGroup:orders-db"},
		"dbSubnetGroupName":        "orders-db-0123456",
		"port":                     5432.0,
	} {
		assert.Equal(t, want, got[input], input)
	}
	assert.Contains(t, got["enabledCloudwatchLogsExports"], "postgresql")
	assert.NotContains(t, got, "password", "RDS makes it")
	assert.Equal(t, true, recorder.One(t, "aws:kms/key:Key", "orders-db").Inputs["enableKeyRotation"])
	assert.Equal(t, []any{"10.10.32.0/24", "10.10.33.0/24"},
		recorder.One(t, "aws:rds/subnetGroup:SubnetGroup", "orders-db").Inputs["subnetIds"])
}

func TestNobodyReachesTheDatabaseByItself(t *testing.T) {
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, err := endpoint.NewDatabase(ctx, "orders-db", orders())
		return err
	}))
	group := recorder.One(t, "aws:ec2/securityGroup:SecurityGroup", "orders-db").Inputs
	assert.NotContains(t, group, "ingress")
	assert.NotContains(t, group, "egress")
	for _, one := range recorder.All() {
		assert.NotContains(t, one.Type, "Rule", "rules are the door's to make")
		if one.Type != "secure-room:endpoint:Database" {
			assert.Contains(t, one.Parent, "secure-room:endpoint:Database::orders-db", one.Type)
		}
	}
}

func TestProtectionMayBeTakenOff(t *testing.T) {
	args := orders()
	args.DeletionProtection = false
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, err := endpoint.NewDatabase(ctx, "orders-db", args)
		return err
	}))
	assert.Equal(t, false, recorder.One(t, instanceType, "orders-db").Inputs["deletionProtection"])
}

func TestEveryProblemOfADatabaseIsTold(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*endpoint.DatabaseArgs)
		want   string
	}{
		"no network": {func(a *endpoint.DatabaseArgs) { a.Network = nil }, "Network: is missing; give production's network"},
		"no subnets": {func(a *endpoint.DatabaseArgs) { a.Subnets = nil }, "Subnets: they are in 0 zones; give subnets in at least 2"},
		"one zone": {func(a *endpoint.DatabaseArgs) { a.Subnets[1].ZoneID = "apne1-az1" },
			"Subnets: they are in 1 zones; give subnets in at least 2"},
		"low port":    {func(a *endpoint.DatabaseArgs) { a.Port = 1149 }, "Port: is 1149; use 1150 to 65535, such as 5432"},
		"high port":   {func(a *endpoint.DatabaseArgs) { a.Port = 65536 }, "Port: is 65536; use 1150 to 65535, such as 5432"},
		"other class": {func(a *endpoint.DatabaseArgs) { a.InstanceClass = "t4g.medium" }, `InstanceClass: "t4g.medium" is not one; use one such as db.t4g.medium`},
		"too little":  {func(a *endpoint.DatabaseArgs) { a.AllocatedStorageGiB = 19 }, "AllocatedStorageGiB: is 19; use 20 to 65536"},
		"too much":    {func(a *endpoint.DatabaseArgs) { a.AllocatedStorageGiB = 65537 }, "AllocatedStorageGiB: is 65537; use 20 to 65536"},
	} {
		t.Run(name, func(t *testing.T) {
			args := orders()
			test.change(args)
			assert.Equal(t, "database orders-db cannot be made:\n"+test.want, databaseRefusal(t, "orders-db", args))
		})
	}
	assert.Equal(t, `database Orders--DB cannot be made:
name: "Orders--DB" is not one; use small letters, digits and single hyphens, such as orders-db
Network: is missing; give production's network
Subnets: they are in 0 zones; give subnets in at least 2
Port: is 0; use 1150 to 65535, such as 5432
InstanceClass: "" is not one; use one such as db.t4g.medium
AllocatedStorageGiB: is 0; use 20 to 65536`, databaseRefusal(t, "Orders--DB", nil), "all at once")
}

// databaseRefusal is the error of a database that must be refused, before anything is registered.
func databaseRefusal(t *testing.T, name string, args *endpoint.DatabaseArgs) string {
	t.Helper()
	recorder := componenttest.New()
	var refused error
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, refused = endpoint.NewDatabase(ctx, name, args)
		return nil
	}))
	assert.Empty(t, recorder.All())
	require.Error(t, refused)
	return refused.Error()
}

// TestDatabaseWaitsForWhatItUses reads its dependencies: its group, its subnets, and the key of its own.
func TestDatabaseWaitsForWhatItUses(t *testing.T) {
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, err := endpoint.NewDatabase(ctx, "orders-db", orders())
		return err
	}))
	waits := strings.Join(recorder.One(t, instanceType, "orders-db").Dependencies, " ")
	for _, before := range []string{"aws:ec2/securityGroup:SecurityGroup::orders-db", "aws:rds/subnetGroup:SubnetGroup::orders-db", "aws:kms/key:Key::orders-db"} {
		assert.Contains(t, waits, before)
	}
}
