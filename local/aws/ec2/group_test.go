package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
)

func groupCases() []cloudtest.Case {
	rule := func(c *cloudtest.Cloud) inputs {
		return inputs{"securityGroupId": in(c).group(in(c).vpc("main", "10.0.0.0/16"), "terminals"),
			"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "10.0.4.0/24"}
	}
	all := inputs{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": []any{"0.0.0.0/0"}}
	inline := func(changes inputs) func(*cloudtest.Cloud, inputs) inputs {
		return cloudtest.Set(inputs{"ingress": []any{map[string]any(all.With(changes))}})
	}
	cases := []cloudtest.Case{
		{
			Token:   groupToken,
			Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"vpcId": in(c).vpc("main", "10.0.0.0/16")} },
			Changed: func(valid inputs) inputs { return valid.With(inputs{"egress": []any{map[string]any(all)}}) },
			Bad: []cloudtest.Bad{
				{Rule: "no default VPC", Inputs: cloudtest.Set(inputs{"vpcId": nil}), Says: "VPCIdNotSpecified"},
				{Rule: "name is free in the VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					in(c).group(valid["vpcId"].(string), "twin")
					return valid.With(inputs{"name": "twin"})
				}, Says: "InvalidGroup.Duplicate"},
				{Rule: "name default", Inputs: cloudtest.Set(inputs{"name": "default"}), Says: "cannot be default"},
				{Rule: "name like an id", Inputs: cloudtest.Set(inputs{"name": "sg-mine"}), Says: "or start with sg-"},
				{Rule: "words of the description", Inputs: cloudtest.Set(inputs{"description": "terminals → proxy"}), Says: "description is"},
				{Rule: "name or prefix", Inputs: cloudtest.Set(inputs{"name": "a", "namePrefix": "b"}), Says: "conflicts with namePrefix"},
				{Rule: "inline source", Inputs: inline(inputs{"cidrBlocks": nil}), Says: "ingress[0].cidrBlocks is missing"},
				{Rule: "inline ports of all protocols", Inputs: inline(inputs{"toPort": 80}), Says: "must be 0"},
				{Rule: "inline group exists", Inputs: inline(inputs{"securityGroups": []any{"sg-0"}}), Says: "InvalidGroup.NotFound"},
			},
		},
		{
			Token:   defaultToken,
			Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"vpcId": in(c).vpc("main", "10.0.0.0/16")} },
			Changed: func(valid inputs) inputs { return valid.With(inputs{"tags": map[string]any{"Name": "unused"}}) },
			Bad:     []cloudtest.Bad{{Rule: "no default VPC", Inputs: cloudtest.Set(inputs{"vpcId": nil}), Says: "VPCIdNotSpecified"}},
		},
	}
	for _, token := range []string{ingressToken, egressToken} {
		cases = append(cases, cloudtest.Case{
			Token:   token,
			Valid:   rule,
			Changed: func(valid inputs) inputs { return valid.With(inputs{"toPort": 444}) },
			Bad: []cloudtest.Bad{
				{Rule: "a peer", Inputs: cloudtest.Set(inputs{"cidrIpv4": nil}), Says: "must be the only peer"},
				{Rule: "one peer", Inputs: cloudtest.Set(inputs{"referencedSecurityGroupId": "sg-0"}), Says: "but the rule has 2"},
				{Rule: "no host bits", Inputs: cloudtest.Set(inputs{"cidrIpv4": "10.0.0.1/24"}), Says: "did you mean"},
				{Rule: "ports for TCP", Inputs: cloudtest.Set(inputs{"toPort": nil}), Says: "must both be given for protocol tcp"},
				{Rule: "ports in order", Inputs: cloudtest.Set(inputs{"fromPort": 444}), Says: "must be a range within 0 to 65535"},
				{Rule: "no ports for all protocols", Inputs: cloudtest.Set(inputs{"ipProtocol": "-1"}), Says: "cannot be given when ipProtocol is -1"},
				{Rule: "ICMP type", Inputs: cloudtest.Set(inputs{"ipProtocol": "icmp"}), Says: "between -1 and 255"},
				{Rule: "known protocol", Inputs: cloudtest.Set(inputs{"ipProtocol": "https"}), Says: "or a protocol number up to 255"},
				{Rule: "group exists", Inputs: cloudtest.Set(inputs{"securityGroupId": "sg-0"}), Says: "The security group 'sg-0' does not exist"},
				{Rule: "peer group exists", Inputs: cloudtest.Set(inputs{"cidrIpv4": nil, "referencedSecurityGroupId": "sg-0"}), Says: "The security group 'sg-0' does not exist"},
				{Rule: "prefix list exists", Inputs: cloudtest.Set(inputs{"cidrIpv4": nil, "prefixListId": "pl-0"}), Says: "InvalidPrefixListId.NotFound"},
				{Rule: "not twice", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					c.Create(token, "first", valid)
					return valid
				}, Says: "InvalidPermission.Duplicate"},
				{Rule: "peer group of a VPC without active peering", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					_, room, production := in(c).peering(false)
					return valid.With(inputs{"securityGroupId": in(c).group(production, "database"),
						"cidrIpv4": nil, "referencedSecurityGroupId": in(c).group(room, "terminals")})
				}, Says: "belong to different networks"},
			},
		})
	}
	return cases
}

