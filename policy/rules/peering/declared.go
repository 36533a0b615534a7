package peering

import (
	"fmt"

	"go4.org/netipx"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/traffic"
)

// readable refuses security group rules that nobody can read in full.
func (j *judge) readable() {
	for _, r := range j.graph.Rules {
		if r.Problem == "" || r.Pending && j.scope == rule.Single {
			continue
		}
		j.add(r.Declared, fmt.Sprintf("A rule of %s cannot be judged: %s.", r.Declared.Name, r.Problem), "",
			"Write protocol, ports and CIDR blocks or group as plain values.")
	}
	if j.scope != rule.Stack {
		return
	}
	for _, r := range j.graph.Rules {
		if len(r.Groups) == 0 {
			j.add(r.Declared, fmt.Sprintf("%s is an %s rule of %s, which is not a group of this stack.", r.Declared.Name, r.Direction, r.Group.Text()), "",
				"Declare the rule beside its group.")
		}
	}
}

// declared judges what groups say about the far side, whether or not a path uses it today: production lets in the
// terminals' group and no addresses; the room lets nothing in; terminals send to approved endpoints.
func (j *judge) declared() {
	for _, group := range j.graph.Groups {
		at := j.sideOr(group.VPC, group.Resource)
		if at == neither || group.Implicit {
			continue
		}
		j.addresses(group, at, graph.Ingress)
		j.addresses(group, at, graph.Egress)
		j.references(group, at)
	}
}

// addresses judges the far side's addresses in a group's rules of one direction. Rules are joined first, service by
// service, so that splitting one in two changes nothing. A service that is open to the whole internet does not speak of
// the far side: production's public web tier is none of the room's business unless it stands where terminals can go.
func (j *judge) addresses(group *graph.Group, at side, direction graph.Direction) {
	far := traffic.Of(j.network(at.other()))
	var rules []*graph.Rule
	var services []traffic.Services
	speaks := false
	for _, r := range group.Rules {
		if r.Direction == direction {
			rules = append(rules, r)
			services = append(services, r.Services)
			speaks = speaks || r.Addresses.Overlaps(far)
		}
	}
	if !speaks {
		return
	}
	for _, atom := range traffic.Atoms(services...) {
		named, cause := join(rules, atom)
		reaching := traffic.Intersect(named, far)
		if traffic.None(reaching) || public(named) && !j.faces(group, at, direction) {
			continue
		}
		for _, left := range j.beyond(group, at, direction, reaching, atom) {
			j.wide(group, at, direction, cause, left)
			return
		}
	}
}

// join is all addresses that rules name for the services of an atom, and the first resource that names the far ones.
func join(rules []*graph.Rule, atom traffic.Services) (*netipx.IPSet, *resource.Resource) {
	var sets []*netipx.IPSet
	var cause *resource.Resource
	for _, r := range rules {
		if r.Services.Intersect(atom).Empty() || traffic.None(r.Addresses) {
			continue
		}
		sets = append(sets, r.Addresses)
		cause = r.Declared
	}
	return traffic.Union(sets...), cause
}

// public says whether a set holds every IPv4 address.
func public(s *netipx.IPSet) bool { return s.ContainsPrefix(everyIPv4) }

// faces says whether a group stands on an interface from which or to which packets could cross.
func (j *judge) faces(group *graph.Group, at side, direction graph.Direction) bool {
	if at == production && direction == graph.Egress {
		return false // the room lets nothing in, whatever production sends
	}
	for _, i := range carriers(j.graph, group) {
		for _, s := range i.Subnets {
			if crossingRoute(s) != nil || at == production && !traffic.None(traffic.Intersect(s.Addresses, j.exposed)) {
				return true
			}
		}
	}
	return false
}

// beyond is what is left of a rule's far addresses after what the baseline lets a group name by address.
func (j *judge) beyond(group *graph.Group, at side, direction graph.Direction, far *netipx.IPSet, services traffic.Services) []traffic.Box {
	if at != room || direction != graph.Egress || !j.terminalGroup(group) {
		return []traffic.Box{{From: far, To: far, Services: services}}
	}
	return traffic.Box{From: j.terminals, To: far, Services: services}.Without(j.approved...)
}

// terminalGroup says whether terminals, and nothing else, carry a group.
func (j *judge) terminalGroup(group *graph.Group) bool {
	found := carriers(j.graph, group)
	for _, i := range found {
		if i.Kind != graph.Terminal {
			return false
		}
	}
	return len(found) > 0
}

func carriers(g *graph.Graph, group *graph.Group) []*graph.Interface {
	var found []*graph.Interface
	for _, i := range g.Interfaces {
		for _, own := range i.Groups {
			if own == group {
				found = append(found, i)
				break
			}
		}
	}
	return found
}

