package rehearsal

import (
	"net/netip"
	"slices"
	"strings"
)

// connect follows a packet from one host to an address of its own network or one that is joined to it.
func (n *network) connect(from *host, to netip.Addr, protocol string, port int) Journey {
	var j Journey
	target := n.leave(&j, from, to, protocol, port)
	if target == nil {
		return j
	}
	rule, ok := n.opened(target.groups, inward, protocol, port, from.address, from.groups)
	if !ok {
		j.stop("%s of %s lets in nothing for %s/%d from %s", n.names(target.groups), target, protocol, port, from)
		return j
	}
	j.pass("%s lets it in", rule)
	if target.subnet.vpc != from.subnet.vpc {
		if back, found := target.subnet.table.lookup(from.address); !found || n.across(back.target, target.subnet.vpc) != from.subnet.vpc {
			j.stop("no route of subnet %s leads back to %s, so no answer comes", nameOf(target.subnet.Object), from)
			return j
		}
	}
	if target.ports != nil && !slices.Contains(target.ports, port) {
		j.stop("nothing listens on %s/%d at %s", protocol, port, target)
		return j
	}
	j.pass("%s answers on %s/%d", target, protocol, port)
	return j
}

// leave follows a packet out of a host's groups and by its routes, and gives the host that has the address.
func (n *network) leave(j *Journey, from *host, to netip.Addr, protocol string, port int) *host {
	destination := from.subnet.vpc
	var hop string
	if !destination.holds(to) {
		way, found := from.subnet.table.lookup(to)
		if !found {
			j.stop("subnet %s has no route to %s", nameOf(from.subnet.Object), to)
			return nil
		}
		if destination = n.across(way.target, from.subnet.vpc); destination == nil {
			j.stop("the route to %s of subnet %s leads to %s, where nothing has the address %s", way.destination, nameOf(from.subnet.Object), n.called(way.target), to)
			return nil
		}
		if status := n.peerings[way.target].Text("acceptStatus"); status != "active" {
			j.stop("peering %s is not active: %s", n.called(way.target), status)
			return nil
		}
		hop = "route to " + way.destination.String() + " by peering " + n.called(way.target)
	} else {
		hop = "local route of " + nameOf(destination.Object)
	}
	target := n.at(destination, to)
	if target == nil {
		j.stop("nothing in %s has the address %s", nameOf(destination.Object), to)
		return nil
	}
	rule, ok := n.opened(from.groups, outward, protocol, port, to, target.groups)
	if !ok {
		j.stop("%s of %s lets out nothing for %s/%d to %s", n.names(from.groups), from, protocol, port, target)
		return nil
	}
	j.pass("%s lets it out of %s", rule, from)
	j.pass("%s", hop)
	return target
}

// across is the network at the other end of a peering; nil when the id is none of a peering.
func (n *network) across(id string, from *vpc) *vpc {
	p := n.peerings[id]
	switch {
	case p == nil:
		return nil
	case p.Text("vpcId") == from.ID:
		return n.vpcs[p.Text("peerVpcId")]
	case p.Text("peerVpcId") == from.ID:
		return n.vpcs[p.Text("vpcId")]
	}
	return nil
}

// called is what people call the target of a route.
func (n *network) called(id string) string {
	if p := n.peerings[id]; p != nil {
		return nameOf(p)
	}
	for _, h := range n.hosts {
		if h.ID == id {
			return nameOf(h.Object)
		}
	}
	return id
}

// outside stands for whatever address a site of the internet has (RFC 5737).
var outside = netip.MustParseAddr("192.0.2.80")

// depart follows a packet from a host to the internet.
func (n *network) depart(from *host, protocol string, port int) Journey {
	var j Journey
	rule, ok := n.opened(from.groups, outward, protocol, port, outside, nil)
	if !ok {
		j.stop("%s of %s lets out nothing for %s/%d to the internet", n.names(from.groups), from, protocol, port)
		return j
	}
	j.pass("%s lets it out of %s", rule, from)
	for at := from; ; {
		way, found := at.subnet.table.lookup(outside)
		if !found {
			j.stop("subnet %s has no route to the internet", nameOf(at.subnet.Object))
			return j
		}
		if strings.HasPrefix(way.target, "igw-") {
			if !at.public {
				j.stop("internet gateway %s passes nothing on for %s, which has no public address", way.target, at)
				return j
			}
			j.pass("internet gateway %s passes it on", way.target)
			return j
		}
		gateways := n.find(way.target)
		if !strings.HasPrefix(way.target, "nat-") || len(gateways) != 1 || gateways[0] == at {
			j.stop("the route to %s of subnet %s leads to %s, and not to the internet", way.destination, nameOf(at.subnet.Object), n.called(way.target))
			return j
		}
		j.pass("route to %s by NAT gateway %s", way.destination, nameOf(gateways[0].Object))
		at = gateways[0]
	}
}
