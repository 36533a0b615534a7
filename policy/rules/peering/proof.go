package peering

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/traffic"
)

var everyIPv4 = netip.MustParsePrefix("0.0.0.0/0")

// proof computes everything that can cross and takes away what the baseline approves; what is left is a violation. A
// side that is not among the resources is taken to be as open as it can: its own stack's rules close it.
func (j *judge) proof() {
	finder := reach.New(j.graph)
	var ofProduction, ofRoom []stander
	for _, i := range j.graph.Interfaces {
		switch p := j.placeOr(i.VPC(), i.Owner); {
		case p.is(production):
			ofProduction = append(ofProduction, stander{i, p})
		case p.is(room):
			ofRoom = append(ofRoom, stander{i, p})
		}
		if !i.SubnetsKnown {
			j.add(outOfSight, i.Owner, fmt.Sprintf("The subnets of %s are not all known or not of this stack, so nobody can say what reaches it.", i.Name()), "",
				"Place it in subnets that this stack declares.")
		}
	}
	fromRoom, fromProduction := parties(ofRoom), parties(ofProduction)
	arrivals := map[*graph.Interface][]int{}
	for _, to := range ofProduction {
		for _, from := range j.sources(fromRoom, to) {
			if j.toProduction(finder, from, to.Interface, arrivals) {
				break
			}
		}
	}
	var served [][]int
	var reached []*graph.Interface
	for _, to := range ofProduction {
		if endpoints := arrivals[to.Interface]; len(endpoints) > 0 {
			served, reached = append(served, endpoints), append(reached, to.Interface)
		}
	}
	// A second database behind the same port and subnets is not approved by the first one's entry.
	for _, n := range unplaced(served) {
		j.add(unapprovedResource, reached[n].Owner, fmt.Sprintf("Terminals can reach %s as well, and the baseline has no further endpoint for it.", reached[n].Name()), "", "")
	}
	for _, to := range ofRoom {
		for _, from := range j.openers(fromProduction, to) {
			if paths := finder.Between(from, reach.Of(to.Interface)); len(paths) > 0 {
				j.add(productionOpens, to.Owner, fmt.Sprintf("Production can open connections to %s; production opens nothing in the room.", to.Name()),
					paths[0].String(), "Close the route or the group that lets it pass.")
				break
			}
		}
	}
}

// stander is an interface and the approved network that it stands in.
type stander struct {
	*graph.Interface
	place *place
}

// sources are the parties of rooms that may send to an interface of production: those in sight, and whatever the rooms
// could hold beside them, so that a stack's verdict does not hang on which others are in sight. A group that is not in
// sight may be that of any room which is let in.
func (j *judge) sources(inSight []reach.Party, to stander) []reach.Party {
	if !to.approachable() {
		return inSight
	}
	return append(slices.Clip(inSight), reach.Party{Name: "a terminal of the room", Addresses: to.place.far, Grouped: true},
		reach.Party{Name: "another host of the room", Addresses: to.place.beside})
}

// openers are the parties of production that may send to an interface of the room, likewise. Answers come back only
// from subnets that route to production.
func (j *judge) openers(inSight []reach.Party, to stander) []reach.Party {
	for _, s := range to.Subnets {
		if crossingRoute(s) != nil {
			return append(slices.Clip(inSight), reach.Party{Name: "a host of production", Addresses: to.place.across, Grouped: true})
		}
	}
	return inSight
}

func parties(standers []stander) []reach.Party {
	list := make([]reach.Party, 0, len(standers))
	for _, one := range standers {
		list = append(list, reach.Of(one.Interface))
	}
	return list
}

// approachable says whether packets of a room may come to an interface of production: rooms route to exposed subnets
// only, and answers come back only from subnets that route to a room.
func (s stander) approachable() bool {
	for _, subnet := range s.Subnets {
		if crossingRoute(subnet) != nil || !traffic.None(traffic.Intersect(subnet.Addresses, s.place.own)) {
			return true
		}
	}
	return false
}

// toProduction judges what one party of a room can send to one interface of production, and notes which approved
// endpoints the interface could be. It says whether it found a violation.
func (j *judge) toProduction(finder *reach.Finder, from reach.Party, to *graph.Interface, arrivals map[*graph.Interface][]int) (violated bool) {
	for _, path := range finder.Between(from, reach.Of(to)) {
		for _, left := range path.Without(j.boxes...) {
			path.Box = left
			j.add(widerThanEndpoint, to.Owner, fmt.Sprintf("%s can reach %s for %s beyond what is approved.", capital(from.Name), to.Name(), left.Services),
				path.String(), "")
			return true
		}
		j.arrive(arrivals, to, path.Box)
		if j.forwarded(path, to, arrivals, map[*graph.Interface]bool{to: true}) {
			return true
		}
	}
	return false
}

// arrive notes which endpoints an interface could be, being reached by some traffic.
func (j *judge) arrive(arrivals map[*graph.Interface][]int, to *graph.Interface, box traffic.Box) {
	for _, a := range j.approved {
		if !box.Services.Intersect(a.Services).Empty() && box.To.Overlaps(a.To) && !slices.Contains(arrivals[to], a.endpoint) {
			arrivals[to] = append(arrivals[to], a.endpoint)
		}
	}
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