func TestGroupOfAnActivePeerMayBeReferredTo(t *testing.T) {
	w := empty(t)
	_, room, production := w.peering(true)
	peer := w.Create(groupToken, "terminals", inputs{"vpcId": room})
	w.Create(ingressToken, "postgres", inputs{
		"securityGroupId": w.group(production, "database"), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432,
		"referencedSecurityGroupId": "123456789012/" + peer.ID,
	})
	assert.NoError(t, peer.Delete(), "the peer's owner may delete the group; the rule becomes stale")
}

func TestGroupInUseCannotBeDeleted(t *testing.T) {
	w := empty(t)
	id := w.vpc("main", "10.0.0.0/16")
	proxy := w.Create(groupToken, "proxy", inputs{"vpcId": id})
	terminals := w.Create(groupToken, "terminals", inputs{"vpcId": id})
	rule := w.Create(egressToken, "to proxy", inputs{
		"securityGroupId": terminals.ID, "ipProtocol": "tcp", "fromPort": 3128, "toPort": 3128, "referencedSecurityGroupId": proxy.ID,
	})
	require.ErrorContains(t, proxy.Delete(), "DependencyViolation: "+proxy.ID+" cannot be deleted while it is used by "+rule.ID)
	require.NoError(t, terminals.Delete(), "a group's own rules go with it")
	assert.Nil(t, rule.Read())
	require.NoError(t, proxy.Delete())
}

func TestDefaultGroupIsStripped(t *testing.T) {
	w := empty(t)
	network := w.Create(vpcToken, "main", inputs{"cidrBlock": "10.0.0.0/16"})
	original := w.Import(groupToken, network.Text("defaultSecurityGroupId"))
	require.NotNil(t, original)
	assert.Len(t, original.Outputs["egress"].ArrayValue(), 1, "AWS lets everything out at first")
	taken := w.Create(defaultToken, "default", inputs{"vpcId": network.ID})
	assert.Equal(t, original.ID, taken.ID)
	assert.Empty(t, original.Read().Outputs["egress"].ArrayValue())
	require.NoError(t, network.Delete(), "what came with the VPC goes with it")
	assert.Nil(t, w.Import(groupToken, original.ID))
}

func TestRuleForTheNetworksOfAService(t *testing.T) {
	w := empty(t)
	id := w.vpc("main", "10.0.0.0/16")
	endpoint := w.Create(endpointToken, "s3", inputs{
		"vpcId": id, "serviceName": "com.amazonaws.ap-northeast-1.s3", "vpcEndpointType": "Gateway", "routeTableIds": []any{w.table(id)},
	})
	w.Create(egressToken, "to s3", inputs{"securityGroupId": w.group(id, "management"), "ipProtocol": "tcp", "fromPort": 443, "toPort": 443,
		"prefixListId": endpoint.Text("prefixListId")})
}
