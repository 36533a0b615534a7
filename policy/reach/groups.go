package reach

import (
	"slices"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// admitted lists what the groups of an interface let pass between it and another party.
func admitted(g *graph.Graph, i *graph.Interface, direction graph.Direction, other Party) []pass {
	if i == nil {
		return []pass{{addresses: other.Addresses, services: traffic.Everything()}}
	}
	var passes []pass
	for _, builtin := range i.Builtin {
		if open(builtin, direction, within(i.VPC(), other)) {
			passes = append(passes, pass{addresses: other.Addresses, services: traffic.Everything(), hop: string(builtin), implicit: true})
		}
	}
	for _, group := range i.Groups {
		for _, rule := range group.Rules {
			if rule.Direction != direction {
				continue
			}
			if rule.Problem != "" {
				passes = append(passes, pass{addresses: other.Addresses, services: rule.Services, hop: RuleText(rule, group), implicit: rule.Implicit})
				continue
			}
			if common := traffic.Intersect(rule.Addresses, other.Addresses); !traffic.None(common) {
				passes = append(passes, pass{addresses: common, services: rule.Services, hop: RuleText(rule, group), implicit: rule.Implicit})
			}
			if slices.ContainsFunc(rule.Peers, func(f graph.Reference) bool { return means(g, f, other) }) {
				passes = append(passes, pass{addresses: other.Addresses, services: rule.Services, hop: RuleText(rule, group), implicit: rule.Implicit})
			}
		}
	}
	return passes
}

// open says what an undeclared group lets pass.
func open(b graph.Builtin, direction graph.Direction, sameVPC bool) bool {
	switch b {
	case graph.UnreadGroup:
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
