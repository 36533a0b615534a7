// Package names reads which names a VPC's resolver answers for: its DNS firewall, from rule groups, rules, lists and
// associations, as Route 53 Resolver takes them ("DNS Firewall rule groups and rules", Route 53 Developer Guide: groups in
// the order of their associations' priorities, rules in that of their own; the first that matches decides, and what none
// matches is answered). It judges nothing.
package names

import (
	"math"
	"slices"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
)

// The types of a DNS firewall.
const (
	ListType        = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
	GroupType       = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
	RuleType        = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
	AssociationType = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
	ConfigType      = "aws:route53/resolverFirewallConfig:ResolverFirewallConfig"
	vpcType         = "aws:ec2/vpc:Vpc"
)

// Firewall is what stands before one VPC's resolver.
type Firewall struct {
	// Blocks says that what no rule lets through is blocked.
	Blocks bool
	// Passes are the names let through before that, or, where nothing blocks, at all.
	Passes []Pass
	// Configs say what becomes of queries when the firewall fails.
	Configs []*resource.Resource
}

// Pass is one name, or pattern, that a rule lets through.
type Pass struct {
	Rule *resource.Resource
	// Domain is as written; empty when Problem says why it is not known.
	Domain, Problem string
}

// step is one rule in the order in which queries meet it.
type step struct {
	rule         *resource.Resource
	order        [2]float64
	blocksAll    bool
	letsThrough  bool
	passes       []Pass
	orderUnknown bool
}

// Before reads the firewall of a VPC. What is not known counts as letting through, and never as blocking.
func Before(g *graph.Graph, vpc *graph.VPC) Firewall {
	f := Firewall{}
	for _, r := range g.OfType(ConfigType) {
		if means(g.Find(r, "resourceId", vpcType), vpc.Resource) {
			f.Configs = append(f.Configs, r)
		}
	}
	var steps []step
	for _, a := range g.OfType(AssociationType) {
		to := g.Find(a, "vpcId", vpcType)
		if !means(to, vpc.Resource) {
			continue
		}
		certain := len(to.Candidates) == 1
		steps = append(steps, associated(g, a, certain)...)
	}
	end := [2]float64{math.Inf(1), math.Inf(1)}
	for _, s := range steps {
		if s.blocksAll && !s.orderUnknown {
			f.Blocks = true
			if slices.Compare(s.order[:], end[:]) < 0 {
				end = s.order
			}
		}
	}
	for _, s := range steps {
		if s.letsThrough && (s.orderUnknown || slices.Compare(s.order[:], end[:]) <= 0) {
			f.Passes = append(f.Passes, s.passes...)
		}
	}
	return f
}

// associated lists the rules that an association puts before its VPC.
func associated(g *graph.Graph, a *resource.Resource, certain bool) []step {
	first, known := number(g, a, "priority")
	group := g.Find(a, "firewallRuleGroupId", GroupType)
	if len(group.Candidates) != 1 {
		return []step{{rule: a, order: [2]float64{first}, orderUnknown: !known, letsThrough: true,
			passes: []Pass{{Rule: a, Problem: "its rule group is not among the resources"}}}}
	}
	var steps []step
	for _, r := range g.OfType(RuleType) {
		of := g.Find(r, "firewallRuleGroupId", GroupType)
		if !means(of, group.Candidates[0]) {
			continue
		}
		s := read(g, r)
		second, ordered := number(g, r, "priority")
		s.order = [2]float64{first, second}
		s.orderUnknown = !known || !ordered
		s.blocksAll = s.blocksAll && certain && len(of.Candidates) == 1
		steps = append(steps, s)
	}
	return steps
}

// read says what a rule does with which names.
func read(g *graph.Graph, r *resource.Resource) step {
	s := step{rule: r}
	action, _ := resource.Text(g.Given(r, "action"))
	list := g.Find(r, "firewallDomainListId", ListType)
	var domains []Pass
	if len(list.Candidates) != 1 {
		domains = []Pass{{Rule: r, Problem: "its list of names is not among the resources"}}
	}
	for _, l := range list.Candidates {
		domains = append(domains, listed(g, r, l)...)
	}
	if action != "BLOCK" {
		s.letsThrough, s.passes = true, domains
		return s
	}
	answer, _ := resource.Text(g.Given(r, "blockResponse"))
	kind, standing := resource.Text(g.Given(r, "qType"))
	everyKind := standing == resource.Absent || standing == resource.Known && kind == ""
	s.blocksAll = everyKind && (answer == "NXDOMAIN" || answer == "NODATA") && len(list.Candidates) == 1 &&
		slices.ContainsFunc(domains, func(p Pass) bool { return p.Domain == "*" })
	return s
}

func listed(g *graph.Graph, r, list *resource.Resource) []Pass {
	items, standing := resource.Items(g.Given(list, "domains"))
	if standing == resource.Unknown || standing == resource.Malformed {
		return []Pass{{Rule: r, Problem: "its names are not known yet"}}
	}
	var all []Pass
	for _, item := range items {
		text, standing := resource.Text(item)
		if standing != resource.Known {
			all = append(all, Pass{Rule: r, Problem: "one of its names is not known yet"})
			continue
		}
		all = append(all, Pass{Rule: r, Domain: text})
	}
	return all
}

// means says whether a reference may mean a resource; one that is unknown and from nowhere may.
func means(f graph.Reference, r *resource.Resource) bool {
	return slices.Contains(f.Candidates, r) || len(f.Candidates) == 0 && f.Standing == resource.Unknown
}

func number(g *graph.Graph, r *resource.Resource, name string) (float64, bool) {
	n, standing := resource.Number(g.Given(r, name))
	return n, standing == resource.Known
}
