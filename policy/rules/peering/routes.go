package peering

import (
	"fmt"
	"slices"

	"go4.org/netipx"

	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// strangers are targets that lead where the proof cannot follow.
var strangers = map[graph.Target]bool{
	graph.Transit: true, graph.VirtualGateway: true, graph.Appliance: true, graph.ByEndpoint: true, graph.Carrier: true,
	graph.LocalGateway: true, graph.CoreNetwork: true, graph.UnknownTarget: true,
}

// routes judges each route by itself: no way but a peering, and by a peering to approved subnets only. Which network a
// route stands in is known from its table; where that is not in sight the subnets of all count.
func (j *judge) routes() {
	for _, r := range j.graph.Routes {
		switch {
		case strangers[r.Target]:
			j.add(anotherWay, r.Declared, fmt.Sprintf("The %s leads where no rule can follow; only the internet, NAT and peering are known.", reach.RouteText(r)), "",
				"Remove the route.")
		case r.Target == graph.Peering:
			j.crossing(r)
			if j.scope == resource.Stack && !j.known(r) {
				j.add(routeByStranger, r.Declared, fmt.Sprintf("The %s goes by a peering that no resource asks for or accepts.", reach.RouteText(r)), "", "")
			}
		}
	}
}

// known says whether a route's peering is one that a resource asks for or accepts; an acceptance may name it by its id.
func (j *judge) known(r *graph.Route) bool {
	return len(r.Via.Candidates) > 0 || slices.ContainsFunc(j.graph.Accepters, func(a *graph.Accepter) bool {
		return r.Via.ID != "" && r.Via.ID == a.Connection.ID
	})
}

// crossing judges one route by a peering.
func (j *judge) crossing(r *graph.Route) {
	allowed, owner := j.destinations(r)
	fix := "Route to exactly " + traffic.AddressText(allowed) + "."
	switch {
	case r.Standing == resource.Unknown && j.scope == resource.Single:
		// Known at the latest when the route is about to be created, and judged then; the stack form judges it now.
	case r.Standing != resource.Known:
		j.add(routeTooWide, r.Declared, fmt.Sprintf("The %s may reach anything; a route by the peering names approved subnets as CIDR blocks or a prefix list of this stack.", reach.RouteText(r)), "", fix)
	default:
		wider := traffic.Minus(traffic.Of(r.Destination), allowed)
		if !traffic.None(wider) {
			j.add(routeTooWide, r.Declared, fmt.Sprintf("The %s is wider than %s, %s.", reach.RouteText(r), owner, traffic.AddressText(allowed)),
				fmt.Sprintf("%s is not approved and goes by the %s", traffic.ExampleAddress(wider), reach.RouteText(r)), fix)
		}
	}
}

// destinations are what a route may reach by the peering, and what they are called.
func (j *judge) destinations(r *graph.Route) (*netipx.IPSet, string) {
	var p *place
	for _, t := range r.Tables {
		p = j.placeOf(t.VPC)
	}
	if p == nil && j.scope == resource.Stack {
		p = j.placeOr(nil, r.Declared)
	}
	switch {
	case p.is(production):
		return p.far, "the terminals' subnets"
	case p.is(room):
		return p.far, "the exposed subnets"
	}
	return ownOf(j.places), "the exposed subnets and the terminals' subnets"
}

// tables judges who routes by the peering: the terminals' subnets in the room, the exposed subnets in production. IPv6
// addresses of production's do not count: no route by a peering may lead to any, nor has a room one to answer.
func (j *judge) tables() {
	for _, t := range j.graph.Tables {
		if t.VPC == nil && t.Resource != nil && t.Resource.Type == "aws:ec2/defaultRouteTable:DefaultRouteTable" {
			j.add(outOfSight, t.Resource, fmt.Sprintf("Default route table %s is of a VPC that nobody can name, so nobody can say which subnets route by it.", t.Resource.Name), "",
				"Take its defaultRouteTableId from a VPC of this stack.")
		}
	}
	for _, s := range j.graph.Subnets {
		allowed, what := ownOf(j.of(room)), "a terminals' subnet"
		if at := j.placeOr(s.VPC, s.Resource); at != nil {
			allowed = at.own
			if at.side == production {
				what = "an exposed subnet"
			}
		}
		outside := s.Standing != resource.Known || !traffic.None(traffic.Minus(traffic.Of(s.Block), allowed))
		if r := crossingRoute(s); outside && r != nil {
			j.add(routeFromElsewhere, r.Declared, fmt.Sprintf("The %s serves subnet %s (%s), which is not %s; only %s may route by the peering.",
				reach.RouteText(r), s.Resource.Name, s.Block, what, traffic.AddressText(allowed)), "",
				"Give the subnet a route table without this route.")
		}
	}
	for _, r := range j.graph.Routes {
		if r.Target != graph.Peering {
			continue
		}
		if len(r.Tables) == 0 && !j.tableElsewhere(r) {
			j.add(routeFromElsewhere, r.Declared, fmt.Sprintf("The %s belongs to %s, which is not a table of this stack.", reach.RouteText(r), r.Table.Text()), "",
				"Declare the route beside its table; or, for an existing endpoint, write its securityGroupId into the baseline.")
		}
		for _, t := range r.Tables {
			if t.VPC != nil && t == t.VPC.Main {
				j.add(routeFromElsewhere, r.Declared, fmt.Sprintf("The %s stands in the main route table of %s, which serves every subnet without a table of its own.",
					reach.RouteText(r), t.VPC.Resource.Name), "", "Put it into the tables of approved subnets.")
			}
		}
	}
}

// crossingRoute is a route by a peering that a subnet uses, if any.
func crossingRoute(s *graph.Subnet) *graph.Route {
	for _, t := range s.Tables {
		for _, r := range t.Routes {
			if r.Target == graph.Peering {
				return r
			}
		}
	}
	return nil
}
