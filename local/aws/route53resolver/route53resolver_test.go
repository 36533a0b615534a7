package route53resolver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/route53resolver"
)

type inputs = cloudtest.Inputs

const (
	listToken        = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
	groupToken       = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
	ruleToken        = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
	associationToken = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
	configToken      = "aws:route53/resolverFirewallConfig:ResolverFirewallConfig"
)

func list(c *cloudtest.Cloud) string {
	return c.Create(listToken, "list", inputs{"domains": []any{"*"}}).ID
}

func group(c *cloudtest.Cloud) string { return c.Create(groupToken, "group", inputs{}).ID }

func blockRule(c *cloudtest.Cloud) inputs {
	return inputs{"firewallRuleGroupId": group(c), "firewallDomainListId": list(c), "priority": 200, "action": "BLOCK", "blockResponse": "NXDOMAIN"}
}

func TestConformance(t *testing.T) {
	domains := func(rule string, names ...any) cloudtest.Bad {
		return cloudtest.Refuse(rule, cloudtest.Set(inputs{"domains": names}), "a domain has 1 to 255 letters")
	}
	associated := func(c *cloudtest.Cloud) inputs {
		return inputs{"firewallRuleGroupId": group(c), "vpcId": c.Network(20).VPC, "priority": 101}
	}
	cloudtest.Conform(t, route53resolver.Service(), []cloudtest.Case{{
		Token: listToken,
		Valid: func(*cloudtest.Cloud) inputs {
			return inputs{"domains": []any{"git.example.com", "*.example.org", "*", "*example.net"}}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"domains": []any{"git.example.com"}}) },
		Bad: []cloudtest.Bad{
			domains("asterisk inside", "git.*.com"), domains("address", "2001:db8::1"), domains("two asterisks", "**"),
			domains("empty label", "git..example.com"), domains("Unicode", "日本.example"),
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "a/b"}), "letters, digits, - _ ' and spaces"),
			cloudtest.Refuse("name of digits", cloudtest.Set(inputs{"name": "123"}), "not digits alone"),
		},
	}, {
		Token:   groupToken,
		Valid:   func(*cloudtest.Cloud) inputs { return inputs{"name": "room"} },
		Changed: func(in inputs) inputs { return in.With(inputs{"tags": inputs{"Name": "room"}}) },
		Bad:     []cloudtest.Bad{cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "room.dns"}), "letters, digits")},
	}, {
		Token:   ruleToken,
		Valid:   blockRule,
		Changed: func(in inputs) inputs { return in.With(inputs{"priority": 300}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("action", cloudtest.Set(inputs{"action": "DROP"}), "must be one of ALLOW, ALERT, BLOCK"),
			cloudtest.Refuse("block without an answer", cloudtest.Set(inputs{"blockResponse": nil}), "the action BLOCK needs it"),
			cloudtest.Refuse("answer", cloudtest.Set(inputs{"blockResponse": "REFUSED"}), "must be one of NODATA"),
			cloudtest.Refuse("override without a name", cloudtest.Set(inputs{"blockResponse": "OVERRIDE"}), "the response OVERRIDE needs it"),
			cloudtest.Refuse("override's type", cloudtest.Set(inputs{"blockOverrideDnsType": "A"}), "must be one of CNAME"),
			cloudtest.Refuse("override's name", cloudtest.Set(inputs{"blockOverrideDomain": ""}), "must have 1 to 255"),
			cloudtest.Refuse("override's time", cloudtest.Set(inputs{"blockOverrideTtl": 604801}), "from 0 to 604800"),
			cloudtest.Refuse("redirection", cloudtest.Set(inputs{"firewallDomainRedirectionAction": "FOLLOW"}), "must be one of INSPECT_REDIRECTION_DOMAIN"),
			cloudtest.Refuse("query type", cloudtest.Set(inputs{"qType": "ANY"}), "a query type such as A"),
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": ""}), "must be 1 to 64 characters"),
			cloudtest.Refuse("group must exist", cloudtest.Set(inputs{"firewallRuleGroupId": "rslvr-frg-0"}), "rule group rslvr-frg-0 does not exist"),
			cloudtest.Refuse("list must exist", cloudtest.Set(inputs{"firewallDomainListId": "rslvr-fdl-0"}), "domain list rslvr-fdl-0 does not exist"),
			cloudtest.Refuse("list twice", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(ruleToken, "first", in)
				return in.With(inputs{"priority": 300})
			}, "same rule group and domain list exists already"),
			cloudtest.Refuse("priority taken", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(ruleToken, "first", in)
				return in.With(inputs{"firewallDomainListId": list(c)})
			}, "Priority 200 is taken by another rule"),
		},
	}, {
		Token:   associationToken,
		Valid:   associated,
		Changed: func(in inputs) inputs { return in.With(inputs{"priority": 102}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("priority too low", cloudtest.Set(inputs{"priority": 100}), "from 101 to 9899"),
			cloudtest.Refuse("priority too high", cloudtest.Set(inputs{"priority": 9900}), "from 101 to 9899"),
			cloudtest.Refuse("protection", cloudtest.Set(inputs{"mutationProtection": "ON"}), "must be one of ENABLED, DISABLED"),
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "7"}), "not digits alone"),
			cloudtest.Refuse("VPC must exist", cloudtest.Set(inputs{"vpcId": "vpc-0"}), "vpc-0"),
			cloudtest.Refuse("group must exist", cloudtest.Set(inputs{"firewallRuleGroupId": "rslvr-frg-0"}), "rslvr-frg-0 does not exist"),
			cloudtest.Refuse("twice", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(associationToken, "first", in)
				return in.With(inputs{"priority": 102})
			}, "already"),
			cloudtest.Refuse("priority taken", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(associationToken, "first", in)
				return in.With(inputs{"firewallRuleGroupId": group(c)})
			}, "Priority 101 is taken"),
		},
	}, {
		Token: configToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"resourceId": c.Network(20).VPC, "firewallFailOpen": "DISABLED"}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"firewallFailOpen": "ENABLED"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("word", cloudtest.Set(inputs{"firewallFailOpen": "NO"}), "must be one of ENABLED, DISABLED"),
			cloudtest.Refuse("VPC must exist", cloudtest.Set(inputs{"resourceId": "vpc-0"}), "vpc-0"),
		},
	}}, ec2.Service())
}

