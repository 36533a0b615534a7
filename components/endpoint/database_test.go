package endpoint_test

import (
	"net/netip"
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

func TestBadArgumentsAreAllTold(t *testing.T) {
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		_, err := endpoint.NewDatabase(ctx, "Orders--DB", &endpoint.DatabaseArgs{
			Subnets: []network.Subnet{subnet("apne1-az1", "10.10.32.0/24"), subnet("apne1-az1", "10.10.33.0/24")},
			Port:    1149, InstanceClass: "t4g.medium", AllocatedStorageGiB: 19,
		})
		return err
	})
	for _, problem := range []string{
		"database Orders--DB cannot be made:", `name: "Orders--DB" is not one`, "Network: is missing",
		"Subnets: they are in 1 zones", "Port: is 1149", `InstanceClass: "t4g.medium" is not one`, "AllocatedStorageGiB: is 19",
	} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, recorder.All())
	assert.ErrorContains(t, componenttest.New().Run(func(ctx *pulumi.Context) error {
		_, err := endpoint.NewDatabase(ctx, "orders-db", nil)
		return err
	}), "Network: is missing")
}
