// Package verify judges exported stacks by the rules that judge every deploy, so that a deploy which went round them is
// found afterwards. It runs every family whatever a deploy was configured to run.
package verify

import (
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/export"
	"secure-room/policy/finding"
	"secure-room/policy/pack"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// Verdict is what was found of some stacks that stand together.
type Verdict struct {
	// Violations are what the rules reject.
	Violations []finding.Finding
	// Undecided are what they cannot judge: it rests on a secret that the export holds encrypted.
	Undecided []finding.Finding
	// Unsettled says why what stands may differ from what was judged.
	Unsettled []string
}

// Outcome is the verdict in one word.
type Outcome int

// The outcomes; their numbers are the exit codes of secure-room verify.
const (
	Proved Outcome = iota
	Violated
	Undecided
)

// Outcome sums up: a violation is a violation whatever else could not be decided.
func (v Verdict) Outcome() Outcome {
	switch {
	case len(v.Violations) > 0:
		return Violated
	case len(v.Undecided) > 0 || len(v.Unsettled) > 0:
		return Undecided
	}
	return Proved
}

// Stacks judges stacks together, and each of their resources by itself.
func Stacks(stacks []*export.Stack, approved *baseline.Baseline, families []rule.Family) Verdict {
	var v Verdict
	var all []resource.Resource
	encrypted := map[string]bool{}
	for _, s := range stacks {
		all = append(all, s.Resources...)
		v.Unsettled = append(v.Unsettled, s.Unsettled...)
		for urn := range s.Encrypted {
			encrypted[urn] = true
		}
	}
	secret := map[string]bool{}
	for _, f := range families {
		secret[f.Name] = f.ReadsSecrets
	}
	// What one resource shows by itself, the stack form of the same family judges as well.
	for _, found := range pack.Judge(families, resource.Stack, all, approved) {
		if family, _, _ := strings.Cut(found.Rule, "/"); secret[family] && encrypted[found.URN] {
			v.Undecided = append(v.Undecided, found)
		} else {
			v.Violations = append(v.Violations, found)
		}
	}
	return v
}
