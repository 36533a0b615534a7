package graph

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"go4.org/netipx"

	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// ACL is one network ACL, as what it lets into and out of its subnets. Rules are tried from the lowest number up; the
// first that matches decides, and what matches none is denied ("Network ACL basics", Amazon VPC User Guide).
type ACL struct {
	Resource *resource.Resource
	rules    map[Direction][]aclRule
	allowed  map[Direction][]Allowance
	// silent says that rules are unknown and come from nowhere, and no rule is a resource of its own: they may be given.
	silent bool
}

// Allowance is part of what an ACL lets pass: services from or to addresses of the other side.
type Allowance struct {
	Addresses *netipx.IPSet
	Services  traffic.Services
}

// aclRule is one rule. What is not known of it counts as letting pass: such a rule allows and comes first, or, when it
// denies, is left out.
type aclRule struct {
	number    int
	allow     bool
	addresses *netipx.IPSet
	services  traffic.Services
}

const (
	aclType        = "aws:ec2/networkAcl:NetworkAcl"
	defaultACLType = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
	// mostRules bounds the work on one ACL; AWS itself allows 40 rules a direction at most ("Amazon VPC quotas").
	mostRules = 100
)

func (g *Graph) readACLs() {
	acls := g.index.OfType(aclType, defaultACLType)
	if len(acls) == 0 {
		return
	}
	for _, r := range acls {
		a := &ACL{Resource: r, rules: map[Direction][]aclRule{}, allowed: map[Direction][]Allowance{}}
		g.put(r, a)
		for _, direction := range []Direction{Ingress, Egress} {
			items, standing := resource.Items(g.index.Given(r, string(direction)))
			if standing == resource.Unknown || standing == resource.Malformed {
				a.open(direction)
			}
			// Unknown from nowhere is what the provider answers where rules are resources of their own, or none are given.
			a.silent = a.silent || standing == resource.Absent && r.Properties.Get(string(direction)).IsComputed()
			for _, item := range items {
				fields, standing := resource.Fields(item)
				if standing != resource.Known {
					a.open(direction)
					continue
				}
				a.add(direction, fields.Get("ruleNo"), fields.Get("action"), fields)
			}
		}
	}
	for _, r := range g.index.OfType("aws:ec2/networkAclRule:NetworkAclRule") {
		for _, a := range Nodes[*ACL](g, g.index.Find(r, "networkAclId", aclType, defaultACLType)) {
			a.silent = false
			direction := Ingress
			out, standing := resource.Truth(r.Properties.Get("egress"))
			if standing == resource.Unknown || standing == resource.Malformed {
				a.open(Ingress)
				a.open(Egress)
			}
			if out {
				direction = Egress
			}
			a.add(direction, r.Properties.Get("ruleNumber"), r.Properties.Get("ruleAction"), r.Properties)
		}
	}
	for _, r := range acls {
		a := g.nodes[r].(*ACL)
		if a.silent {
			a.open(Ingress)
			a.open(Egress)
		}
		a.settle()
	}
	g.guardSubnets(acls)
}

// guardSubnets gives subnets their ACLs: more than one only while an association is unknown. Subnets without one in sight
// have the ACL that AWS makes, which lets everything pass. While nobody knows which subnet an association moves to another
// ACL, none of its stack's ACLs can be counted on.
func (g *Graph) guardSubnets(acls []*resource.Resource) {
	uncertain := map[string]bool{}
	associate := func(r *resource.Resource, subnets []Reference, found []*ACL) {
		for _, f := range subnets {
			candidates := Nodes[*Subnet](g, f)
			uncertain[r.Stack] = uncertain[r.Stack] || f.Standing == resource.Unknown && len(candidates) == 0 || len(found) == 0
			for _, s := range candidates {
				s.ACLs = append(s.ACLs, found...)
			}
		}
	}
	for _, r := range acls {
		associate(r, g.index.List(r, "subnetIds", g.index.Given(r, "subnetIds"), subnetTypes...), []*ACL{g.nodes[r].(*ACL)})
	}
	for _, r := range g.index.OfType("aws:ec2/networkAclAssociation:NetworkAclAssociation") {
		associate(r, []Reference{g.index.Find(r, "subnetId", subnetTypes...)}, Nodes[*ACL](g, g.index.Find(r, "networkAclId", aclType, defaultACLType)))
	}
	for _, s := range g.Subnets {
		if uncertain[s.Resource.Stack] {
			s.ACLs = nil
		}
	}
}

// open lets everything pass one way.
func (a *ACL) open(direction Direction) {
	a.rules[direction] = append(a.rules[direction], aclRule{number: -1, allow: true, addresses: traffic.Anywhere(), services: traffic.Everything()})
}

func (a *ACL) add(direction Direction, number, action property.Value, fields property.Map) {
	verdict, standing := resource.Text(action)
	rule := aclRule{allow: standing != resource.Known || verdict != "deny", addresses: &netipx.IPSet{}, services: traffic.Everything()}
	certain := standing == resource.Known
	position, standing := resource.Number(number)
	rule.number, certain = int(position), certain && standing == resource.Known
	protocol, standing := resource.Text(fields.Get("protocol"))
	from, fromKnown := portIn(fields.Get("fromPort"))
	to, toKnown := portIn(fields.Get("toPort"))
	services, err := traffic.Parse(protocol, from, to)
	if standing == resource.Known && err == nil && (fromKnown && toKnown || services.Equal(traffic.Everything())) {
		rule.services = services
	} else {
		certain = false
	}
	for _, name := range []string{"cidrBlock", "ipv6CidrBlock"} {
		switch block, standing := resource.Block(fields.Get(name)); standing {
		case resource.Known:
			rule.addresses = traffic.Union(rule.addresses, traffic.Of(block))
		case resource.Unknown, resource.Malformed:
			rule.addresses, certain = traffic.Anywhere(), false
		}
	}
	switch {
	case certain:
	case rule.allow:
		rule.number = -1
	default:
		return
	}
	a.rules[direction] = append(a.rules[direction], rule)
}

// settle works out what the rules let pass together, as parts that lie apart.
func (a *ACL) settle() {
	for _, direction := range []Direction{Ingress, Egress} {
		rules := a.rules[direction]
		if len(rules) > mostRules {
			a.allowed[direction] = []Allowance{{traffic.Anywhere(), traffic.Everything()}}
			continue
		}
		slices.SortStableFunc(rules, func(x, y aclRule) int { return x.number - y.number })
		anywhere := traffic.Anywhere()
		var before []traffic.Box
		for _, rule := range rules {
			box := traffic.Box{From: rule.addresses, To: anywhere, Services: rule.services}
			if rule.allow {
				for _, left := range box.Without(before...) {
					a.allowed[direction] = append(a.allowed[direction], Allowance{left.From, left.Services})
				}
			}
			before = append(before, box)
		}
	}
}

// Allowed is what the ACL lets pass one way.
func (a *ACL) Allowed(direction Direction) []Allowance { return a.allowed[direction] }

var subnetTypes = []string{"aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"}
