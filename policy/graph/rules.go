package graph

import (
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"go4.org/netipx"

	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

func (g *Graph) readRules() {
	for _, group := range g.Groups {
		if group.Implicit {
			continue
		}
		for _, direction := range []Direction{Ingress, Egress} {
			g.readInline(group, direction)
		}
	}
	for _, r := range g.index.OfType("aws:ec2/securityGroupRule:SecurityGroupRule") {
		direction, standing := resource.Text(r.Properties.Get("type"))
		group := g.index.Find(r, "securityGroupId", groupTypes...)
		switch {
		case standing == resource.Known && (direction == string(Ingress) || direction == string(Egress)):
			rule := g.ruleIn(r, Direction(direction), r.Properties, "")
			rule.Peers = append(rule.Peers, g.source(r, rule)...)
			g.attach(rule, group)
		default:
			// Of unknown direction: it may be either.
			for _, d := range []Direction{Ingress, Egress} {
				rule := g.ruleIn(r, d, r.Properties, "")
				rule.Problem = "its type is neither ingress nor egress"
				g.attach(rule, group)
			}
		}
	}
	g.readSingleRules("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", Ingress)
	g.readSingleRules("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", Egress)
}

func (g *Graph) readInline(group *Group, direction Direction) {
	r, top := group.Resource, string(direction)
	items, standing := resource.Items(g.index.Given(r, top))
	self := Reference{Standing: resource.Known, Candidates: []*resource.Resource{r}}
	if standing == resource.Unknown || standing == resource.Malformed {
		g.attach(&Rule{Declared: r, Direction: direction, Problem: "its " + top + " rules are not known yet"}, self)
	}
	for _, item := range items {
		fields, standing := resource.Fields(item)
		if standing != resource.Known {
			g.attach(&Rule{Declared: r, Direction: direction, Problem: "one of its " + top + " rules is not known yet"}, self)
			continue
		}
		rule := g.ruleIn(r, direction, fields, top)
		rule.Peers = append(rule.Peers, g.index.List(r, top, fields.Get("securityGroups"), groupTypes...)...)
		g.attach(rule, self)
	}
}

func (g *Graph) readSingleRules(kind string, direction Direction) {
	for _, r := range g.index.OfType(kind) {
		rule := &Rule{Declared: r, Direction: direction, Addresses: &netipx.IPSet{}}
		// The provider answers "unknown" for none of these (resource aws_vpc_security_group_ingress_rule, Terraform AWS provider:
		// optional, not computed), so what is unknown was given, even if it comes from nowhere.
		g.readServices(rule, r.Properties.Get("ipProtocol"), r.Properties.Get("fromPort"), r.Properties.Get("toPort"))
		for _, name := range []string{"cidrIpv4", "cidrIpv6"} {
			readBlocks(rule, r.Properties.Get(name))
		}
		if f := g.index.Resolve(r, "prefixListId", r.Properties.Get("prefixListId"), listTypes...); f.Standing != resource.Absent {
			g.readList(rule, f)
		}
		if f := g.index.Resolve(r, "referencedSecurityGroupId", r.Properties.Get("referencedSecurityGroupId"), groupTypes...); f.Standing != resource.Absent {
			rule.Peers = []Reference{f}
		}
		g.attach(rule, g.index.Find(r, "securityGroupId", groupTypes...))
	}
}

// source is the group that aws:ec2/securityGroupRule names, as a list of none or one. The provider answers "unknown" for it
// where none is given (optional and computed), and AWS wants one or another party: so an unknown one from nowhere is given
// only if the rule names nobody else.
func (g *Graph) source(r *resource.Resource, rule *Rule) []Reference {
	const name = "sourceSecurityGroupId"
	if f := g.index.Find(r, name, groupTypes...); f.Standing != resource.Absent {
		return []Reference{f}
	}
	if !r.Properties.Get(name).IsComputed() || len(rule.Peers) > 0 { // peers: itself
		return nil
	}
	for _, other := range []string{"cidrBlocks", "ipv6CidrBlocks", "prefixListIds"} {
		if items, standing := resource.Items(r.Properties.Get(other)); standing != resource.Absent && (standing != resource.Known || len(items) > 0) {
			return nil
		}
	}
	return []Reference{{Standing: resource.Unknown}}
}

// ruleIn reads what the inline form and aws:ec2/securityGroupRule have in common. inside is the top-level property
// that fields come from; empty when they are the resource's own.
func (g *Graph) ruleIn(r *resource.Resource, direction Direction, fields property.Map, inside string) *Rule {
	rule := &Rule{Declared: r, Direction: direction, Addresses: &netipx.IPSet{}}
	// None of these is computed by the provider (resource aws_security_group_rule, Terraform AWS provider): unknown is given.
	g.readServices(rule, fields.Get("protocol"), fields.Get("fromPort"), fields.Get("toPort"))
	for _, name := range []string{"cidrBlocks", "ipv6CidrBlocks"} {
		items, standing := resource.Items(fields.Get(name))
		if standing == resource.Unknown || standing == resource.Malformed {
			rule.pend("its addresses are not known yet")
		}
		readBlocks(rule, items...)
	}
	top := inside
	if inside == "" {
		top = "prefixListIds"
	}
	for _, f := range g.index.List(r, top, fields.Get("prefixListIds"), listTypes...) {
		g.readList(rule, f)
	}
	switch self, standing := resource.Truth(fields.Get("self")); {
	case standing == resource.Known && self:
		f := Reference{Standing: resource.Known, Candidates: []*resource.Resource{r}}
		if inside == "" {
			f = g.index.Find(r, "securityGroupId", groupTypes...)
		}
		rule.Peers = append(rule.Peers, f)
	case standing == resource.Unknown || standing == resource.Malformed:
		rule.pend("whether it means its own group is not known yet")
	}
	return rule
}

// readServices reads protocol and ports. Ports that are not known count as all ports, and as a problem.
func (g *Graph) readServices(rule *Rule, protocol, from, to property.Value) {
	name, standing := resource.Text(protocol)
	if standing != resource.Known {
		rule.Services = traffic.Everything()
		rule.pend("its protocol is not known")
		return
	}
	first, firstKnown := portIn(from)
	last, lastKnown := portIn(to)
	services, err := traffic.Parse(name, first, last)
	switch {
	case err != nil:
		rule.Services, rule.Problem = traffic.Everything(), "its "+err.Error()
	case !(firstKnown && lastKnown) && !services.Equal(traffic.Everything()):
		rule.Services = traffic.Everything()
		rule.pend("its ports are not known")
	default:
		rule.Services = services
	}
}

// portIn reads a port; nil when there is none.
func portIn(v property.Value) (*int, bool) {
	number, standing := resource.Number(v)
	if standing != resource.Known {
		return nil, standing == resource.Absent
	}
	port := int(number)
	return &port, float64(port) == number
}

// readBlocks adds blocks all at once: a set that grows one by one costs the square of their number.
func readBlocks(rule *Rule, values ...property.Value) {
	blocks := make([]netip.Prefix, 0, len(values))
	for _, v := range values {
		switch block, standing := resource.Block(v); standing {
		case resource.Known:
			blocks = append(blocks, block)
		case resource.Unknown:
			rule.pend("its addresses are not known yet")
		case resource.Malformed:
			rule.refuse("one of its addresses is no CIDR block")
		}
	}
	rule.Addresses = traffic.Union(rule.Addresses, traffic.Of(blocks...))
}

// listTypes are what a reference to a prefix list may mean: a list, or the gateway endpoint that AWS keeps one for.
var listTypes = []string{listType, endpointType}

// readList reads a prefix list that a rule names.
func (g *Graph) readList(rule *Rule, f Reference) {
	addresses, problem, pending := g.listed(f)
	rule.Addresses = traffic.Union(rule.Addresses, addresses)
	if problem == "" && rule.Direction == Ingress && len(addresses.Ranges()) == 0 && len(Nodes[*PrefixList](g, f)) == 0 {
		problem = "it lets in a gateway endpoint's prefix list, the public addresses of a service of AWS"
	}
	switch {
	case problem == "":
	case pending:
		rule.pend(problem)
	default:
		rule.refuse(problem)
	}
}

// attach puts a rule into every group that it may belong to.
func (g *Graph) attach(rule *Rule, group Reference) {
	if rule.Addresses == nil {
		rule.Addresses = &netipx.IPSet{}
	}
	if rule.Problem != "" && rule.Services.Empty() {
		rule.Services = traffic.Everything()
	}
	rule.Group, rule.Groups = group, Nodes[*Group](g, group)
	g.Rules = append(g.Rules, rule)
	for _, one := range rule.Groups {
		one.Rules = append(one.Rules, rule)
	}
}
