package workspaces_test

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/directoryservice"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/ssm"
	"secure-room/local/aws/workspaces"
)

type inputs = cloudtest.Inputs

const (
	ipGroupToken   = "aws:workspaces/ipGroup:IpGroup"
	directoryToken = "aws:workspaces/directory:Directory"
	workspaceToken = "aws:workspaces/workspace:Workspace"
	managedToken   = "aws:directoryservice/directory:Directory"
	keyToken       = "aws:kms/key:Key"
	getBundle      = "aws:workspaces/getBundle:getBundle"
	bundleName     = "Standard with Windows 10 (Server 2022 based)"
	trust          = `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"workspaces.amazonaws.com"}}]}`
)

func others() []cloud.Service {
	return []cloud.Service{ec2.Service(), iam.Service(), kms.Service(), directoryservice.Service(), ssm.Service()}
}

func newCloud(t *testing.T) *cloudtest.Cloud {
	return cloudtest.New(t, append(others(), workspaces.Service())...)
}

// role makes the service's role; attached says whether with its policy.
func role(c *cloudtest.Cloud, trust string, attached bool) {
	c.Create("aws:iam/role:Role", "service", inputs{"name": "workspaces_DefaultRole", "assumeRolePolicy": trust})
	if attached {
		c.Create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "service", inputs{"role": "workspaces_DefaultRole",
			"policyArn": "arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess"})
	}
}

func ipGroup(c *cloudtest.Cloud, name string) string {
	return c.Create(ipGroupToken, name, inputs{"rules": []any{inputs{"source": "203.0.113.10/32"}}}).ID
}

// unregistered is a registration of a directory, for which the service's role is yet to be made.
func unregistered(c *cloudtest.Cloud) inputs {
	network := c.Network(20, "ap-northeast-1a", "ap-northeast-1c")
	managed := c.Create(managedToken, "room", inputs{"name": "corp.example.com", "type": "MicrosoftAD", "password": "Correct-Horse-9",
		"vpcSettings": inputs{"vpcId": network.VPC, "subnetIds": network.Subnets}}).ID
	return inputs{"directoryId": managed, "subnetIds": network.Subnets, "ipGroupIds": []any{ipGroup(c, "office")},
		"selfServicePermissions":    inputs{"restartWorkspace": false},
		"workspaceAccessProperties": inputs{"deviceTypeWeb": "DENY"},
		"workspaceCreationProperties": inputs{"customSecurityGroupId": network.Group, "enableInternetAccess": false,
			"defaultOu": "OU=Computers,OU=corp,DC=corp,DC=example,DC=com"}}
}

func registration(c *cloudtest.Cloud) inputs {
	role(c, trust, true)
	return unregistered(c)
}

// register has people registered in the directory, as the room's own document does.
func register(c *cloudtest.Cloud, names ...string) {
	list := ""
	for i, name := range names {
		if i > 0 {
			list += ","
		}
		list += fmt.Sprintf(`{"name":%q}`, name)
	}
	c.Create("aws:ssm/document:Document", "register", inputs{"name": "register", "documentType": "Command", "content": `{"schemaVersion":"2.2",
		"parameters":{"domain":{"type":"String"},"people":{"type":"String"}},
		"mainSteps":[{"action":"aws:runPowerShellScript","name":"register","inputs":{"runCommand":["{{ people }}"]}}]}`})
	c.Create("aws:ssm/association:Association", "register", inputs{"name": "register",
		"targets":    []any{inputs{"key": "tag:Role", "values": []any{"management"}}},
		"parameters": inputs{"domain": "corp.example.com", "people": base64.StdEncoding.EncodeToString([]byte("[" + list + "]"))}})
}

func bundle(c *cloudtest.Cloud) string {
	found, err := c.Invoke(getBundle, inputs{"owner": "AMAZON", "name": bundleName})
	if err != nil {
		return err.Error()
	}
	return found["id"].StringValue()
}

func terminal(c *cloudtest.Cloud) inputs {
	register(c, "hanako", "taro")
	return inputs{"directoryId": c.Create(directoryToken, "room", registration(c)).ID, "bundleId": bundle(c), "userName": "hanako",
		"rootVolumeEncryptionEnabled": true, "userVolumeEncryptionEnabled": true,
		"volumeEncryptionKey": c.Create(keyToken, "volumes", inputs{}).Text("arn"),
		"workspaceProperties": properties(nil)}
}

func properties(changes inputs) inputs {
	return inputs{"computeTypeName": "STANDARD", "rootVolumeSizeGib": 80, "userVolumeSizeGib": 50, "runningMode": "AUTO_STOP",
		"runningModeAutoStopTimeoutInMinutes": 120}.With(changes)
}

func rules(count int) []any {
	all := make([]any, count)
	for i := range all {
		all[i] = inputs{"source": fmt.Sprintf("203.0.113.%d/32", i)}
	}
	return all
}

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
