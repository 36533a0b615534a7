package dnsfirewall_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/dnsfirewall"
	"secure-room/internal/allowlist"
)

const (
	listType        = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
	groupType       = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
	ruleType        = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
	associationType = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
	configType      = "aws:route53/resolverFirewallConfig:ResolverFirewallConfig"
)

func args() *dnsfirewall.Args {
	return &dnsfirewall.Args{
		VpcID: pulumi.String("vpc-room"),
		Allowed: allowlist.List{{Host: "git.example.com", Ports: []int{443}},
			{Host: "artifacts.example.com", Subdomains: true, Ports: []int{443}}},
		Names: []string{"ssm.ap-northeast-1.amazonaws.com", "proxy.room.internal", "git.example.com"},
	}
}

func made(t *testing.T, args *dnsfirewall.Args) *componenttest.Recorder {
	t.Helper()
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, err := dnsfirewall.New(ctx, "room", args)
		return err
	}))
	return recorder
}

func TestListedNamesAreAllowedAndAllOthersBlocked(t *testing.T) {
	recorder := made(t, args())
	tag := func(name string) map[string]any { return map[string]any{"Name": name} }
	assert.Equal(t, map[string]any{"name": "room-allow", "tags": tag("room-allow"), "domains": []any{"*.artifacts.example.com",
		"artifacts.example.com", "git.example.com", "proxy.room.internal", "ssm.ap-northeast-1.amazonaws.com"}},
		recorder.One(t, listType, "room-allow").Inputs)
	assert.Equal(t, map[string]any{"name": "room-block", "tags": tag("room-block"), "domains": []any{"*"}},
		recorder.One(t, listType, "room-block").Inputs)
	assert.Equal(t, map[string]any{"name": "room", "tags": tag("room")}, recorder.One(t, groupType, "room").Inputs)
	group := "ResolverFirewallRuleGroup:room"
	assert.Equal(t, map[string]any{"name": "allow", "action": "ALLOW", "priority": 100.0, "firewallRuleGroupId": group,
		"firewallDomainListId": "ResolverFirewallDomainList:room-allow", "firewallDomainRedirectionAction": "TRUST_REDIRECTION_DOMAIN"},
		recorder.One(t, ruleType, "room-allow").Inputs)
	assert.Equal(t, map[string]any{"name": "block", "action": "BLOCK", "blockResponse": "NXDOMAIN", "priority": 200.0,
		"firewallRuleGroupId": group, "firewallDomainListId": "ResolverFirewallDomainList:room-block"},
		recorder.One(t, ruleType, "room-block").Inputs)
	assert.Equal(t, map[string]any{"resourceId": "vpc-room", "firewallFailOpen": "DISABLED"},
		recorder.One(t, configType, "room").Inputs)
	assert.Equal(t, map[string]any{"name": "room", "vpcId": "vpc-room", "firewallRuleGroupId": group, "priority": 101.0,
		"mutationProtection": "DISABLED", "tags": tag("room")}, recorder.One(t, associationType, "room").Inputs)
}

// A group before the VPC without its last rule would let everything through.
func TestTheFirewallIsWholeBeforeItStands(t *testing.T) {
	dependencies := fmt.Sprint(made(t, args()).One(t, associationType, "room").Dependencies)
	for _, needed := range []string{ruleType + "::room-allow", ruleType + "::room-block", configType + "::room"} {
		assert.Contains(t, dependencies, needed)
	}
}

func TestDeletionProtection(t *testing.T) {
	a := args()
	a.DeletionProtection = true
	assert.Equal(t, "ENABLED", made(t, a).One(t, associationType, "room").Inputs["mutationProtection"])
}

func TestArgumentsAreRefusedAllAtOnce(t *testing.T) {
	err := componenttest.New().Run(func(ctx *pulumi.Context) error {
		_, err := dnsfirewall.New(ctx, "room", &dnsfirewall.Args{Names: []string{"*", "Git.Example.com", "internal", "*.example.com"}})
		return err
	})
	for _, want := range []string{"VpcID: missing", `"*" is no exact host name`, `"Git.Example.com" is no exact`, `"internal" is no exact`, `"*.example.com" is no exact`} {
		assert.ErrorContains(t, err, want)
	}
	err = componenttest.New().Run(func(ctx *pulumi.Context) error {
		_, err := dnsfirewall.New(ctx, "room", nil)
		return err
	})
	assert.ErrorContains(t, err, "both are empty")
}
