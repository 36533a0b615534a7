package peering

import (
	"fmt"
	"sync"

	"go4.org/netipx"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// readable refuses security group rules that nobody can read in full.
func (j *judge) readable() {
	for _, r := range j.graph.Rules {
		if r.Problem == "" || r.Pending && j.scope == resource.Single {
			continue
		}
		j.add(outOfSight, r.Declared, fmt.Sprintf("A rule of %s cannot be judged: %s.", r.Declared.Name, r.Problem), "",
			"Write protocol, ports and CIDR blocks or group as plain values.")
	}
	if j.scope != resource.Stack {
		return
	}
	for _, r := range j.graph.Rules {
		if len(r.Groups) == 0 {
			j.elsewhere(r)
		}
	}
	for _, a := range j.graph.Attachments {
		if len(a.Interfaces) == 0 {
			j.add(outOfSight, a.Declared, fmt.Sprintf("%s puts a security group on %s, which is nothing that the rules know in this stack, so nobody can say what it opens.",
				a.Declared.Name, a.To.Text()), "", "Attach the group to an instance or VPC endpoint of this stack.")
		}
	}
}

// declared judges what groups say about the far side, whether or not a path uses it today: production lets in the
// terminals' group, or their exact subnets from another region; the room lets nothing in; terminals send to approved
// endpoints.
func (j *judge) declared() {
	for _, group := range j.graph.Groups {
		at := j.placeOr(group.VPC, group.Resource)
		if at == nil || group.Implicit {
			continue
		}
		j.addresses(group, at, graph.Ingress)
		j.addresses(group, at, graph.Egress)
		j.references(group, at)
	}
}

// addresses judges the far side's addresses in a group's rules of one direction. Rules are joined first, service by
// service, so that splitting one in two changes nothing. A service that is open to the whole internet does not speak of
// the far side: production's public web tier is none of the room's business unless it stands where terminals can go.
func (j *judge) addresses(group *graph.Group, at *place, direction graph.Direction) {
	var rules []*graph.Rule
	speaks := false
	for _, r := range group.Rules {
		if r.Direction == direction {
			rules = append(rules, r)
			speaks = speaks || r.Addresses.Overlaps(at.across)
		}
	}
	if !speaks {
		return
	}
	faces := sync.OnceValue(func() bool { return j.faces(group, at, direction) })
	sweep(rules, func(atom traffic.Services, active []*graph.Rule) bool {
		far, cause := join(active, at.across)
		if cause == nil || !faces() && open(active) {
			return true
		}
		if left := j.beyond(group, at, direction, far, atom); len(left) > 0 {
			j.wide(group, at, direction, cause, left[0])
			return false
		}
		return at.side != production || j.carried(group, cause)
	})
}

// join is all addresses of the far side that rules name, and the last resource that names any; nil when none does.
func join(rules []*graph.Rule, across *netipx.IPSet) (*netipx.IPSet, *resource.Resource) {
	var sets []*netipx.IPSet
	var cause *resource.Resource
	for _, r := range rules {
		if far := traffic.Intersect(r.Addresses, across); !traffic.None(far) {
			sets, cause = append(sets, far), r.Declared
		}
	}
	return traffic.Union(sets...), cause
}

// open says whether rules together hold every IPv4 address.
func open(rules []*graph.Rule) bool {
	sets := make([]*netipx.IPSet, 0, len(rules))
	for _, r := range rules {
		if public(r.Addresses) {
			return true
		}
		sets = append(sets, r.Addresses)
	}
	return public(traffic.Union(sets...))
}

// public says whether a set holds every IPv4 address.
func public(s *netipx.IPSet) bool { return s.ContainsPrefix(everyIPv4) }

// faces says whether a group stands on an interface from which or to which packets could cross.
func (j *judge) faces(group *graph.Group, at *place, direction graph.Direction) bool {
	if at.side == production && direction == graph.Egress {
		return false // the room lets nothing in, whatever production sends
	}
	for _, i := range group.Carriers {
		for _, s := range i.Subnets {
			if crossingRoute(s) != nil || at.side == production && !traffic.None(traffic.Intersect(s.Addresses, at.own)) {
				return true
			}
		}
	}
	return false
}

// beyond is what is left of a rule's far addresses after what the baseline lets a group name by address.
func (j *judge) beyond(group *graph.Group, at *place, direction graph.Direction, far *netipx.IPSet, services traffic.Services) []traffic.Box {
	switch {
	case at.side == room && direction == graph.Egress && group.CarriedBy(graph.Terminal):
		return traffic.Box{From: at.own, To: far, Services: services}.Without(j.boxes...)
	case at.side == production && direction == graph.Ingress:
		// A group can be named in one region only, so in another one addresses take its place.
		var approved []traffic.Box
		for _, peer := range at.peers {
			if peer.region != at.region {
				approved = append(approved, traffic.Box{From: peer.own, To: at.own, Services: at.services()})
			}
		}
		return traffic.Box{From: far, To: at.own, Services: services}.Without(approved...)
	}
	return []traffic.Box{{From: far, To: far, Services: services}}
}
