// Package completeness holds the rules about what the other rules stand on: an empty stack proves nothing, so every
// part that they judge must be there, of a type that they have learned, in the account and the region that the baseline
// names, protected, and with nothing hidden.
package completeness

import (
	"sync"

	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// Family is the completeness family.
func Family() rule.Family {
	return rule.Family{
		Name:        "completeness",
		Description: "A stack is production's or the room's, whole, of known types, in the approved account and region, with nothing hidden from the rules.",
		Rules: []rule.Rule{noNetwork, partMissing, networkTwice, elsewhere, typeNotLearned, providerElsewhere, providerRedirected,
			providerVersion, changesIgnored, leftBehind, aliased, unprotected, stackNotApproved},
		Check: check,
	}
}

func check(in rule.Input) []finding.Finding {
	stacks := survey(in)
	people := sync.OnceValue(in.Baseline.People)
	var findings []finding.Finding
	for i := range in.Resources {
		r := &in.Resources[i]
		at := stacks[r.Stack].place
		findings = append(findings, unlearned(r, at)...)
		findings = append(findings, provider(r, at, in)...)
		findings = append(findings, hidden(r)...)
		findings = append(findings, reference(r, at, in)...)
		if in.Baseline.Protected() {
			findings = append(findings, protection(r, at, in, people)...)
		}
	}
	if in.Scope == resource.Stack {
		findings = append(findings, whole(stacks, in.Baseline)...)
	}
	return findings
}
