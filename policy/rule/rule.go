// Package rule says what a rule is, and what a family of rules works on.
package rule

import (
	"secure-room/policy/access"
	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/graph"
	"secure-room/policy/index"
	"secure-room/policy/resource"
)

// Rule is one thing that is refused. docs/policy.md is written from it.
type Rule struct {
	// ID is the family's name and the rule's own, such as "peering/route-too-wide". It never changes its meaning: people
	// search for it.
	ID string
	// Refuses says in one sentence what is refused.
	Refuses string
	// Why says what could happen otherwise.
	Why string
	// Source is the AWS page, RFC or manual that the rule comes from.
	Source string
	// Fix says what to do instead.
	Fix string
}

// At begins a finding of the rule on a resource; nil is the stack as a whole.
func (r Rule) At(at *resource.Resource, problem string) finding.Finding {
	f := finding.Finding{Rule: r.ID, Problem: problem, Fix: r.Fix}
	if at != nil {
		f.URN = at.URN
	}
	return f
}

// Input is what rules judge: resources, what has been worked out of them once for all families, and the baseline.
type Input struct {
	Scope     resource.Scope
	Resources []resource.Resource
	Baseline  *baseline.Baseline
	// Graph is the network that the resources make.
	Graph *graph.Graph
	// Access is who may do what.
	Access *access.Model
}

// NewInput works out what rules need to know of some resources.
func NewInput(scope resource.Scope, resources []resource.Resource, approved *baseline.Baseline) Input {
	x := index.New(resources, scope)
	return Input{Scope: scope, Resources: resources, Baseline: approved, Graph: graph.Build(x), Access: access.Build(x)}
}

// Family is a set of rules with one subject. Check is pure; the same function serves both scopes, so that a
// resource judged alone and the same one judged in its stack are never judged by two different rules.
type Family struct {
	Name, Description string
	// Rules are all that Check may find, each with its documentation.
	Rules []Rule
	Check func(Input) []finding.Finding
	// ReadsSecrets says that it judges secret values, which an exported stack holds encrypted unless told to show them.
	ReadsSecrets bool
}
