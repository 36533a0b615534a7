package reach

import (
	"slices"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// admitted lists what the groups of an interface let pass between it and another party.
func (f *Finder) admitted(i *graph.Interface, direction graph.Direction, other Party) []pass {
	if i == nil {
		return []pass{{addresses: other.Addresses, services: traffic.Everything()}}
	}
	var passes []pass
	for _, builtin := range i.Builtin {
		if open(builtin, direction, within(i.VPC(), other)) {
			passes = append(passes, pass{addresses: other.Addresses, services: traffic.Everything(), hop: func() string { return string(builtin) }, implicit: true})
		}
	}
	for _, group := range i.Groups {
		asked := question{group: group, direction: direction, other: other.Interface, addresses: other.Addresses}
		known, ok := f.passes[asked]
		if !ok {
			known = passing(f.graph, group, direction, other)
			f.passes[asked] = known
		}
		passes = append(passes, known...)
	}
	return passes
}

// passing lists what one group lets pass.
func passing(g *graph.Graph, group *graph.Group, direction graph.Direction, other Party) []pass {
	var passes []pass
	for _, rule := range group.Rules {
		if rule.Direction != direction {
			continue
		}
		one := pass{addresses: other.Addresses, services: rule.Services, hop: func() string { return RuleText(rule, group) }, implicit: rule.Implicit}
		if rule.Problem != "" {
			passes = append(passes, one)
			continue
		}
		if slices.ContainsFunc(rule.Peers, func(f graph.Reference) bool { return means(g, f, other) }) {
			passes = append(passes, one)
		}
		if common := traffic.Intersect(rule.Addresses, other.Addresses); !traffic.None(common) {
			one.addresses = common
			passes = append(passes, one)
		}
	}
	return passes
}

// open says what an undeclared group lets pass.
func open(b graph.Builtin, direction graph.Direction, sameVPC bool) bool {
	switch b {
	case graph.UnreadGroup, graph.NoGroup:
		return true
	case graph.DefaultGroup:
		// It lets in whoever carries it as well, and only interfaces of its own VPC can.
		return direction == graph.Egress || sameVPC
	}
	return false
}

// means says whether a rule's reference to a group may mean one that the party carries. A rule that names a group
// lets in the interfaces that carry the group themselves, not those that the group in turn lets in ("Security group
// referencing", Amazon VPC User Guide).
func means(g *graph.Graph, f graph.Reference, p Party) bool {
	if p.Interface == nil {
		return p.Grouped && len(f.Candidates) == 0
	}
	for _, group := range graph.Nodes[*graph.Group](g, f) {
		if slices.Contains(p.Interface.Groups, group) {
			return true
		}
	}
	if len(f.Candidates) > 0 {
		return false
	}
	if f.Standing != resource.Known {
		// Unknown, and from none of the resources: it may be any group that is not among them.
		return slices.Contains(p.Interface.Builtin, graph.UnreadGroup)
	}
	return slices.ContainsFunc(p.Interface.References, func(own graph.Reference) bool { return own.ID == f.ID || own.ID == "" })
}

// RuleText describes a rule for people.
func RuleText(r *graph.Rule, of *graph.Group) string {
	if r.Implicit {
		return "AWS's own group for " + of.Resource.Type + " " + of.Resource.Name
	}
	return string(r.Direction) + " rule " + r.Declared.Name + " of group " + of.Resource.Name + " for " + r.Services.String()
}
