// Package reach works out who can send packets to whom: route ∩ egress rules ∩ ingress rules, as sets of addresses and
// services, less what network ACLs deny on the way. It takes every route for every address it covers, so what it calls
// reachable may be less in truth, never more ("How Amazon VPC works": a route and both sides' groups must let a packet pass).
package reach

import (
	"fmt"

	"go4.org/netipx"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// Party is one end of a path: interfaces among the resources, or a place beyond them.
type Party struct {
	Name      string
	Addresses *netipx.IPSet
	// Interface is nil for a place beyond the resources, which may route anywhere.
	Interface *graph.Interface
	// Grouped says that a place beyond the resources may carry whatever group is not among them.
	Grouped bool
}

// Of makes a party of interfaces among the resources.
func Of(i *graph.Interface) Party {
	return Party{Name: i.Name(), Addresses: i.Addresses(), Interface: i}
}

// Path is one way for packets.
type Path struct {
	From, To Party
	traffic.Box
	// Hops are what lets it pass, in order.
	Hops []string
	// Returns says whether the answer finds a route back, without which no connection comes about.
	Returns bool

	implicit bool
}

// Declared says that every rule on the way is one that a program declares, none of AWS's own making.
func (p Path) Declared() bool { return !p.implicit }

// String writes a path as a counterexample with its hops.
func (p Path) String() string {
	text := p.Box.Example() + ": " + p.From.Name
	for _, hop := range p.Hops {
		text += " → " + hop
	}
	return text + " → " + p.To.Name
}

// pass is one thing that lets part of the traffic through.
type pass struct {
	// addresses are of the other side.
	addresses *netipx.IPSet
	services  traffic.Services
	// hop describes it; only ways that are found need that.
	hop func() string
	// implicit says that AWS itself lets it through.
	implicit bool
}

// Finder finds ways in one graph. It remembers what each security group lets pass, which many ways have in common.
type Finder struct {
	graph  *graph.Graph
	passes map[question][]pass
}

// question is what a finder remembers the answer to: what a group lets pass between its carriers and a party, which its
// interface or addresses tell.
type question struct {
	group     *graph.Group
	direction graph.Direction
	other     *graph.Interface
	addresses *netipx.IPSet
}

// New makes a finder.
func New(g *graph.Graph) *Finder { return &Finder{graph: g, passes: map[question][]pass{}} }

// Between lists every way from one party to another.
func (f *Finder) Between(from, to Party) []Path {
	g := f.graph
	// Ingress first: of all pairs, most end here.
	ins := f.admitted(to.Interface, graph.Ingress, from)
	if len(ins) == 0 {
		return nil
	}
	outs := f.admitted(from.Interface, graph.Egress, to)
	if len(outs) == 0 {
		return nil
	}
	routes := routed(g, from, to)
	if len(routes) == 0 {
		return nil
	}
	back := returns(g, to, from)
	var paths []Path
	for _, route := range routes {
		for _, out := range outs {
			reachable := traffic.Intersect(route.to, out.addresses)
			if traffic.None(reachable) {
				continue
			}
			for _, in := range ins {
				services := out.services.Intersect(in.services)
				if services.Empty() {
					continue
				}
				box := traffic.Box{From: traffic.Intersect(route.from, in.addresses), To: reachable, Services: services}
				for _, family := range box.Families() {
					for _, part := range guarded(route.subnet, to.Interface, family) {
						paths = append(paths, Path{From: from, To: to, Box: part.Box, Hops: hops(route.hop, out.name(), part.hop, in.name()), Returns: back,
							implicit: out.implicit || in.implicit})
					}
				}
			}
		}
	}
	return paths
}

// name describes a pass; what lies beyond the resources has none.
func (p pass) name() string {
	if p.hop == nil {
		return ""
	}
	return p.hop()
}

func hops(texts ...string) []string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return kept
}

// leg is one route out of one subnet.
type leg struct {
	from, to *netipx.IPSet
	hop      string
	// subnet is where it begins; nil beyond the resources.
	subnet *graph.Subnet
}

// routed lists the routes by which packets of from reach addresses of to.
func routed(g *graph.Graph, from, to Party) []leg {
	if from.Interface == nil {
		return []leg{{from: from.Addresses, to: to.Addresses}}
	}
	var legs []leg
	for _, s := range from.Interface.Subnets {
		block := s.Addresses
		if s.VPC != nil {
			if local := traffic.Intersect(s.VPC.Addresses, to.Addresses); !traffic.None(local) && within(s.VPC, to) {
				legs = append(legs, leg{from: block, to: local, subnet: s, hop: "local route of " + s.VPC.Resource.Name})
			}
		}
		for _, t := range s.Tables {
			for _, r := range t.Routes {
				if r.Target != graph.Peering || !joins(g, r, s.VPC, to) {
					continue
				}
				covered := to.Addresses
				if r.Standing == resource.Known {
					covered = traffic.Intersect(traffic.Of(r.Destination), to.Addresses)
				}
				if !traffic.None(covered) {
					legs = append(legs, leg{from: block, to: covered, subnet: s, hop: RouteText(r)})
				}
			}
		}
	}
	return legs
}

// within says whether a party stands in a VPC; a place beyond the resources does not.
func within(v *graph.VPC, p Party) bool {
	return p.Interface != nil && p.Interface.VPC() == v
}

// joins says whether the peering of a route can lead from one VPC to a party. What is not known is taken to lead.
func joins(g *graph.Graph, r *graph.Route, from *graph.VPC, to Party) bool {
	if to.Interface == nil {
		return true
	}
	target := to.Interface.VPC()
	if target == nil || from == nil {
		return true
	}
	if target == from {
		return false
	}
	for _, c := range graph.Nodes[*graph.Connection](g, r.Via) {
		ends := append(graph.Nodes[*graph.VPC](g, c.VPC), graph.Nodes[*graph.VPC](g, c.PeerVPC)...)
		if len(ends) == 2 && ends[0] != target && ends[1] != target {
			return false
		}
	}
	return true
}

// returns says whether to has a route back to from.
func returns(g *graph.Graph, to, from Party) bool {
	return len(routed(g, to, from)) > 0
}

// RouteText describes a route for people.
func RouteText(r *graph.Route) string {
	destination := "an unknown destination"
	switch {
	case r.Standing == resource.Known && r.PrefixList != "":
		destination = r.Destination.String() + " of prefix list " + r.PrefixList
	case r.Standing == resource.Known:
		destination = r.Destination.String()
	case r.PrefixList != "":
		destination = "prefix list " + r.PrefixList
	}
	text := fmt.Sprintf("route to %s by %s", destination, r.Target)
	if r.Via.Standing != resource.Absent && r.Target != graph.Local {
		text += " " + r.Via.Text()
	}
	return text + " (" + r.Declared.Name + ")"
}
