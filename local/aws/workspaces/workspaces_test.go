package workspaces_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/workspaces"
)

func TestConformance(t *testing.T) {
	source := func(rule, source string) cloudtest.Bad {
		return cloudtest.Refuse("source: "+rule, cloudtest.Set(inputs{"rules": []any{inputs{"source": source}}}), "an IPv4 range in CIDR notation")
	}
	with := func(rule string, changes inputs, says string) cloudtest.Bad {
		return cloudtest.Refuse(rule, cloudtest.Set(inputs{"workspaceProperties": properties(changes)}), says)
	}
	const minutes = "runningModeAutoStopTimeoutInMinutes"
	cloudtest.Conform(t, workspaces.Service(), []cloudtest.Case{{
		Token:   ipGroupToken,
		Valid:   func(*cloudtest.Cloud) inputs { return inputs{"name": "office", "rules": rules(2)} },
		Changed: func(in inputs) inputs { return in.With(inputs{"rules": rules(10)}) },
		Bad: []cloudtest.Bad{
			source("no CIDR", "203.0.113.10"), source("host bits", "203.0.113.10/24"), source("IPv6", "2001:db8::/32"), source("name", "office"),
			cloudtest.Refuse("eleven rules", cloudtest.Set(inputs{"rules": rules(11)}), "has 11 rules, but can have 10"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(ipGroupToken, "first", in); return in }, "office already exists"),
			cloudtest.Refuse("a hundred groups", func(c *cloudtest.Cloud, in inputs) inputs {
				for i := range 100 {
					c.Create(ipGroupToken, fmt.Sprint("more-", i), in.With(inputs{"name": fmt.Sprint("more-", i)}))
				}
				return in
			}, "at most 100 IP access control groups"),
		},
	}, {
		Token: directoryToken,
		Valid: registration,
		Changed: func(in inputs) inputs {
			return in.With(inputs{"workspaceAccessProperties": inputs{"deviceTypeWeb": "DENY", "deviceTypeIos": "DENY"}})
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("directory must exist", cloudtest.Set(inputs{"directoryId": "d-0123456789"}), "Directory d-0123456789 does not exist"),
			cloudtest.Refuse("one subnet", func(_ *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"subnetIds": in["subnetIds"].([]any)[:1]})
			}, "must have two"),
			cloudtest.Refuse("zone without WorkSpaces", func(c *cloudtest.Cloud, in inputs) inputs {
				third := c.Create("aws:ec2/subnet:Subnet", "third", inputs{"vpcId": vpcOf(c, in), "cidrBlock": "10.20.9.0/24", "availabilityZone": "ap-northeast-1d"}).ID
				return in.With(inputs{"subnetIds": []any{in["subnetIds"].([]any)[0], third}})
			}, "not offered in the Availability Zone apne1-az2"),
			cloudtest.Refuse("one zone", func(c *cloudtest.Cloud, in inputs) inputs {
				second := c.Create("aws:ec2/subnet:Subnet", "second", inputs{"vpcId": vpcOf(c, in), "cidrBlock": "10.20.9.0/24", "availabilityZone": "ap-northeast-1a"}).ID
				return in.With(inputs{"subnetIds": []any{in["subnetIds"].([]any)[0], second}})
			}, "must be in two Availability Zones"),
			cloudtest.Refuse("another VPC", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"subnetIds": c.Network(30, "ap-northeast-1a", "ap-northeast-1c").Subnets})
			}, "not in the directory's VPC"),
			cloudtest.Refuse("group of another VPC", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"workspaceCreationProperties": inputs{"customSecurityGroupId": c.Network(30).Group}})
			}, "is not of the directory's VPC"),
			cloudtest.Refuse("IP group must exist", cloudtest.Set(inputs{"ipGroupIds": []any{"wsipg-none"}}), "IP access control group wsipg-none does not exist"),
			cloudtest.Refuse("26 IP groups", cloudtest.Set(inputs{"ipGroupIds": slices.Repeat([]any{"wsipg-none"}, 26)}), "can have 25"),
			cloudtest.Refuse("access", cloudtest.Set(inputs{"workspaceAccessProperties": inputs{"deviceTypeWeb": "NO"}}), "must be one of ALLOW, DENY"),
			cloudtest.Refuse("unit", cloudtest.Set(inputs{"workspaceCreationProperties": inputs{"defaultOu": "Computers"}}), "a distinguished name"),
			cloudtest.Refuse("registered already", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(directoryToken, "first", in); return in }, "is registered already"),
		},
	}, {
		Token: workspaceToken,
		Valid: terminal,
		Changed: func(in inputs) inputs {
			return in.With(inputs{"workspaceProperties": properties(inputs{minutes: 60})})
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("directory must be registered", cloudtest.Set(inputs{"directoryId": "d-0123456789"}), "is not registered with WorkSpaces"),
			cloudtest.Refuse("bundle form", cloudtest.Set(inputs{"bundleId": "standard"}), "a bundle's id"),
			cloudtest.Refuse("bundle must exist", cloudtest.Set(inputs{"bundleId": "wsb-000000000"}), "bundle wsb-000000000 does not exist"),
			cloudtest.Refuse("user must be in the directory", cloudtest.Set(inputs{"userName": "jiro"}), "user jiro could not be found in the directory"),
			cloudtest.Refuse("one a user", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(workspaceToken, "first", in.With(inputs{"userName": "Hanako"}))
				return in
			}, "already has a WorkSpace"),
			cloudtest.Refuse("no key", cloudtest.Set(inputs{"volumeEncryptionKey": nil}), "volumeEncryptionKey is missing"),
			cloudtest.Refuse("key must exist", cloudtest.Set(inputs{"volumeEncryptionKey": "none"}), "Key 'none' does not exist"),
			cloudtest.Refuse("symmetric key", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"volumeEncryptionKey": c.Create(keyToken, "pair", inputs{"customerMasterKeySpec": "RSA_2048"}).Text("arn")})
			}, "is not a symmetric key"),
			with("half hours", inputs{minutes: 90}, "a multiple of 60"),
			with("no time", inputs{minutes: 0}, "a multiple of 60"),
			with("49 hours", inputs{minutes: 2940}, "from 60 to 2880"),
			with("time of one always on", inputs{"runningMode": "ALWAYS_ON"}, "ALWAYS_ON"),
			with("running mode", inputs{"runningMode": "SOMETIMES"}, "must be one of AUTO_STOP"),
			with("compute type", inputs{"computeTypeName": "HUGE"}, "must be one of VALUE"),
			with("root volume", inputs{"rootVolumeSizeGib": 100}, "must be 80, or 175 to 2000"),
			with("user volume", inputs{"userVolumeSizeGib": 60}, "must be 10, 50, or 100 to 2000"),
			with("a large user volume alone", inputs{"userVolumeSizeGib": 500}, "must be 10, 50 or 100 beside a root volume of 80"),
			cloudtest.Refuse("AWS's own tag", cloudtest.Set(inputs{"tags": inputs{"AWS:team": "x"}}), "aws: is AWS's own prefix"),
			cloudtest.Refuse("a long tag", cloudtest.Set(inputs{"tags": inputs{strings.Repeat("k", 129): "x"}}), "it must have 1 to 128"),
			with("volumes together", inputs{"rootVolumeSizeGib": 175}, "at least 100 beside a root volume of 175"),
		},
	}}, others()...)
}

