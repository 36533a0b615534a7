package completeness

import (
	"fmt"
	"slices"

	"secure-room/policy/baseline"
	"secure-room/policy/closedworld"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
)

// unlearned refuses a resource of a type that the rules have not learned. Types that nothing may approve are left to the
// peering rules, which say why.
func unlearned(r *resource.Resource, at place) []finding.Finding {
	if _, refused := closedworld.Refused(r.Type); refused || r.Component() {
		return nil
	}
	if slices.ContainsFunc(at.kinds, func(kind closedworld.Kind) bool { return learned(r.Type, kind, at.productions) }) {
		return nil
	}
	where := "any stack"
	if len(at.kinds) == 1 {
		where = "a " + string(at.kinds[0])
	}
	return []finding.Finding{typeNotLearned.At(r, fmt.Sprintf("%s is a %s, which no rule has learned for %s, so what it can do is not known.",
		r.Name, r.Type, where))}
}

// learned says whether a type, or the package that a provider makes, may stand in a kind of stack.
func learned(name string, kind closedworld.Kind, productions []baseline.Production) bool {
	made := closedworld.ProviderOf(name)
	if t, known := closedworld.Learned(name); known && t.In(kind) || made != "" && closedworld.HasPackage(kind, made) {
		return true
	}
	return kind == closedworld.Production && slices.ContainsFunc(productions, func(p baseline.Production) bool {
		return slices.ContainsFunc(p.ResourceTypes, func(approved baseline.ResourceType) bool {
			return approved.Type == name || made != "" && closedworld.Package(approved.Type) == made
		})
	})
}
