// Package peering holds the rules about the way between the room and production: there is one, it is asked for by the
// room and accepted by production, and nothing passes but terminals to approved endpoints.
package peering

import (
	"net/netip"

	"go4.org/netipx"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/traffic"
)

const name = "peering"

// Family is the peering family.
func Family() rule.Family {
	return rule.Family{
		Name:        name,
		Description: "Between the room and production nothing passes but terminals to approved endpoints.",
		Check:       Check,
	}
}

// Check judges resources one by one or a whole stack. What one resource shows by itself is judged in both scopes by the
// same functions; what only the graph shows is judged when the stack is in sight.
func Check(in rule.Input) []finding.Finding {
	j := &judge{baseline: in.Baseline, graph: graph.Build(in.Resources, in.Scope), scope: in.Scope,
		exposed: in.Baseline.ExposedAddresses(), terminals: in.Baseline.TerminalAddresses(), approved: approvedBoxes(in.Baseline)}
	j.rest = traffic.Minus(traffic.Of(j.network(room)), j.terminals)
	j.types(in.Resources)
	j.endpoints(in.Resources)
	j.networks()
	j.connections()
	j.routes()
	j.readable()
	if in.Scope == rule.Stack {
		j.tables()
		j.count()
		j.declared()
		j.proof()
	}
	return j.findings
}

// judge carries what every check needs, and gathers findings.
type judge struct {
	baseline *baseline.Baseline
	graph    *graph.Graph
	scope    rule.Scope
	// exposed are the subnets of approved endpoints, terminals those of the room's terminals.
	exposed, terminals *netipx.IPSet
	// rest is the room without the terminals' subnets.
	rest *netipx.IPSet
	// approved is what terminals may send to production.
	approved []traffic.Box
	findings []finding.Finding
}

func (j *judge) add(r *resource.Resource, problem, counterexample, fix string) {
	f := finding.Finding{Rule: name, Problem: problem, Counterexample: counterexample, Fix: fix}
	if r != nil {
		f.URN = r.URN
	}
	j.findings = append(j.findings, f)
}

// settled says whether a property that was given can be judged now. In the per-resource form an unknown value cannot:
// it is known at the latest when the resource is about to be created, and judged again then; whole-stack rules judge it
// as unknown at once.
func (j *judge) settled(s resource.Standing) bool {
	return s == resource.Known || s == resource.Malformed || s == resource.Unknown && j.scope == rule.Stack
}

// side is one of the two networks.
type side int

const (
	neither side = iota
	production
	room
)

func (s side) String() string {
	return map[side]string{neither: "neither network", production: "production", room: "the room"}[s]
}

// network is the block that the baseline gives a side.
func (j *judge) network(s side) netip.Prefix {
	switch s {
	case production:
		return j.baseline.Production.Prefix()
	case room:
		return j.baseline.Room.Prefix()
	}
	return netip.Prefix{}
}

func (j *judge) account(s side) string {
	if s == room {
		return j.baseline.Room.AccountID
	}
	return j.baseline.Production.AccountID
}

// other is the far side.
func (s side) other() side {
	switch s {
	case production:
		return room
	case room:
		return production
	}
	return neither
}

// sideOf says which network a VPC is, by its block.
func (j *judge) sideOf(v *graph.VPC) side {
	if v == nil || v.Standing != resource.Known {
		return neither
	}
	for _, s := range []side{production, room} {
		if block := j.network(s); block.IsValid() && v.Block == block {
			return s
		}
	}
	return neither
}

// sideOr is the side of a VPC or, when that is not in sight, the one side that the resource's stack holds.
func (j *judge) sideOr(v *graph.VPC, r *resource.Resource) side {
	if s := j.sideOf(v); s != neither {
		return s
	}
	found := neither
	for _, candidate := range j.graph.VPCs {
		s := j.sideOf(candidate)
		if candidate.Resource.Stack != r.Stack || s == neither {
			continue
		}
		if found != neither && found != s {
			return neither
		}
		found = s
	}
	return found
}

// present says whether a side's VPC is among the resources.
func (j *judge) present(s side) bool {
	for _, v := range j.graph.VPCs {
		if j.sideOf(v) == s {
			return true
		}
	}
	return false
}

// approvedBoxes is what terminals may send to production.
func approvedBoxes(b *baseline.Baseline) []traffic.Box {
	boxes := make([]traffic.Box, 0, len(b.Endpoints))
	for _, e := range b.Endpoints {
		boxes = append(boxes, traffic.Box{From: b.TerminalAddresses(), To: e.Addresses(), Services: traffic.One(e.Protocol, e.Port)})
	}
	return boxes
}