func TestWhatIsInUseStays(t *testing.T) {
	c := cloudtest.New(t, route53resolver.Service(), ec2.Service())
	in := blockRule(c)
	rule := c.Create(ruleToken, "block", in)
	group, list := in["firewallRuleGroupId"].(string), in["firewallDomainListId"].(string)
	assert.ErrorContains(t, c.Import(listToken, list).Delete(), "cannot be deleted while it is used by")
	association := c.Create(associationToken, "room", inputs{"firewallRuleGroupId": group, "vpcId": c.Network(20).VPC, "priority": 101})
	require.NoError(t, rule.Delete())
	assert.ErrorContains(t, c.Import(groupToken, group).Delete(), "cannot be deleted while it is used by")
	require.NoError(t, association.Delete())
	require.NoError(t, c.Import(groupToken, group).Delete())
}

func TestMutationProtectionKeepsAnAssociation(t *testing.T) {
	c := cloudtest.New(t, route53resolver.Service(), ec2.Service())
	in := inputs{"firewallRuleGroupId": group(c), "vpcId": c.Network(20).VPC, "priority": 101, "mutationProtection": "ENABLED"}
	association := c.Create(associationToken, "room", in)
	assert.ErrorContains(t, association.Delete(), "mutation protection enabled")
	assert.ErrorContains(t, association.Update(in.With(inputs{"priority": 102})), "mutation protection enabled")
	require.NoError(t, association.Update(in.With(inputs{"mutationProtection": "DISABLED"})))
	require.NoError(t, association.Delete())
}

func TestAFirewallFailsClosedUnlessToldOtherwise(t *testing.T) {
	c := cloudtest.New(t, route53resolver.Service(), ec2.Service())
	assert.Equal(t, "DISABLED", c.Create(configToken, "room", inputs{"resourceId": c.Network(20).VPC}).Text("firewallFailOpen"))
}