func vpcOf(c *cloudtest.Cloud, in inputs) string {
	managed := c.Import(managedToken, in["directoryId"].(string))
	return managed.Outputs["vpcSettings"].ObjectValue()["vpcId"].StringValue()
}

func TestRegistrationNeedsTheServiceRole(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*cloudtest.Cloud)
		says    string
	}{
		"none": {func(*cloudtest.Cloud) {}, "role could not be found"},
		"distrusted": {func(c *cloudtest.Cloud) {
			role(c, `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}`, true)
		}, "does not trust workspaces.amazonaws.com"},
		"powerless": {func(c *cloudtest.Cloud) { role(c, trust, false) }, "does not have the policy"},
	} {
		t.Run(name, func(t *testing.T) {
			cloud := newCloud(t)
			in := unregistered(cloud)
			c.prepare(cloud)
			_, err := cloud.TryCreate(directoryToken, "room", in)
			assert.ErrorContains(t, err, c.says)
		})
	}
}

func TestATerminalStandsInTheDirectorysSubnets(t *testing.T) {
	c := newCloud(t)
	in := terminal(c)
	made := c.Create(workspaceToken, "hanako", in)
	address := netip.MustParseAddr(made.Text("ipAddress"))
	assert.True(t, netip.MustParsePrefix("10.20.0.0/23").Contains(address), "%s", address)
	assert.Equal(t, "AVAILABLE", made.Text("state"))
	other := c.Create(workspaceToken, "taro", in.With(inputs{"userName": "TARO"}))
	assert.NotEqual(t, made.Text("ipAddress"), other.Text("ipAddress"))
	assert.NotEqual(t, made.Text("computerName"), other.Text("computerName"))
	registered := c.Import(directoryToken, in["directoryId"].(string))
	assert.ErrorContains(t, registered.Delete(), "cannot be deleted while it is used by")
}

func TestVolumesOnlyGrowOneAtATime(t *testing.T) {
	c := newCloud(t)
	in := terminal(c)
	made := c.Create(workspaceToken, "hanako", in)
	change := func(changes inputs) error {
		return made.Update(in.With(inputs{"workspaceProperties": properties(changes)}))
	}
	assert.ErrorContains(t, change(inputs{"userVolumeSizeGib": 10}), "The userVolumeSizeGib of 10 cannot be made smaller: it is 50.")
	assert.ErrorContains(t, change(inputs{"userVolumeSizeGib": 100, "rootVolumeSizeGib": 175}), "Only one of the root volume")
	assert.ErrorContains(t, change(inputs{"userVolumeSizeGib": 100, "computeTypeName": "POWER"}), "Only one of the root volume")
	require.NoError(t, change(inputs{"userVolumeSizeGib": 100}))
	require.NoError(t, change(inputs{"userVolumeSizeGib": 100, "rootVolumeSizeGib": 175}))
}

func TestBundles(t *testing.T) {
	c := newCloud(t)
	found, err := c.Invoke(getBundle, inputs{"owner": "AMAZON", "name": bundleName})
	require.NoError(t, err)
	assert.Equal(t, "STANDARD", found["computeTypes"].ArrayValue()[0].ObjectValue()["name"].StringValue())
	again, err := c.Invoke(getBundle, inputs{"bundleId": found["id"].StringValue()})
	require.NoError(t, err)
	assert.Equal(t, found, again)
	for name, in := range map[string]inputs{
		"no bundle":     {"owner": "AMAZON", "name": "Value with Windows 10 (Server 2022 based)"},
		"no bundles of": {"name": bundleName},
		"give either":   {"owner": "AMAZON"},
	} {
		_, err := c.Invoke(getBundle, in)
		assert.ErrorContains(t, err, name)
	}
}
