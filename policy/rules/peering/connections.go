package peering

import (
	"fmt"
	"slices"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
)

// networks judges the VPCs: each has exactly the block that the baseline gives one of its networks. So two that stand on
// the two sides of a peering can never overlap, which AWS would answer with a failed peering ("VPC peering
// limitations").
func (j *judge) networks() {
	for _, v := range j.graph.VPCs {
		r := v.Resource
		if j.placeOf(v) == nil {
			block := "a block that is not known"
			if v.Standing == resource.Known {
				block = v.Block.String()
			}
			j.add(networkNotApproved, r, fmt.Sprintf("VPC %s has %s; the baseline knows %s only.", r.Name, block,
				named(j.places, func(p *place) string { return p.String() + "'s " + p.block.String() })), "", "Give the network its approved block.")
		}
		// Production may serve the internet by IPv6: no IPv6 packet of a room's can reach it, since rooms have no such address.
		if v.IPv6 && !j.placeOf(v).is(production) {
			j.add(networkNotApproved, r, fmt.Sprintf("VPC %s has IPv6 addresses, or may have; a room has IPv4 only.", r.Name), "", "Remove the IPv6 block.")
		}
	}
	for _, s := range j.graph.Subnets {
		if s.IPv6 && j.ofRoom(s) {
			j.add(networkNotApproved, s.Resource, fmt.Sprintf("Subnet %s has IPv6 addresses, or may have; a room has IPv4 only.", s.Resource.Name), "", "Remove IPv6 from the subnet.")
		}
	}
}

// ofRoom says whether a subnet is a room's: by its VPC or stack, or by its block while neither is in sight.
func (j *judge) ofRoom(s *graph.Subnet) bool {
	if at := j.placeOr(s.VPC, s.Resource); at != nil {
		return at.side == room
	}
	return slices.ContainsFunc(j.of(room), func(p *place) bool { return s.Standing == resource.Known && p.block.Overlaps(s.Block) })
}

// connections judges each side of a peering by itself.
func (j *judge) connections() {
	for _, c := range j.graph.Connections {
		r := c.Resource
		if c.AutoAccept || c.AutoAcceptStanding != resource.Known && j.settled(c.AutoAcceptStanding) {
			j.add(acceptsItself, r, fmt.Sprintf("Peering %s accepts itself; production alone may open the door.", r.Name), "",
				"Remove autoAccept from the request and let production's stack accept it.")
		}
		if candidates, fault := j.asked(c); len(candidates) == 0 {
			j.add(peerNotApproved, r, fault, "", "Ask a production that lets this room in, by its account, region and VPC.")
		}
	}
	for _, a := range j.graph.Accepters {
		if candidates, fault := j.asking(a); len(candidates) == 0 {
			j.add(acceptsStranger, a.Resource, fault, "", "Accept a peering of a room that this production lets in, by the id in that room's outputs.")
		}
	}
}

// narrow keeps the places that fit; when none is left, fault says why.
func narrow(places []*place, fits func(*place) bool, fault func() string) ([]*place, string) {
	left := slices.DeleteFunc(slices.Clone(places), func(p *place) bool { return !fits(p) })
	if len(left) == 0 {
		return nil, fault()
	}
	return left, ""
}

// asked are the productions that a peering may be asking, as far as it is known; none with the reason.
func (j *judge) asked(c *graph.Connection) ([]*place, string) {
	r := c.Resource
	asker := j.placeOr(vpcOf(j.graph, c.VPC), r)
	left, fault := j.of(production), ""
	if asker.is(room) {
		left = asker.peers
	}
	// own says whether a production is in the same account or region as a room that may be asking.
	own := func(of func(*place) string) func(*place) bool {
		return func(p *place) bool {
			if asker != nil {
				return of(p) == of(asker)
			}
			return slices.ContainsFunc(p.peers, func(r *place) bool { return of(r) == of(p) })
		}
	}
	for _, property := range []struct {
		name     string
		value    string
		standing resource.Standing
		of       func(*place) string
		what     string
	}{
		{"peerOwnerId", c.PeerAccount, c.AccountStanding, accountOf, "account"},
		{"peerRegion", c.PeerRegion, c.RegionStanding, regionOf, "region"},
	} {
		before := left
		switch {
		case fault != "" || len(before) == 0:
		case property.standing == resource.Absent:
			left, fault = narrow(before, own(property.of), func() string {
				return fmt.Sprintf("Peering %s names no %s, which means the room's own %s; production's is %s.", r.Name, property.name, property.what, named(before, property.of))
			})
		case j.settled(property.standing):
			left, fault = narrow(before, func(p *place) bool { return property.of(p) == property.value }, func() string {
				return fmt.Sprintf("Peering %s asks %s %s; only %s is approved.", r.Name, property.what, resource.Quote(r.Properties.Get(property.name)), named(before, property.of))
			})
		}
	}
	if len(left) == 0 && fault == "" {
		return nil, fmt.Sprintf("Peering %s is asked for by %s, which no production lets in.", r.Name, asker)
	}
	if len(left) == 0 {
		return nil, fault
	}
	before := left
	if peer := vpcOf(j.graph, c.PeerVPC); peer != nil {
		return narrow(before, func(p *place) bool { return j.placeOf(peer) == p }, func() string {
			return fmt.Sprintf("Peering %s leads to VPC %s, which is not %s.", r.Name, peer.Resource.Name, named(before, (*place).String))
		})
	}
	if c.PeerVPC.Standing != resource.Known {
		return left, ""
	}
	return narrow(before, func(p *place) bool {
		return (p.vpcID == "" || p.vpcID == c.PeerVPC.ID) && !j.present([]*place{p})
	}, func() string {
		return fmt.Sprintf("Peering %s leads to %s, which is not production's VPC; only %s is approved.", r.Name, resource.Quote(r.Properties.Get("peerVpcId")),
			named(before, (*place).String))
	})
}
