package ec2_test

import (
	"slices"
	"testing"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
)

func TestConformance(t *testing.T) {
	cloudtest.Conform(t, ec2.Service(), slices.Concat(
		networkCases(), gatewayCases(), routeCases(), groupCases(), peeringCases(), endpointCases(), instanceCases()))
}

func networkCases() []cloudtest.Case {
	return []cloudtest.Case{
		{
			Token:   vpcToken,
			Valid:   func(*cloudtest.Cloud) inputs { return inputs{"cidrBlock": "10.0.0.0/16"} },
			Changed: func(valid inputs) inputs { return valid.With(inputs{"enableDnsHostnames": true}) },
			Bad: []cloudtest.Bad{
				{Rule: "needs a network", Inputs: cloudtest.Set(inputs{"cidrBlock": nil}), Says: "cidrBlock is required"},
				{Rule: "no larger than /16", Inputs: cloudtest.Set(inputs{"cidrBlock": "10.0.0.0/15"}), Says: "between /16 and /28"},
				{Rule: "no smaller than /28", Inputs: cloudtest.Set(inputs{"cidrBlock": "10.0.0.0/29"}), Says: "between /16 and /28"},
				{Rule: "no host bits", Inputs: cloudtest.Set(inputs{"cidrBlock": "10.0.1.0/16"}), Says: `did you mean "10.0.0.0/16"`},
				{Rule: "a network at all", Inputs: cloudtest.Set(inputs{"cidrBlock": "10.0.0.0"}), Says: "not a valid IPv4 CIDR block"},
				{Rule: "known tenancy", Inputs: cloudtest.Set(inputs{"instanceTenancy": "shared"}), Says: "must be one of default, dedicated"},
				{Rule: "IPv6 is not served", Inputs: cloudtest.Set(inputs{"assignGeneratedIpv6CidrBlock": true}), Says: "not served by the local AWS"},
			},
		},
		{
			Token: subnetToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				return inputs{"vpcId": in(c).vpc("main", "10.0.0.0/16"), "cidrBlock": "10.0.1.0/24", "availabilityZoneId": "apne1-az4"}
			},
			Changed: func(valid inputs) inputs { return valid.With(inputs{"mapPublicIpOnLaunch": true}) },
			Bad: []cloudtest.Bad{
				{Rule: "VPC exists", Inputs: cloudtest.Set(inputs{"vpcId": "vpc-0"}), Says: "InvalidVpcID.NotFound: The vpc ID 'vpc-0' does not exist"},
				{Rule: "within its VPC", Inputs: cloudtest.Set(inputs{"cidrBlock": "10.1.0.0/24"}), Says: "InvalidSubnet.Range"},
				{Rule: "not larger than its VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					return valid.With(inputs{"vpcId": in(c).vpc("small", "10.9.0.0/24"), "cidrBlock": "10.9.0.0/23"})
				}, Says: "InvalidSubnet.Range"},
				{Rule: "no overlap", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					in(c).subnet(valid["vpcId"].(string), "10.0.0.0/20", "ap-northeast-1c")
					return valid
				}, Says: "InvalidSubnet.Conflict"},
				{Rule: "zone of the region", Inputs: cloudtest.Set(inputs{"availabilityZoneId": "use1-az1"}), Says: "ap-northeast-1a (apne1-az4)"},
				{Rule: "zone by name or id", Inputs: cloudtest.Set(inputs{"availabilityZone": "ap-northeast-1a"}), Says: "conflicts with availabilityZoneId"},
				{Rule: "size", Inputs: cloudtest.Set(inputs{"cidrBlock": "10.0.0.0/30"}), Says: "between /16 and /28"},
			},
		},
	}
}

func gatewayCases() []cloudtest.Case {
	return []cloudtest.Case{
		{
			Token:   gatewayToken,
			Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"vpcId": in(c).vpc("main", "10.0.0.0/16")} },
			Changed: func(valid inputs) inputs { return valid.With(inputs{"tags": map[string]any{"Name": "door"}}) },
			Bad: []cloudtest.Bad{{Rule: "one for a VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
				in(c).gateway(valid["vpcId"].(string))
				return valid
			}, Says: "already has an internet gateway attached"}},
		},
		{
			Token: attachmentToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				loose := c.Create(gatewayToken, "loose", inputs{})
				return inputs{"internetGatewayId": loose.ID, "vpcId": in(c).vpc("main", "10.0.0.0/16")}
			},
			Bad: []cloudtest.Bad{
				{Rule: "one for a VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					in(c).gateway(valid["vpcId"].(string))
					return valid
				}, Says: "already has an internet gateway attached"},
				{Rule: "one VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					return valid.With(inputs{"internetGatewayId": in(c).gateway(in(c).vpc("other", "10.5.0.0/16"))})
				}, Says: "is already attached to network"},
			},
		},
		{
			Token: addressToken,
			Valid: func(*cloudtest.Cloud) inputs { return inputs{"domain": "vpc"} },
			Bad:   []cloudtest.Bad{{Rule: "domain", Inputs: cloudtest.Set(inputs{"domain": "standard"}), Says: "must be vpc"}},
		},
		{
			Token: natToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				id := in(c).vpc("main", "10.0.0.0/16")
				in(c).gateway(id)
				return inputs{"subnetId": in(c).subnet(id, "10.0.0.0/24", "ap-northeast-1a"), "allocationId": in(c).address("nat")}
			},
			Bad: []cloudtest.Bad{
				{Rule: "public needs an address", Inputs: cloudtest.Set(inputs{"allocationId": nil}), Says: "allocationId is required"},
				{Rule: "private has none", Inputs: cloudtest.Set(inputs{"connectivityType": "private"}), Says: "cannot be given for a private NAT gateway"},
				{Rule: "address exists", Inputs: cloudtest.Set(inputs{"allocationId": "eipalloc-0"}), Says: "InvalidAllocationID.NotFound"},
				{Rule: "address is free", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					c.Create(natToken, "other", valid)
					return valid
				}, Says: "Resource.AlreadyAssociated"},
				{Rule: "VPC has an internet gateway", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					id := in(c).vpc("closed", "10.7.0.0/16")
					return valid.With(inputs{"subnetId": in(c).subnet(id, "10.7.0.0/24", "ap-northeast-1a")})
				}, Says: "Gateway.NotAttached"},
			},
		},
	}
}
