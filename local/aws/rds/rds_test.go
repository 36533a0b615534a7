package rds_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/rds"
)

type inputs = cloudtest.Inputs

const (
	subnetGroupToken    = "aws:rds/subnetGroup:SubnetGroup"
	parameterGroupToken = "aws:rds/parameterGroup:ParameterGroup"
	instanceToken       = "aws:rds/instance:Instance"
)

func others() []cloud.Service { return []cloud.Service{ec2.Service(), iam.Service(), kms.Service()} }

func database(c *cloudtest.Cloud) inputs {
	network := c.Network(10, "ap-northeast-1a", "ap-northeast-1c")
	group := c.Create(subnetGroupToken, "orders", inputs{"name": "orders", "subnetIds": network.Subnets}).ID
	key := c.Create("aws:kms/key:Key", "orders", inputs{})
	return inputs{"identifier": "orders-db", "engine": "postgres", "engineVersion": "16", "instanceClass": "db.t4g.medium", "storageType": "gp3",
		"allocatedStorage": 20, "port": 5432, "dbSubnetGroupName": group, "vpcSecurityGroupIds": []any{network.Group}, "multiAz": true,
		"storageEncrypted": true, "kmsKeyId": key.Text("arn"), "username": "databaseowner", "manageMasterUserPassword": true,
		"masterUserSecretKmsKeyId": key.ID, "backupRetentionPeriod": 7, "finalSnapshotIdentifier": "orders-db-final",
		"enabledCloudwatchLogsExports": []any{"postgresql", "upgrade"}}
}

func TestConformance(t *testing.T) {
	cloudtest.Conform(t, rds.Service(), []cloudtest.Case{{
		Token: subnetGroupToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "data", "description": "Data tier", "subnetIds": c.Network(10, "ap-northeast-1a", "ap-northeast-1c").Subnets}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"description": "The data tier"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("characters", cloudtest.Set(inputs{"name": "Data"}), "lower-case letters"),
			cloudtest.Refuse("reserved", cloudtest.Set(inputs{"name": "default"}), "which is reserved"),
			cloudtest.Refuse("one zone", func(_ *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"subnetIds": in["subnetIds"].([]any)[:1]})
			}, "at least 2 AZs"),
			cloudtest.Refuse("several VPCs", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"subnetIds": append(c.Network(30, "ap-northeast-1d").Subnets, in["subnetIds"].([]any)...)})
			}, "subnets of several VPCs"),
			cloudtest.Refuse("subnets must exist", cloudtest.Set(inputs{"subnetIds": []any{"subnet-0"}}), "subnet-0"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(subnetGroupToken, "first", in); return in }, "already exists"),
		},
	}, {
		Token: parameterGroupToken,
		Valid: func(*cloudtest.Cloud) inputs {
			return inputs{"name": "tls", "family": "postgres16", "parameters": []any{inputs{"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"}}}
		},
		Changed: func(in inputs) inputs {
			return in.With(inputs{"parameters": []any{inputs{"name": "log_connections", "value": "1"}}})
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "tls--only"}), "single hyphens"),
			cloudtest.Refuse("family", cloudtest.Set(inputs{"family": "postgres"}), "must be one of postgres14"),
			cloudtest.Refuse("method", cloudtest.Set(inputs{"parameters": []any{inputs{"name": "a", "value": "1", "applyMethod": "soon"}}}), "must be one of immediate, pending-reboot"),
			cloudtest.Refuse("parameter twice", cloudtest.Set(inputs{"parameters": []any{inputs{"name": "a", "value": "1"}, inputs{"name": "a", "value": "2"}}}), "is given twice"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(parameterGroupToken, "first", in); return in }, "already exists"),
		},
	}, {
		Token:   instanceToken,
		Valid:   database,
		Changed: func(in inputs) inputs { return in.With(inputs{"allocatedStorage": 40}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("identifier", cloudtest.Set(inputs{"identifier": "orders_db"}), "single hyphens"),
			cloudtest.Refuse("identifier length", cloudtest.Set(inputs{"identifier": strings.Repeat("x", 64)}), "1 to 63 characters"),
			cloudtest.Refuse("engine", cloudtest.Set(inputs{"engine": "postgresql"}), "must be one of postgres, mysql, mariadb"),
			cloudtest.Refuse("no engine", cloudtest.Set(inputs{"engine": nil}), "engine is required"),
			cloudtest.Refuse("version", cloudtest.Set(inputs{"engineVersion": "9.6"}), "must be one of 13, 14, 15, 16, 17"),
			cloudtest.Refuse("class", cloudtest.Set(inputs{"instanceClass": "t4g.medium"}), "an instance class such as db.t4g.medium"),
			cloudtest.Refuse("storage type", cloudtest.Set(inputs{"storageType": "ssd"}), "must be one of gp2, gp3"),
			cloudtest.Refuse("storage", cloudtest.Set(inputs{"allocatedStorage": 10}), "from 20 to 65536"),
			cloudtest.Refuse("no storage", cloudtest.Set(inputs{"allocatedStorage": nil}), "allocatedStorage is required"),
			cloudtest.Refuse("provisioned storage", cloudtest.Set(inputs{"storageType": "io1"}), "iops is missing"),
			cloudtest.Refuse("storage limit", cloudtest.Set(inputs{"maxAllocatedStorage": 20}), "must be greater than allocatedStorage"),
			cloudtest.Refuse("port", cloudtest.Set(inputs{"port": 80}), "from 1150 to 65535"),
			cloudtest.Refuse("backups", cloudtest.Set(inputs{"backupRetentionPeriod": 36}), "from 0 to 35"),
			cloudtest.Refuse("no user", cloudtest.Set(inputs{"username": nil}), "username is required"),
			cloudtest.Refuse("reserved user", cloudtest.Set(inputs{"username": "Admin"}), "a reserved word"),
			cloudtest.Refuse("no password", cloudtest.Set(inputs{"manageMasterUserPassword": nil, "masterUserSecretKmsKeyId": nil}), "password is missing"),
			cloudtest.Refuse("weak password", cloudtest.Set(inputs{"manageMasterUserPassword": nil, "masterUserSecretKmsKeyId": nil, "password": "a@b"}), "must be 8 to 128 characters"),
			cloudtest.Refuse("two passwords", cloudtest.Set(inputs{"password": "correct-horse"}), "conflicts with"),
			cloudtest.Refuse("secret's key alone", cloudtest.Set(inputs{"manageMasterUserPassword": nil, "password": "correct-horse"}), "needs manageMasterUserPassword"),
			cloudtest.Refuse("key without encryption", cloudtest.Set(inputs{"storageEncrypted": false}), "needs storageEncrypted"),
			cloudtest.Refuse("key must exist", cloudtest.Set(inputs{"kmsKeyId": "arn:aws:kms:ap-northeast-1:123456789012:key/none"}), "does not exist"),
			cloudtest.Refuse("no final snapshot", cloudtest.Set(inputs{"finalSnapshotIdentifier": nil}), "or set skipFinalSnapshot"),
			cloudtest.Refuse("logs", cloudtest.Set(inputs{"enabledCloudwatchLogsExports": []any{"slowquery"}}), "postgres can send postgresql, upgrade"),
			cloudtest.Refuse("monitoring", cloudtest.Set(inputs{"monitoringInterval": 2}), "must be one of 0 1 5"),
			cloudtest.Refuse("not served", cloudtest.Set(inputs{"snapshotIdentifier": "old"}), "snapshotIdentifier"),
			cloudtest.Refuse("subnet group must exist", cloudtest.Set(inputs{"dbSubnetGroupName": "none"}), "subnet group 'none' does not exist"),
			cloudtest.Refuse("no subnet group", cloudtest.Set(inputs{"dbSubnetGroupName": nil}), "dbSubnetGroupName must be given"),
			cloudtest.Refuse("group of another VPC", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"vpcSecurityGroupIds": []any{c.Network(30).Group}})
			}, "are in different VPCs"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(instanceToken, "first", in); return in }, "already exists"),
		},
	}}, others()...)
}

