package peering

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
)

// asking are the rooms whose peering an accepter may be accepting, as far as it is known; none with the reason.
func (j *judge) asking(a *graph.Accepter) ([]*place, string) {
	r := a.Resource
	left := j.of(room)
	accepter := j.placeOr(nil, r)
	if accepter.is(production) {
		left = accepter.peers
		if len(left) == 0 {
			return nil, fmt.Sprintf("Accepter %s accepts a peering for %s, which lets no room in.", r.Name, accepter)
		}
	}
	if a.Connection.Standing == resource.Unknown && len(a.Connection.DependsOn) == 0 && j.scope == resource.Stack {
		return nil, fmt.Sprintf("Accepter %s accepts a peering that nobody can name yet; the requester must be the room.", r.Name)
	}
	fault := ""
	for _, c := range graph.Nodes[*graph.Connection](j.graph, a.Connection) {
		asker, before := j.placeOr(vpcOf(j.graph, c.VPC), c.Resource), left
		if left, fault = narrow(before, func(p *place) bool { return p == asker }, func() string {
			return fmt.Sprintf("Accepter %s accepts peering %s, which %s asks for; only %s may ask.", r.Name, c.Resource.Name, asker, named(before, (*place).String))
		}); fault != "" {
			return nil, fault
		}
	}
	if a.Connection.External() {
		before := left
		if left, fault = narrow(before, func(p *place) bool { return !j.present([]*place{p}) }, func() string {
			return fmt.Sprintf("Accepter %s accepts %s, which is not the room's peering.", r.Name, a.Connection.Text())
		}); fault != "" {
			return nil, fault
		}
	}
	// Of two accounts, the accepter sees the requester's as the peer; within one account it sees what the requester sees,
	// and so its own VPC as the peer's. The region is the accepter's in both ("Resource:
	// aws_vpc_peering_connection_accepter", Terraform AWS provider).
	for _, seen := range []struct {
		property string
		allowed  func(*place) []string
	}{
		{"peerOwnerId", func(p *place) []string { return []string{p.account} }},
		{"peerRegion", func(p *place) []string { return each(p.peers, regionOf) }},
		{"vpcId", func(p *place) []string { return pinned(accepter, p, true) }},
		{"peerVpcId", func(p *place) []string { return pinned(accepter, p, false) }},
	} {
		text, standing := resource.Text(r.Properties.Get(seen.property))
		if standing != resource.Known || text == "" {
			continue
		}
		var allowed []string
		left, fault = narrow(left, func(p *place) bool {
			values := seen.allowed(p)
			allowed = append(allowed, values...)
			return len(values) == 0 || slices.Contains(values, text)
		}, func() string {
			return fmt.Sprintf("Accepter %s accepts a peering whose %s is %s; only %s is approved.", r.Name, seen.property,
				resource.Quote(r.Properties.Get(seen.property)), strings.Join(allowed, " or "))
		})
		if fault != "" {
			return nil, fault
		}
	}
	return left, ""
}

// pinned is the VPC that an accepter must see as its own or as its peer's, where the baseline says which.
func pinned(accepter, asker *place, own bool) []string {
	if accepter == nil {
		return nil
	}
	id := asker.vpcID
	if own == (accepter.account != asker.account) {
		id = accepter.vpcID
	}
	if id == "" {
		return nil
	}
	return []string{id}
}

// count judges the whole: one peering for each pair that the baseline approves, asked for from the room's VPC, accepted
// into production's.
func (j *judge) count() {
	type pair struct{ asker, asked *place }
	var requests, acceptances [][]pair
	for _, c := range j.graph.Connections {
		asker := j.placeOr(vpcOf(j.graph, c.VPC), c.Resource)
		if !asker.is(room) {
			j.add(peerNotApproved, c.Resource, fmt.Sprintf("Peering %s is asked for by %s; only the room asks, and production accepts.", c.Resource.Name, asker),
				"", "Declare the peering in the room's stack and accept it in production's.")
		}
		candidates, _ := j.asked(c)
		var pairs []pair
		for _, p := range candidates {
			pairs = append(pairs, pair{asker, p})
		}
		requests = append(requests, pairs)
	}
	for _, i := range unplaced(requests) {
		if len(requests[i]) > 0 { // or it has been rejected for what it asks
			j.add(secondPeering, j.graph.Connections[i].Resource, fmt.Sprintf("Peering %s is a second one beside another that asks the same; one is allowed.",
				j.graph.Connections[i].Resource.Name), "", "")
		}
	}
	for _, a := range j.graph.Accepters {
		accepter := j.placeOr(nil, a.Resource)
		if !accepter.is(production) {
			j.add(acceptsStranger, a.Resource, fmt.Sprintf("Accepter %s stands in a stack of %s; only production accepts.", a.Resource.Name, accepter), "",
				"Accept the peering in production's stack.")
		}
		candidates, _ := j.asking(a)
		var pairs []pair
		for _, p := range candidates {
			pairs = append(pairs, pair{p, accepter})
		}
		acceptances = append(acceptances, pairs)
	}
	for _, i := range unplaced(acceptances) {
		if len(acceptances[i]) > 0 {
			j.add(secondPeering, j.graph.Accepters[i].Resource, fmt.Sprintf("Accepter %s accepts a second peering beside another of the same room; one is allowed.",
				j.graph.Accepters[i].Resource.Name), "", "")
		}
	}
}

func vpcOf(g *graph.Graph, f graph.Reference) *graph.VPC {
	if found := graph.Nodes[*graph.VPC](g, f); len(found) == 1 {
		return found[0]
	}
	return nil
}
