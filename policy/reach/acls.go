package reach

import (
	"strings"

	"secure-room/policy/graph"
	"secure-room/policy/traffic"
)

// guardedPart is part of some traffic that network ACLs let pass, and which ones do.
type guardedPart struct {
	traffic.Box
	hop string
}

// guarded takes out of a box what the network ACL of its subnet does not let out, and those of the other side's subnets do
// not let in. Within one subnet no ACL is asked ("Control subnet traffic with network access control lists", Amazon VPC User
// Guide). Answers are not judged: an ACL keeps no state, but what is asked has then got there already.
func guarded(from *graph.Subnet, to *graph.Interface, box traffic.Box) []guardedPart {
	if !watched(from, to) {
		return []guardedPart{{Box: box}}
	}
	if to == nil {
		return filter([]guardedPart{{Box: box}}, from, graph.Egress)
	}
	var passed []guardedPart
	for _, s := range to.Subnets {
		part := []guardedPart{{Box: traffic.Box{From: box.From, To: traffic.Intersect(box.To, s.Addresses), Services: box.Services}}}
		if s != from {
			part = filter(filter(part, from, graph.Egress), s, graph.Ingress)
		}
		for _, one := range part {
			if !one.Empty() {
				passed = append(passed, one)
			}
		}
	}
	return passed
}

// watched says whether any ACL in sight stands on the way.
func watched(from *graph.Subnet, to *graph.Interface) bool {
	if from != nil && len(from.ACLs) > 0 {
		return true
	}
	if to != nil {
		for _, s := range to.Subnets {
			if len(s.ACLs) > 0 {
				return true
			}
		}
	}
	return false
}

// filter keeps what any ACL of a subnet lets pass one way.
func filter(parts []guardedPart, s *graph.Subnet, direction graph.Direction) []guardedPart {
	if s == nil || len(s.ACLs) == 0 {
		return parts
	}
	var passed []guardedPart
	for _, part := range parts {
		for _, acl := range s.ACLs {
			for _, allowed := range acl.Allowed(direction) {
				one := guardedPart{Box: part.Box, hop: strings.TrimPrefix(part.hop+", ", ", ") + "network ACL " + acl.Resource.Name + " of " + s.Resource.Name}
				one.Services = part.Services.Intersect(allowed.Services)
				if direction == graph.Ingress {
					one.From = traffic.Intersect(part.From, allowed.Addresses)
				} else {
					one.To = traffic.Intersect(part.To, allowed.Addresses)
				}
				if !one.Empty() {
					passed = append(passed, one)
				}
			}
		}
	}
	return passed
}