func (j *judge) wide(group *graph.Group, at side, direction graph.Direction, cause *resource.Resource, left traffic.Box) {
	far := traffic.AddressText(left.To)
	switch {
	case at == production && direction == graph.Ingress:
		j.add(cause, fmt.Sprintf("Group %s of production lets in the room's addresses %s for %s; only the terminals' security group is approved.",
			group.Resource.Name, far, left.Services), fmt.Sprintf("%s of the room may open %s", traffic.ExampleAddress(left.From), left.Services.Example()),
			"Name the terminals' security group instead of addresses.")
	case at == production:
		j.add(cause, fmt.Sprintf("Group %s of production sends to the room's addresses %s for %s; production opens nothing in the room.",
			group.Resource.Name, far, left.Services), "", "Remove the rule.")
	case direction == graph.Ingress:
		j.add(cause, fmt.Sprintf("Group %s of the room lets in production's addresses %s for %s; production opens nothing in the room.",
			group.Resource.Name, far, left.Services), fmt.Sprintf("%s of production may open %s", traffic.ExampleAddress(left.From), left.Services.Example()),
			"Remove the rule.")
	default:
		j.add(cause, fmt.Sprintf("Group %s of the room sends to production's addresses %s for %s; only terminals may, and only to approved endpoints.",
			group.Resource.Name, far, left.Services), fmt.Sprintf("%s %s is not approved", traffic.ExampleAddress(left.To), left.Services.Example()),
			"Name the endpoint's exact subnets, protocol and port.")
	}
}

// references judges rules that name a group of the far side: one that is not among the resources, or not of this side.
func (j *judge) references(group *graph.Group, at side) {
	var approved traffic.Services
	for _, e := range j.baseline.Endpoints {
		approved = approved.Union(traffic.One(e.Protocol, e.Port))
	}
	for _, r := range group.Rules {
		for _, peer := range r.Peers {
			if !j.crosses(peer, at) {
				continue
			}
			far := at.other()
			if peer.Account != "" && peer.Account != j.account(far) {
				j.add(r.Declared, fmt.Sprintf("Group %s names group %s; only groups of %s's account %s are approved.",
					group.Resource.Name, peer.Text(), far, j.account(far)), "", "Name the terminals' security group.")
			}
			if peer.Standing != resource.Known && len(peer.DependsOn) == 0 {
				j.add(r.Declared, fmt.Sprintf("Group %s names %s, and nothing says where it comes from.", group.Resource.Name, peer.Text()), "",
					"Name the terminals' security group.")
			}
			inbound := r.Direction == graph.Ingress
			if inbound && at == production {
				j.admits(group, r, peer)
			}
			if inbound == (at == room) {
				j.add(r.Declared, fmt.Sprintf("Group %s of %s has an %s rule for %s, a group that is not this stack's; production opens nothing in the room.",
					group.Resource.Name, at, r.Direction, peer.Text()), "", "Remove the rule.")
			} else if left := r.Services.Minus(approved); !left.Empty() {
				j.add(r.Declared, fmt.Sprintf("Group %s lets %s pass for %s beyond the approved endpoints' %s.", group.Resource.Name, left, peer.Text(), approved),
					left.Example()+" is not approved", "Narrow the rule to the endpoint's protocol and port.")
			}
		}
	}
}

// admits judges a group of production that lets a group of the room in: it is the terminals' own, and what carries the
// group is in sight, or nobody could say what terminals reach.
func (j *judge) admits(group *graph.Group, r *graph.Rule, peer graph.Reference) {
	for _, named := range graph.Nodes[*graph.Group](j.graph, peer) {
		if !j.terminalGroup(named) {
			j.add(r.Declared, fmt.Sprintf("Group %s lets in group %s, which is not the terminals' alone.", group.Resource.Name, named.Resource.Name), "",
				"Name the terminals' security group.")
		}
	}
	if len(carriers(j.graph, group)) == 0 {
		j.add(r.Declared, fmt.Sprintf("Group %s lets terminals in, and nothing that the rules know carries it, so nobody can say what they reach.",
			group.Resource.Name), "", "Remove the rule, or put the group on the approved endpoint.")
	}
}

// crosses says whether a reference names a group of the far side.
func (j *judge) crosses(f graph.Reference, at side) bool {
	found := graph.Nodes[*graph.Group](j.graph, f)
	for _, group := range found {
		if s := j.sideOr(group.VPC, group.Resource); s == at.other() {
			return true
		}
	}
	return len(found) == 0
}
