package names_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/policy/graph"
	"secure-room/policy/index"
	"secure-room/policy/names"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
)

type p = policytest.P

// before reads the good room's firewall after a change: does it block, and what does it let through?
func before(change func(s *policytest.Stack)) (blocks bool, passes []string) {
	s := policytest.Room()
	change(s)
	g := graph.Build(index.New(policytest.Deployed(s), resource.Stack))
	f := names.Before(g, g.VPCs[0])
	for _, one := range f.Passes {
		passes = append(passes, one.Domain+one.Problem)
	}
	return f.Blocks, passes
}

func TestOrderDecides(t *testing.T) {
	approved := []string{"signin.aws.amazon.com", "ap-northeast-1.console.aws.amazon.com", "git.example.com"}
	other := func(s *policytest.Stack, priority int) {
		list := s.Add(names.ListType, "other", p{"name": "other", "domains": []any{"other.example"}})
		s.Add(names.RuleType, "let-other", p{"firewallRuleGroupId": s.Get("names").Ref(), "firewallDomainListId": list.Ref(), "priority": priority, "action": "ALLOW"})
	}
	for what, tt := range map[string]struct {
		change func(s *policytest.Stack)
		blocks bool
		passes []string
	}{
		"the good room":                         {func(*policytest.Stack) {}, true, approved},
		"one more rule before the last":         {func(s *policytest.Stack) { other(s, 150) }, true, append(approved[:3:3], "other.example")},
		"one more after it, which nobody meets": {func(s *policytest.Stack) { other(s, 300) }, true, approved},
		"one of unknown order": {func(s *policytest.Stack) {
			other(s, 300)
			s.Get("let-other").Set("priority", policytest.Unknown{DependsOn: []*policytest.Node{s.Get("names")}})
		}, true, append(approved[:3:3], "other.example")},
		"an alert, which lets through": {func(s *policytest.Stack) { s.Get("block-names").Set("action", "ALERT") }, false, append(approved[:3:3], "*")},
		"an answer of one's own":       {func(s *policytest.Stack) { s.Get("block-names").Set("blockResponse", "OVERRIDE") }, false, approved},
		"one kind of query":            {func(s *policytest.Stack) { s.Get("block-names").Set("qType", "A") }, false, approved},
		"a list that is not all names": {func(s *policytest.Stack) { s.Get("all-names").Set("domains", []any{"*.example"}) }, false, approved},
		"no association":               {func(s *policytest.Stack) { s.Remove("names-of-the-room") }, false, nil},
		"a list out of sight": {func(s *policytest.Stack) { s.Get("allow-names").Set("firewallDomainListId", "rslvr-fdl-1") }, true,
			[]string{"its list of names is not among the resources"}},
		"names that are not known": {func(s *policytest.Stack) {
			s.Get("approved-names").Set("domains", policytest.Unknown{DependsOn: []*policytest.Node{s.Get("names")}})
		}, true,
			[]string{"its names are not known yet"}},
		"one name that is not known": {func(s *policytest.Stack) {
			s.Get("approved-names").Set("domains", []any{"git.example.com", policytest.Unknown{DependsOn: []*policytest.Node{s.Get("names")}}})
		}, true, []string{"git.example.com", "one of its names is not known yet"}},
		"a rule group out of sight": {func(s *policytest.Stack) {
			s.Add(names.AssociationType, "shared", p{"firewallRuleGroupId": "rslvr-frg-1", "vpcId": s.Get("room").Ref(), "priority": 100})
		}, true, append([]string{"its rule group is not among the resources"}, approved...)},
	} {
		t.Run(what, func(t *testing.T) {
			blocks, passes := before(tt.change)
			assert.Equal(t, tt.blocks, blocks)
			assert.ElementsMatch(t, tt.passes, passes)
		})
	}
}

func TestAnotherNetworksFirewallIsNone(t *testing.T) {
	blocks, passes := before(func(s *policytest.Stack) { s.Get("names-of-the-room").Set("vpcId", "vpc-0fffffff") })
	assert.False(t, blocks)
	assert.Empty(t, passes)
}
