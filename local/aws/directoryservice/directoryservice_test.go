package directoryservice_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/cloudwatch"
	"secure-room/local/aws/directoryservice"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/kms"
)

type inputs = cloudtest.Inputs

const (
	directoryToken = "aws:directoryservice/directory:Directory"
	groupToken     = "aws:cloudwatch/logGroup:LogGroup"
	password       = "Correct-Horse-9"
)

func others() []cloud.Service {
	return []cloud.Service{ec2.Service(), cloudwatch.Service(), kms.Service()}
}

// valid is a directory in a VPC of its own.
func valid(c *cloudtest.Cloud) inputs {
	network := c.Network(20, "ap-northeast-1a", "ap-northeast-1c")
	return inputs{"name": "corp.example.com", "shortName": "ROOM", "type": "MicrosoftAD", "edition": "Standard", "password": password,
		"vpcSettings": inputs{"vpcId": network.VPC, "subnetIds": network.Subnets}}
}

// within puts the directory into other subnets.
func within(in inputs, vpc any, subnets ...any) inputs {
	if vpc == nil {
		vpc = in["vpcSettings"].(inputs)["vpcId"]
	}
	return in.With(inputs{"vpcSettings": inputs{"vpcId": vpc, "subnetIds": subnets}})
}

func TestConformance(t *testing.T) {
	subnet := func(in inputs, at int) any { return in["vpcSettings"].(inputs)["subnetIds"].([]any)[at] }
	pass := func(rule, password, says string) cloudtest.Bad {
		return cloudtest.Refuse("password: "+rule, cloudtest.Set(inputs{"password": password}), says)
	}
	cloudtest.Conform(t, directoryservice.Service(), []cloudtest.Case{{
		Token:   directoryToken,
		Valid:   valid,
		Changed: func(in inputs) inputs { return in.With(inputs{"desiredNumberOfDomainControllers": 3}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("domain name", cloudtest.Set(inputs{"name": "corp"}), "a fully qualified domain name"),
			cloudtest.Refuse("short name", cloudtest.Set(inputs{"shortName": "THE*ROOM"}), "a NetBIOS name"),
			cloudtest.Refuse("short name length", cloudtest.Set(inputs{"shortName": strings.Repeat("X", 16)}), "1 to 15 characters"),
			cloudtest.Refuse("edition", cloudtest.Set(inputs{"edition": "Home"}), "must be one of Enterprise, Standard"),
			cloudtest.Refuse("type", cloudtest.Set(inputs{"type": "SimpleAD"}), "must be one of MicrosoftAD"),
			cloudtest.Refuse("default type", cloudtest.Set(inputs{"type": nil}), "serves MicrosoftAD alone"),
			cloudtest.Refuse("description", cloudtest.Set(inputs{"description": "the room's"}), "letters, digits and some punctuation"),
			cloudtest.Refuse("size", cloudtest.Set(inputs{"size": "Small"}), "is not a setting of a MicrosoftAD"),
			cloudtest.Refuse("no VPC", cloudtest.Set(inputs{"vpcSettings": nil}), "vpcSettings is missing"),
			cloudtest.Refuse("controllers", cloudtest.Set(inputs{"desiredNumberOfDomainControllers": 1}), "from 2 to 20"),
			cloudtest.Refuse("sign-on without alias", cloudtest.Set(inputs{"enableSso": true}), "needs an alias"),
			cloudtest.Refuse("alias", cloudtest.Set(inputs{"alias": "d-room"}), "must not begin with d-"),
			pass("short", "Aa1!xyz", "must have 8 to 64"),
			pass("long", strings.Repeat("Aa1!", 17), "must have 8 to 64"),
			pass("two classes", "correct-horse", "must have three"),
			pass("the word admin", "xAdMiN-2024-x", "contains the word admin"),
			cloudtest.Refuse("one subnet", func(_ *cloudtest.Cloud, in inputs) inputs { return within(in, nil, subnet(in, 0)) }, "must have two"),
			cloudtest.Refuse("one zone", func(c *cloudtest.Cloud, in inputs) inputs {
				vpc := in["vpcSettings"].(inputs)["vpcId"]
				second := c.Create("aws:ec2/subnet:Subnet", "same", inputs{"vpcId": vpc, "cidrBlock": "10.20.9.0/24", "availabilityZone": "ap-northeast-1a"}).ID
				return within(in, nil, subnet(in, 0), second)
			}, "must be in different Availability Zones"),
			cloudtest.Refuse("another VPC", func(c *cloudtest.Cloud, in inputs) inputs {
				return within(in, c.Network(30).VPC, subnet(in, 0), subnet(in, 1))
			}, "are not all in the VPC"),
			cloudtest.Refuse("subnet must exist", func(_ *cloudtest.Cloud, in inputs) inputs { return within(in, nil, subnet(in, 0), "subnet-0") }, "subnet-0"),
			cloudtest.Refuse("alias taken", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(directoryToken, "first", in.With(inputs{"alias": "room"}))
				return in.With(inputs{"alias": "room"})
			}, "The alias room is taken"),
		},
	}, {
		Token: "aws:directoryservice/logSubscription:LogSubscription",
		Valid: func(c *cloudtest.Cloud) inputs {
			c.Create(groupToken, "logs", inputs{"name": "/room/directory"})
			c.Create("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "logs", inputs{"policyName": "directory",
				"policyDocument": `{"Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Principal":{"Service":"ds.amazonaws.com"},"Resource":"*"}]}`})
			return inputs{"directoryId": c.Create(directoryToken, "room", valid(c)).ID, "logGroupName": "/room/directory"}
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("directory must exist", cloudtest.Set(inputs{"directoryId": "d-0123456789"}), "Directory d-0123456789 does not exist"),
			cloudtest.Refuse("log group must exist", cloudtest.Set(inputs{"logGroupName": "/none"}), "log group /none does not exist"),
			cloudtest.Refuse("one a directory", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create("aws:directoryservice/logSubscription:LogSubscription", "first", in)
				return in
			}, "has a log subscription already"),
		},
	}}, others()...)
}

