package peering

import (
	"fmt"
	"slices"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// wide reports addresses of the far side that a group must not name.
func (j *judge) wide(group *graph.Group, at *place, direction graph.Direction, cause *resource.Resource, left traffic.Box) {
	far := traffic.AddressText(left.To)
	switch {
	case at.side == production && direction == graph.Ingress:
		what, fix := "only the terminals' security group is approved", "Name the terminals' security group instead of addresses."
		if !slices.ContainsFunc(at.peers, func(p *place) bool { return p.region == at.region }) && len(at.peers) > 0 {
			what = fmt.Sprintf("only %s for %s is approved", traffic.AddressText(at.far), at.services())
			fix = "Name exactly the terminals' subnets, with the endpoint's protocol and port."
		}
		j.add(addressesLetIn, cause, fmt.Sprintf("Group %s of %s lets in the room's addresses %s for %s; %s.",
			group.Resource.Name, at, traffic.AddressText(left.From), left.Services, what),
			fmt.Sprintf("%s of the room may open %s", traffic.ExampleAddress(left.From), left.Services.Example()), fix)
	case at.side == production:
		j.add(productionOpens, cause, fmt.Sprintf("Group %s of %s sends to the room's addresses %s for %s; production opens nothing in the room.",
			group.Resource.Name, at, far, left.Services), "", "")
	case direction == graph.Ingress:
		j.add(productionOpens, cause, fmt.Sprintf("Group %s of %s lets in production's addresses %s for %s; production opens nothing in the room.",
			group.Resource.Name, at, far, left.Services), fmt.Sprintf("%s of production may open %s", traffic.ExampleAddress(left.From), left.Services.Example()),
			"Remove the rule.")
	default:
		j.add(sendsWider, cause, fmt.Sprintf("Group %s of %s sends to production's addresses %s for %s; only terminals may, and only to approved endpoints.",
			group.Resource.Name, at, far, left.Services), fmt.Sprintf("%s %s is not approved", traffic.ExampleAddress(left.To), left.Services.Example()),
			"Name the endpoint's exact subnets, protocol and port.")
	}
}

// services are what a production's endpoints take.
func (p *place) services() traffic.Services {
	var all traffic.Services
	for _, e := range p.endpoints {
		all = all.Union(traffic.One(e.Protocol, e.Port))
	}
	return all
}

// references judges rules that name a group of another network: one that is not among the resources, or not of this
// network.
func (j *judge) references(group *graph.Group, at *place) {
	approved := at.services()
	if at.side == room {
		for _, p := range at.peers {
			approved = approved.Union(p.services())
		}
	}
	for _, r := range group.Rules {
		for _, peer := range r.Peers {
			if !j.crosses(peer, at) {
				continue
			}
			j.nameable(group, at, r, peer)
			inbound := r.Direction == graph.Ingress
			if inbound && at.side == production {
				j.admits(group, r, peer)
			}
			if inbound == (at.side == room) {
				j.add(productionOpens, r.Declared, fmt.Sprintf("Group %s of %s has an %s rule for %s, a group that is not this stack's; production opens nothing in the room.",
					group.Resource.Name, at, r.Direction, peer.Text()), "", "")
			} else if left := r.Services.Minus(approved); !left.Empty() {
				j.add(widerThanEndpoint, r.Declared, fmt.Sprintf("Group %s lets %s pass for %s beyond the approved endpoints' %s.", group.Resource.Name, left, peer.Text(), approved),
					left.Example()+" is not approved", "Narrow the rule to the endpoint's protocol and port.")
			}
		}
	}
}

// nameable judges whether a group may be one of a network that may be joined with this one. A group is named in its own
// region only, and with its account unless that is this network's ("Update your security groups to reference peer
// security groups", Amazon VPC Peering Guide).
func (j *judge) nameable(group *graph.Group, at *place, r *graph.Rule, peer graph.Reference) {
	const fix = "Name the terminals' security group, or from another region exactly the terminals' subnets."
	found := graph.Nodes[*graph.Group](j.graph, peer)
	fits := func(p *place) bool {
		if p.region != at.region || peer.Account != "" && peer.Account != p.account ||
			peer.Account == "" && peer.Standing == resource.Known && p.account != at.account {
			return false
		}
		return len(found) == 0 || slices.ContainsFunc(found, func(g *graph.Group) bool { return j.placeOr(g.VPC, g.Resource) == p })
	}
	if !slices.ContainsFunc(at.peers, fits) {
		j.add(groupNotApproved, r.Declared, fmt.Sprintf("Group %s of %s names group %s; only groups of %s, account %s, in the same region %s are approved.",
			group.Resource.Name, at, peer.Text(), named(at.peers, (*place).String), named(at.peers, accountOf), at.region), "", fix)
	}
	if peer.Standing != resource.Known && len(peer.DependsOn) == 0 {
		j.add(groupNotApproved, r.Declared, fmt.Sprintf("Group %s names %s, and nothing says where it comes from.", group.Resource.Name, peer.Text()), "", fix)
	}
}

// admits judges a group of production that lets a group of the room in: it is the terminals' own, and what carries the
// letting group is in sight.
func (j *judge) admits(group *graph.Group, r *graph.Rule, peer graph.Reference) {
	for _, named := range graph.Nodes[*graph.Group](j.graph, peer) {
		if !named.CarriedBy(graph.Terminal) {
			j.add(groupNotApproved, r.Declared, fmt.Sprintf("Group %s lets in group %s, which is not the terminals' alone.", group.Resource.Name, named.Resource.Name), "",
				"Name the terminals' security group.")
		}
	}
	j.carried(group, r.Declared)
}

// carried says whether what carries a group that lets terminals in is in sight; otherwise nobody could say what they
// reach, which it reports.
func (j *judge) carried(group *graph.Group, cause *resource.Resource) bool {
	if len(group.Carriers) > 0 {
		return true
	}
	j.add(outOfSight, cause, fmt.Sprintf("Group %s lets terminals in, and nothing that the rules know carries it, so nobody can say what they reach.",
		group.Resource.Name), "", "Remove the rule, or put the group on the approved endpoint.")
	return false
}

// crosses says whether a reference names a group of another network.
func (j *judge) crosses(f graph.Reference, at *place) bool {
	found := graph.Nodes[*graph.Group](j.graph, f)
	return len(found) == 0 || slices.ContainsFunc(found, func(g *graph.Group) bool {
		p := j.placeOr(g.VPC, g.Resource)
		return p != nil && p != at
	})
}
