// Package peering holds the rules about the ways between rooms and productions: one for each pair that the baseline
// approves, asked for by the room and accepted by production, and nothing passes but terminals to approved endpoints.
package peering

import (
	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/traffic"
)

// Family is the peering family.
func Family() rule.Family {
	return rule.Family{
		Name:        "peering",
		Description: "Between rooms and productions nothing passes but terminals to approved endpoints.",
		Rules:       rules,
		Check:       Check,
	}
}

// Check judges resources one by one or a whole stack. What one resource shows by itself is judged in both scopes by the
// same functions; what only the graph shows is judged when the stack is in sight.
func Check(in rule.Input) []finding.Finding {
	j := &judge{baseline: in.Baseline, graph: in.Graph, scope: in.Scope}
	j.places, j.approved = survey(in.Baseline)
	for _, a := range j.approved {
		j.boxes = append(j.boxes, a.Box)
	}
	j.types(in.Resources)
	j.endpoints(in.Resources)
	j.networks()
	j.connections()
	j.options()
	j.routes()
	j.readable()
	if in.Scope == resource.Stack {
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
	scope    resource.Scope
	// places are the approved networks, and approved is what may pass between them.
	places   []*place
	approved []approval
	boxes    []traffic.Box
	findings []finding.Finding
}

// add notes a finding. Without a fix of its own it has the rule's.
func (j *judge) add(broken rule.Rule, at *resource.Resource, problem, counterexample, fix string) {
	f := broken.At(at, problem)
	f.Counterexample = counterexample
	if fix != "" {
		f.Fix = fix
	}
	j.findings = append(j.findings, f)
}

// settled says whether a property that was given can be judged now. In the per-resource form an unknown value cannot:
// it is known at the latest when the resource is about to be created, and judged again then; whole-stack rules judge it
// as unknown at once.
func (j *judge) settled(s resource.Standing) bool {
	return s == resource.Known || s == resource.Malformed || s == resource.Unknown && j.scope == resource.Stack
}
