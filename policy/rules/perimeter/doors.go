package perimeter

import (
	"fmt"
	"slices"

	"secure-room/internal/squid"
	"secure-room/policy/baseline"
	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/traffic"
)

// doors judges the declared rules of the groups that an interface of a room carries.
func (j *judge) doors(i *graph.Interface, room *baseline.Room) {
	for _, group := range i.Groups {
		for _, r := range group.Rules {
			switch {
			case r.Implicit:
			case i.Kind == graph.Terminal && r.Direction == graph.Egress:
				j.terminalsSend(i, room, group, r)
			case i.Kind == graph.Service && r.Direction == graph.Ingress:
				j.proxyLetsIn(i, room, group, r)
			}
		}
	}
	if i.Kind == graph.Service && len(i.Builtin) > 0 {
		j.add(proxyEntry.At(i.Owner, fmt.Sprintf("The room's %s carries %s, and who may reach it by that is not known.", i.Name(), i.Builtin[0])))
	}
}

// terminalsSend judges one rule out of the terminals' group. AWS gives terminals a second group that lets everything out, so
// that routes carry the proof; this one says what is meant.
func (j *judge) terminalsSend(i *graph.Interface, room *baseline.Room, group *graph.Group, r *graph.Rule) {
	refuse := func(example string) {
		f := terminalEgress.At(r.Declared, fmt.Sprintf("Terminals may send by %s to more than the proxy, the directory and approved endpoints.", reach.RuleText(r, group)))
		f.Counterexample = example
		j.add(f)
	}
	if r.Problem != "" {
		refuse("")
		return
	}
	approved := j.destinations(i, room)
	left := traffic.Box{From: i.Addresses(), To: r.Addresses, Services: r.Services}.Without(approved...)
	if len(left) > 0 {
		refuse(left[0].Example())
	}
	for _, peer := range r.Peers {
		if !j.mayReceive(i, peer, r.Services) {
			refuse(r.Services.Example() + " to whatever carries " + peer.Text())
		}
	}
}

// proxyPort is what the proxy listens on.
func proxyPort() traffic.Services { return traffic.One("tcp", squid.Port) }

// served is what terminals may send to another interface of their room; nothing when it is none of those meant.
func served(kind graph.Kind) traffic.Services {
	switch kind {
	case graph.Service:
		return proxyPort()
	case graph.Controller:
		return traffic.Everything()
	case graph.Endpoint:
		return traffic.One("tcp", 443)
	}
	return traffic.Services{}
}

// destinations are the addresses and services that terminals of a room may send to.
func (j *judge) destinations(i *graph.Interface, room *baseline.Room) []traffic.Box {
	var boxes []traffic.Box
	for _, other := range j.Graph.Interfaces {
		if other.VPC() == i.VPC() && !served(other.Kind).Empty() {
			boxes = append(boxes, traffic.Box{From: i.Addresses(), To: other.Addresses(), Services: served(other.Kind)})
		}
	}
	for _, e := range endpointsOf(j.Baseline, room) {
		boxes = append(boxes, traffic.Box{From: i.Addresses(), To: e.Addresses(), Services: traffic.One(e.Protocol, e.Port)})
	}
	return boxes
}

func endpointsOf(b *baseline.Baseline, room *baseline.Room) []baseline.Endpoint {
	var all []baseline.Endpoint
	for _, p := range b.Productions {
		if slices.Contains(p.Rooms, room.Name) {
			all = append(all, p.Endpoints...)
		}
	}
	return all
}

// mayReceive says whether terminals may send some services to whatever carries a group: all that carries it must be meant.
func (j *judge) mayReceive(i *graph.Interface, peer graph.Reference, services traffic.Services) bool {
	groups := meant(j.Graph, peer)
	for _, group := range groups {
		for _, other := range group.Carriers {
			if other.VPC() != i.VPC() || !services.Minus(served(other.Kind)).Empty() {
				return j.acrossPeering(i, other, services)
			}
		}
	}
	if len(groups) > 0 {
		return true
	}
	room := j.room(i.VPC())
	return slices.ContainsFunc(endpointsOf(j.Baseline, room), func(e baseline.Endpoint) bool {
		return peer.ID != "" && e.SecurityGroupID == peer.ID && services.Minus(traffic.One(e.Protocol, e.Port)).Empty()
	})
}

// meant are the groups that a reference may mean: of a known id the first, for a registration goes by its directory's.
func meant(g *graph.Graph, f graph.Reference) []*graph.Group {
	groups := graph.Nodes[*graph.Group](g, f)
	if f.ID != "" && len(groups) > 1 {
		return groups[:1]
	}
	return groups
}

// acrossPeering says whether an interface of a production stands where services are approved for the room.
func (j *judge) acrossPeering(i, other *graph.Interface, services traffic.Services) bool {
	if other.VPC() == i.VPC() || traffic.None(other.Addresses()) {
		return false
	}
	to := traffic.Box{From: i.Addresses(), To: other.Addresses(), Services: services}
	return len(to.Without(j.destinations(i, j.room(i.VPC()))...)) == 0
}

// proxyLetsIn judges one rule into the proxy's group.
func (j *judge) proxyLetsIn(i *graph.Interface, room *baseline.Room, group *graph.Group, r *graph.Rule) {
	refuse := func(who string) {
		f := proxyEntry.At(r.Declared, fmt.Sprintf("The room's %s lets in %s by %s; only terminals may reach it.", i.Name(), who, reach.RuleText(r, group)))
		f.Counterexample = who + " → " + i.Name() + " " + r.Services.Example()
		j.add(f)
	}
	if r.Problem != "" {
		refuse("whoever it means, since " + r.Problem)
		return
	}
	if others := traffic.Minus(r.Addresses, room.Terminals()); !traffic.None(others) {
		refuse(traffic.AddressText(others))
	}
	for _, peer := range r.Peers {
		groups := meant(j.Graph, peer)
		if len(groups) == 0 {
			refuse(peer.Text())
		}
		for _, g := range groups {
			for _, other := range g.Carriers {
				if other.Kind != graph.Terminal || other.VPC() != i.VPC() {
					refuse(other.Name())
				}
			}
		}
	}
}

// directories judges rules that programs add to the groups which AWS makes for a directory and for its terminals.
func (j *judge) directories() {
	for _, r := range j.Graph.Rules {
		if r.Implicit || r.Direction != graph.Ingress {
			continue
		}
		for _, group := range meant(j.Graph, r.Group) {
			if group.Implicit {
				j.opened(r, group)
			}
		}
	}
}

func (j *judge) opened(r *graph.Rule, group *graph.Group) {
	refuse := func(who string) {
		f := directoryOpened.At(r.Declared, fmt.Sprintf("%s lets in %s; a program may let in parts of the room alone.", reach.RuleText(r, group), who))
		f.Counterexample = who + " → " + group.Resource.Name + " " + r.Services.Example()
		j.add(f)
	}
	room := j.room(group.VPC)
	switch {
	case group.VPC == nil: // made for terminals: nothing needs to reach them
		refuse("something to terminals")
	case room == nil:
		return // no directory of a room's
	case r.Problem != "":
		refuse("whoever it means, since " + r.Problem)
	default:
		if others := traffic.Minus(r.Addresses, room.Terminals()); !traffic.None(others) {
			refuse(traffic.AddressText(others))
		}
		for _, peer := range r.Peers {
			groups := meant(j.Graph, peer)
			if len(groups) == 0 || slices.ContainsFunc(groups, func(g *graph.Group) bool { return g.VPC != group.VPC && !g.CarriedBy(graph.Terminal) }) {
				refuse(peer.Text())
			}
		}
	}
}