func TestADatabaseIsNamedAndPlaced(t *testing.T) {
	c := cloudtest.New(t, append(others(), rds.Service())...)
	in := database(c).With(inputs{"identifier": nil, "port": nil})
	made := c.Create(instanceToken, "orders-db", in)
	assert.Regexp(t, `^db-[0-9A-Z]{26}$`, made.ID)
	assert.Regexp(t, `^orders-db-[0-9a-f]{7}\.c[0-9a-f]{11}\.ap-northeast-1\.rds\.amazonaws\.com$`, made.Text("address"))
	assert.Equal(t, made.Text("address")+":5432", made.Text("endpoint"))
	secret := made.Outputs["masterUserSecrets"].ArrayValue()[0].ObjectValue()
	assert.Contains(t, secret["secretArn"].StringValue(), ":secret:rds!db-")
	group := c.Import(subnetGroupToken, "orders")
	assert.ErrorContains(t, group.Delete(), "cannot be deleted while it is used by")
}

func TestDeletionProtection(t *testing.T) {
	c := cloudtest.New(t, append(others(), rds.Service())...)
	in := database(c)
	made := c.Create(instanceToken, "orders-db", in.With(inputs{"deletionProtection": true}))
	assert.ErrorContains(t, made.Delete(), "disable deletion protection")
	require.NoError(t, made.Update(in.With(inputs{"deletionProtection": false})))
	require.NoError(t, made.Delete())
}

func TestLookUps(t *testing.T) {
	c := cloudtest.New(t, append(others(), rds.Service())...)
	made := c.Create(instanceToken, "orders-db", database(c))
	found, err := c.Invoke("aws:rds/getInstance:getInstance", inputs{"dbInstanceIdentifier": "orders-db"})
	require.NoError(t, err)
	assert.Equal(t, made.Text("address"), found["address"].StringValue())
	assert.Equal(t, 5432.0, found["port"].NumberValue())
	group, err := c.Invoke("aws:rds/getSubnetGroup:getSubnetGroup", inputs{"name": found["dbSubnetGroup"].StringValue()})
	require.NoError(t, err)
	assert.Len(t, group["subnetIds"].ArrayValue(), 2)
	_, err = c.Invoke("aws:rds/getInstance:getInstance", inputs{"dbInstanceIdentifier": "none"})
	assert.ErrorContains(t, err, "DBInstanceNotFound: DBInstance none not found.")
	_, err = c.Invoke("aws:rds/getSubnetGroup:getSubnetGroup", inputs{"name": "none"})
	assert.ErrorContains(t, err, "DBSubnetGroupNotFoundFault")
}
