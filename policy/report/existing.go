package report

import (
	"net/netip"
	"slices"

	"go4.org/netipx"

	"secure-room/policy/baseline"
	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// way is what terminals can send to something that stands in production and is no resource of a stack.
type way struct {
	from      *graph.Interface
	name      string
	addresses *netipx.IPSet
	services  traffic.Services
	hops      []string
}

// existing are the ways to endpoints that stood before. Of such a one a stack holds the rule that lets terminals in to its
// group, and no more; where it stands is what the baseline says of that group.
func (d *drawer) existing() []way {
	var ways []way
	for _, r := range d.graph.Rules {
		if r.Direction != graph.Ingress || !r.Group.External() {
			continue
		}
		name, addresses := d.standing(r)
		for _, from := range d.graph.Interfaces {
			if from.Kind != graph.Terminal || !lets(d.graph, r, from) || !d.answers(r, from) {
				continue
			}
			found, declared := way{from: from, name: name, services: traffic.Services{}}, false
			for _, path := range reach.New(d.graph).Between(reach.Of(from), reach.Party{Name: name, Addresses: addresses}) {
				services := path.Services.Intersect(r.Services)
				if services.Empty() {
					continue
				}
				found.services = found.services.Union(services)
				found.addresses = traffic.Union(found.addresses, path.Box.To)
				if found.hops == nil || path.Declared() && !declared {
					declared = path.Declared()
					found.hops = append(slices.Clone(path.Hops), "ingress rule "+r.Declared.Name+" of group "+r.Group.Text()+" for "+r.Services.String())
				}
			}
			if found.hops != nil {
				ways = append(ways, found)
			}
		}
	}
	return ways
}

// standing says what carries the group of a rule, and where: by the baseline, or anywhere in the networks of the rule's
// stack when the baseline does not know the group.
func (d *drawer) standing(r *graph.Rule) (string, *netipx.IPSet) {
	for _, p := range d.baseline.Productions {
		for _, e := range p.Endpoints {
			if e.SecurityGroupID == r.Group.ID && !traffic.One(e.Protocol, e.Port).Intersect(r.Services).Empty() {
				return e.Name, subnetsOf(e)
			}
		}
	}
	var blocks []*netipx.IPSet
	for _, v := range d.graph.VPCs {
		if v.Resource.Stack == r.Declared.Stack {
			blocks = append(blocks, v.Addresses)
		}
	}
	return "what carries " + r.Group.Text() + ", not approved", traffic.Union(blocks...)
}

func subnetsOf(e baseline.Endpoint) *netipx.IPSet {
	var blocks []*netipx.IPSet
	for _, text := range e.Subnets {
		if block, err := netip.ParsePrefix(text); err == nil {
			blocks = append(blocks, traffic.Of(block))
		}
	}
	return traffic.Union(blocks...)
}

// lets says whether a rule lets a terminal in, by its group or by its addresses.
func lets(g *graph.Graph, r *graph.Rule, from *graph.Interface) bool {
	if !traffic.None(traffic.Intersect(r.Addresses, from.Addresses())) {
		return true
	}
	return slices.ContainsFunc(r.Peers, func(peer graph.Reference) bool {
		return slices.ContainsFunc(graph.Nodes[*graph.Group](g, peer), func(named *graph.Group) bool { return slices.Contains(from.Groups, named) })
	})
}

// answers says whether the stack of a rule has a route back to a terminal. Which table it is in cannot be told for an
// endpoint that is not among the resources.
func (d *drawer) answers(r *graph.Rule, from *graph.Interface) bool {
	return slices.ContainsFunc(d.graph.Routes, func(back *graph.Route) bool {
		return back.Target == graph.Peering && back.Declared.Stack == r.Declared.Stack &&
			(back.Standing != resource.Known || !traffic.None(traffic.Intersect(traffic.Of(back.Destination), from.Addresses())))
	})
}
