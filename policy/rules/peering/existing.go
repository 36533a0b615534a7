package peering

import (
	"fmt"

	"go4.org/netipx"

	"secure-room/policy/baseline"
	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// elsewhere judges a rule on a security group that is not of the stack: that of an endpoint which stood before. What a
// program only looks up the pack never sees, so the baseline itself must name the group, and the rule may let terminals in
// to that endpoint and nothing else.
func (j *judge) elsewhere(r *graph.Rule) {
	at := j.placeOr(nil, r.Declared)
	e := approvedGroup(at, r)
	fix := "Declare the rule beside its group; or, for an existing endpoint, write the group as the endpoint's securityGroupId into the baseline."
	switch {
	case e == nil:
		j.add(groupNotApproved, r.Declared, fmt.Sprintf("%s is an %s rule of %s, which is not a group of this stack, nor of an existing endpoint that the baseline approves.",
			r.Declared.Name, r.Direction, r.Group.Text()), "", fix)
	case r.Direction != graph.Ingress:
		j.add(productionOpens, r.Declared, fmt.Sprintf("%s is an egress rule of %s, the group of the existing endpoint %s; only terminals' way in is approved.",
			r.Declared.Name, r.Group.Text(), e.Name), "", "")
	case !r.Services.Minus(traffic.One(e.Protocol, e.Port)).Empty():
		left := r.Services.Minus(traffic.One(e.Protocol, e.Port))
		j.add(widerThanEndpoint, r.Declared, fmt.Sprintf("%s lets %s in to the existing endpoint %s; only %s is approved.", r.Declared.Name, left, e.Name,
			traffic.One(e.Protocol, e.Port)), left.Example()+" is not approved", "Narrow the rule to the endpoint's protocol and port.")
	case !traffic.None(traffic.Minus(r.Addresses, abroad(at))):
		j.add(addressesLetIn, r.Declared, fmt.Sprintf("%s lets addresses %s in to the existing endpoint %s; only the terminals' security group is approved.", r.Declared.Name,
			traffic.AddressText(traffic.Minus(r.Addresses, abroad(at))), e.Name), "", "Name the terminals' security group instead of addresses.")
	default:
		for _, peer := range r.Peers {
			j.fromTerminals(r, e, at, peer)
		}
	}
}

// abroad are the terminals' subnets of rooms in other regions, whose groups a production cannot name.
func abroad(at *place) *netipx.IPSet {
	var found []*place
	for _, p := range at.peers {
		if p.region != at.region {
			found = append(found, p)
		}
	}
	return ownOf(found)
}

// fromTerminals judges the group that a rule lets in to an existing endpoint.
func (j *judge) fromTerminals(r *graph.Rule, e *baseline.Endpoint, at *place, peer graph.Reference) {
	refuse := func(why string) {
		j.add(groupNotApproved, r.Declared, fmt.Sprintf("%s lets %s in to the existing endpoint %s, %s.", r.Declared.Name, peer.Text(), e.Name, why), "",
			"Name the terminals' security group.")
	}
	for _, named := range graph.Nodes[*graph.Group](j.graph, peer) {
		if !named.CarriedBy(graph.Terminal) {
			refuse("which is not the terminals' alone")
		}
	}
	if peer.Standing != resource.Known && len(peer.DependsOn) == 0 {
		refuse("and nothing says where it comes from")
	}
	if peer.Account == "" {
		return
	}
	for _, p := range at.peers {
		if p.account == peer.Account {
			return
		}
	}
	refuse("a group of another account than " + named(at.peers, accountOf))
}

// approvedGroup is the endpoint of a production whose group a rule belongs to; of two with one group, the one with the
// rule's service. Nil when there is none.
func approvedGroup(at *place, r *graph.Rule) *baseline.Endpoint {
	if !at.is(production) || r.Group.Standing != resource.Known || r.Problem != "" {
		return nil
	}
	var found *baseline.Endpoint
	for i := range at.endpoints {
		e := &at.endpoints[i]
		if e.SecurityGroupID == "" || e.SecurityGroupID != r.Group.ID {
			continue
		}
		if found == nil || r.Services.Minus(traffic.One(e.Protocol, e.Port)).Empty() {
			found = e
		}
	}
	return found
}

// tableElsewhere says whether a route may stand in a table that is not of the stack: a production's, whose baseline has
// an existing endpoint. Where it leads is judged as for any other route: to terminals' subnets alone.
func (j *judge) tableElsewhere(r *graph.Route) bool {
	at := j.placeOr(nil, r.Declared)
	if !at.is(production) || r.Table.Standing != resource.Known {
		return false
	}
	for _, e := range at.endpoints {
		if e.SecurityGroupID != "" {
			return true
		}
	}
	return false
}