func TestLogSubscriptionNeedsAResourcePolicy(t *testing.T) {
	c := cloudtest.New(t, append(others(), directoryservice.Service())...)
	c.Create(groupToken, "logs", inputs{"name": "/room/directory"})
	_, err := c.TryCreate("aws:directoryservice/logSubscription:LogSubscription", "logs",
		inputs{"directoryId": c.Create(directoryToken, "room", valid(c)).ID, "logGroupName": "/room/directory"})
	assert.ErrorContains(t, err, "lets ds.amazonaws.com write")
}

func TestWhatADirectoryBringsAlong(t *testing.T) {
	c := cloudtest.New(t, append(others(), directoryservice.Service())...)
	made := c.Create(directoryToken, "room", valid(c))
	assert.Regexp(t, `^d-[0-9a-f]{10}$`, made.ID)
	assert.Equal(t, made.ID+".awsapps.com", made.Text("accessUrl"))
	addresses := made.Outputs["dnsIpAddresses"].ArrayValue()
	require.Len(t, addresses, 2)
	for i, block := range []string{"10.20.0.0/24", "10.20.1.0/24"} {
		assert.True(t, netip.MustParsePrefix(block).Contains(netip.MustParseAddr(addresses[i].StringValue())), addresses[i])
	}
	group := c.Import("aws:ec2/securityGroup:SecurityGroup", made.Text("securityGroupId"))
	require.NotNil(t, group, "AWS makes a group for the controllers")
	assert.Equal(t, made.ID+"_controllers", group.Text("name"))
	require.NoError(t, made.Delete())
	assert.Nil(t, group.Read(), "it goes with the directory")
}

func TestAPasswordIsNeverRepeated(t *testing.T) {
	c := cloudtest.New(t, append(others(), directoryservice.Service())...)
	made := c.Create(directoryToken, "room", valid(c))
	assert.True(t, made.Outputs["password"].IsSecret())
	_, err := c.TryCreate(directoryToken, "weak", valid(c.Provider(inputs{"region": cloudtest.Region})).With(inputs{"password": "weakpassword"}))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "weakpassword")
}
