// Package verdict says what secure-room verify has found, for people and for machines.
package verdict

import (
	"cmp"
	"slices"
	"time"

	"secure-room/policy/finding"
	"secure-room/policy/rule"
	"secure-room/policy/verify"
)

// Report is one run of secure-room verify.
type Report struct {
	verify.Verdict
	// Baseline is the digest of the baseline that was judged by.
	Baseline string
	Stacks   []Stack
	// Families are the rules that judged.
	Families []rule.Family
	// Compared are the rules that held the stacks against the pack's records; none without records.
	Compared []rule.Rule
}

// Stack is one stack that was judged.
type Stack struct {
	// Name is empty for a stack that was never deployed.
	Name      string `json:"name"`
	Resources int    `json:"resources"`
	// Passed is when the pack last let the stack pass; nil without a record of it.
	Passed *time.Time `json:"passed,omitempty"`
}

// rules are all rules that judged, by id.
func (r Report) rules() map[string]rule.Rule {
	all := map[string]rule.Rule{}
	for _, family := range r.Families {
		for _, one := range family.Rules {
			all[one.ID] = one
		}
	}
	for _, one := range r.Compared {
		all[one.ID] = one
	}
	return all
}

// sorted puts findings in an order that does not change from run to run.
func sorted(findings []finding.Finding) []finding.Finding {
	return slices.SortedStableFunc(slices.Values(findings), func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.URN, b.URN), cmp.Compare(a.Problem, b.Problem), cmp.Compare(a.Counterexample, b.Counterexample))
	})
}
