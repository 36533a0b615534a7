package peering

import (
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"

	"secure-room/policy/baseline"
	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// side is one of the two kinds of network.
type side int

const (
	production side = iota + 1
	room
)

// other is the far side.
func (s side) other() side {
	if s == production {
		return room
	}
	return production
}

// place is one approved network; nil is a network that the baseline does not know.
type place struct {
	side
	name, account, region, vpcID string
	block                        netip.Prefix
	// own are the subnets that take part in a peering: a production's exposed ones, a room's terminals'.
	own *netipx.IPSet
	// peers are the networks that it may be joined with, and far are their own subnets.
	peers []*place
	far   *netipx.IPSet
	// across are all addresses of the far side, approved or not.
	across *netipx.IPSet
	// beside are those that are no subnet of a peer's own.
	beside *netipx.IPSet
	// endpoints are a production's.
	endpoints []baseline.Endpoint
}

// approval is something that terminals of one room may send to one endpoint.
type approval struct {
	traffic.Box
	// endpoint is the same number for every room that may reach it.
	endpoint int
}

// survey makes places of a baseline, and lists what is approved between them.
func survey(b *baseline.Baseline) (places []*place, approved []approval) {
	rooms := map[string]*place{}
	for i := range b.Rooms {
		r := placeOf(b, room, b.Rooms[i].Network)
		r.own = b.Rooms[i].Terminals()
		rooms[r.name] = r
		places = append(places, r)
	}
	endpoint := 0
	for i := range b.Productions {
		p := placeOf(b, production, b.Productions[i].Network)
		p.own, p.endpoints = b.Productions[i].Exposed(), b.Productions[i].Endpoints
		places = append(places, p)
		for _, name := range b.Productions[i].Rooms {
			if r := rooms[name]; r != nil {
				p.peers, r.peers = append(p.peers, r), append(r.peers, p)
			}
		}
		for _, e := range p.endpoints {
			for _, r := range p.peers {
				approved = append(approved, approval{traffic.Box{From: r.own, To: e.Addresses(), Services: traffic.One(e.Protocol, e.Port)}, endpoint})
			}
			endpoint++
		}
	}
	for _, p := range places {
		p.far = ownOf(p.peers)
		p.across = blocksOf(slices.DeleteFunc(slices.Clone(places), func(other *place) bool { return other.side == p.side }))
		p.beside = traffic.Minus(p.across, p.far)
	}
	return places, approved
}

func placeOf(b *baseline.Baseline, s side, n baseline.Network) *place {
	return &place{side: s, name: n.Name, account: n.AccountID, region: b.RegionOf(n), vpcID: n.VpcID, block: n.Prefix()}
}

// ownOf are the subnets of places that take part in peerings.
func ownOf(places []*place) *netipx.IPSet {
	sets := make([]*netipx.IPSet, 0, len(places))
	for _, p := range places {
		sets = append(sets, p.own)
	}
	return traffic.Union(sets...)
}

// blocksOf are all addresses of places.
func blocksOf(places []*place) *netipx.IPSet {
	sets := make([]*netipx.IPSet, 0, len(places))
	for _, p := range places {
		sets = append(sets, traffic.Of(p.block))
	}
	return traffic.Union(sets...)
}

// String is how findings call a place: by its side alone, which is enough where there is one of each.
func (p *place) String() string {
	switch {
	case p == nil:
		return "no approved network"
	case p.side == room && p.name == "room":
		return "the room"
	case p.side == production && p.name == "production":
		return "production"
	case p.side == room:
		return "room " + p.name
	}
	return "production " + p.name
}

// each lists one thing of places, once.
func each(places []*place, of func(*place) string) []string {
	var texts []string
	for _, p := range places {
		if text := of(p); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// named is that list for findings.
func named(places []*place, of func(*place) string) string {
	texts := each(places, of)
	if len(texts) == 0 {
		return "none"
	}
	return strings.Join(texts, " or ")
}

func accountOf(p *place) string { return p.account }
func regionOf(p *place) string  { return p.region }

// of are the places of one side.
func (j *judge) of(s side) []*place {
	return slices.DeleteFunc(slices.Clone(j.places), func(p *place) bool { return p.side != s })
}

// is says whether a place is of a side; a network that the baseline does not know is of neither.
func (p *place) is(s side) bool { return p != nil && p.side == s }

// placeOf says which network a VPC is, by its block; nil when none.
func (j *judge) placeOf(v *graph.VPC) *place {
	if v == nil || v.Standing != resource.Known {
		return nil
	}
	for _, p := range j.places {
		if p.block.IsValid() && v.Block == p.block {
			return p
		}
	}
	return nil
}

// placeOr is the place of a VPC or, when that is not in sight, the one place that the resource's stack holds.
func (j *judge) placeOr(v *graph.VPC, r *resource.Resource) *place {
	if p := j.placeOf(v); p != nil {
		return p
	}
	var found *place
	for _, candidate := range j.graph.VPCs {
		p := j.placeOf(candidate)
		if candidate.Resource.Stack != r.Stack || p == nil {
			continue
		}
		if found != nil && found != p {
			return nil
		}
		found = p
	}
	return found
}

// standing are the places that a resource may stand in: its stack's, or any while the stack is not in sight.
func (j *judge) standing(r *resource.Resource) []*place {
	if p := j.placeOr(nil, r); p != nil {
		return []*place{p}
	}
	return j.places
}

// present says whether all places' VPCs are among the resources, so that what is not in sight is none of them.
func (j *judge) present(places []*place) bool {
	for _, p := range places {
		if !slices.ContainsFunc(j.graph.VPCs, func(v *graph.VPC) bool { return j.placeOf(v) == p }) {
			return false
		}
	}
	return len(places) > 0
}
