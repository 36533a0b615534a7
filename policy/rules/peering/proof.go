package peering

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

var everyIPv4 = netip.MustParsePrefix("0.0.0.0/0")

// proof computes everything that can cross and takes away what the baseline approves; what is left is a violation. A
// side that is not among the resources is taken to be as open as it can: its own stack's rules close it.
func (j *judge) proof() {
	var ofProduction, ofRoom []*graph.Interface
	for _, i := range j.graph.Interfaces {
		switch j.sideOr(i.VPC(), i.Owner) {
		case production:
			ofProduction = append(ofProduction, i)
		case room:
			ofRoom = append(ofRoom, i)
		}
		if !i.SubnetsKnown {
			j.add(i.Owner, fmt.Sprintf("The subnets of %s are not all known or not of this stack, so nobody can say what reaches it.", i.Name()), "",
				"Place it in subnets that this stack declares.")
		}
	}
	fromRoom, fromProduction := parties(ofRoom), parties(ofProduction)
	served := map[*resource.Resource][]int{}
	for _, to := range ofProduction {
		for _, from := range j.sources(fromRoom, to) {
			if j.toProduction(from, to, served) {
				break
			}
		}
	}
	j.distinct(ofProduction, served)
	for _, to := range ofRoom {
		for _, from := range j.openers(fromProduction, to) {
			if paths := reach.Between(j.graph, from, reach.Of(to)); len(paths) > 0 {
				j.add(to.Owner, fmt.Sprintf("Production can open connections to %s; production opens nothing in the room.", to.Name()),
					paths[0].String(), "Close the route or the group that lets it pass.")
				break
			}
		}
	}
}

// sources are the parties of the room that may send to an interface of production: those in sight, and whatever the
// room could hold beside them, so that a stack's verdict does not hang on which others are in sight.
func (j *judge) sources(inSight []reach.Party, to *graph.Interface) []reach.Party {
	if !j.approachable(to) {
		return inSight
	}
	return append(slices.Clip(inSight), reach.Party{Name: "a terminal of the room", Addresses: j.terminals, Grouped: true},
		reach.Party{Name: "another host of the room", Addresses: j.rest})
}

// openers are the parties of production that may send to an interface of the room, likewise. Answers come back only
// from subnets that route to production.
func (j *judge) openers(inSight []reach.Party, to *graph.Interface) []reach.Party {
	for _, s := range to.Subnets {
		if crossingRoute(s) != nil {
			return append(slices.Clip(inSight), reach.Party{Name: "a host of production", Addresses: traffic.Of(j.network(production)), Grouped: true})
		}
	}
	return inSight
}

func parties(interfaces []*graph.Interface) []reach.Party {
	list := make([]reach.Party, 0, len(interfaces))
	for _, i := range interfaces {
		list = append(list, reach.Of(i))
	}
	return list
}

// approachable says whether packets of the room may come to an interface of production: the room routes to exposed
// subnets only, and answers come back only from subnets that route to the room.
func (j *judge) approachable(i *graph.Interface) bool {
	for _, s := range i.Subnets {
		if crossingRoute(s) != nil || !traffic.None(traffic.Intersect(s.Addresses, j.exposed)) {
			return true
		}
	}
	return false
}

// toProduction judges what one party of the room can send to one interface of production, and notes which approved
// endpoints the interface could be. It says whether it found a violation.
func (j *judge) toProduction(from reach.Party, to *graph.Interface, served map[*resource.Resource][]int) bool {
	approved := j.approved
	for _, path := range reach.Between(j.graph, from, reach.Of(to)) {
		for _, left := range path.Without(approved...) {
			path.Box = left
			j.add(to.Owner, fmt.Sprintf("%s can reach %s for %s beyond what is approved.", capital(from.Name), to.Name(), left.Services),
				path.String(), "Narrow the route or the rules to the approved endpoint.")
			return true
		}
		for n, box := range approved {
			if !path.Box.Services.Intersect(box.Services).Empty() && !traffic.None(traffic.Intersect(path.Box.To, box.To)) {
				served[to.Owner] = append(served[to.Owner], n)
			}
		}
	}
	return false
}

// distinct demands that each reachable owner can be an approved endpoint of its own: a second database behind the same
// port and subnets is not approved by the first one's entry.
func (j *judge) distinct(interfaces []*graph.Interface, served map[*resource.Resource][]int) {
	taken := map[int]*resource.Resource{}
	var place func(owner *resource.Resource, tried map[int]bool) bool
	place = func(owner *resource.Resource, tried map[int]bool) bool {
		for _, n := range served[owner] {
			if tried[n] {
				continue
			}
			tried[n] = true
			if taken[n] == nil || place(taken[n], tried) {
				taken[n] = owner
				return true
			}
		}
		return false
	}
	for _, i := range interfaces {
		if _, reached := served[i.Owner]; reached && !place(i.Owner, map[int]bool{}) {
			j.add(i.Owner, fmt.Sprintf("Terminals can reach %s as well, and the baseline has no further endpoint for it.", i.Name()), "",
				"Give it a security group of its own, or have the endpoint approved.")
		}
	}
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
