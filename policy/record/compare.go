package record

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"secure-room/policy/export"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// What is found when deployed stacks are held against the pack's records.
var (
	noRecord = rule.Rule{
		ID:      "deployed/no-record",
		Refuses: "A stack is deployed of which no record says that the policy pack has let it pass.",
		Why:     "A deploy without the pack leaves no record, whatever it makes.",
		Source:  "Policy packs (Pulumi documentation): a pack judges only the previews and updates that it is given to",
		Fix:     "Run pulumi up under the pack with " + Variable + " set, or give verify the record of the last update.",
	}
	neverJudged = rule.Rule{
		ID:      "deployed/never-judged",
		Refuses: "A resource is deployed that the pack has never judged.",
		Why:     "Whoever deploys without the pack can make what its rules refuse.",
		Source:  "Policy packs (Pulumi documentation): a pack judges only the previews and updates that it is given to",
		Fix:     "Find out who made it, and run pulumi up under the pack, which judges it or takes it away.",
	}
	differs = rule.Rule{
		ID:      "deployed/differs",
		Refuses: "A deployed resource is not as it was when the pack let it pass.",
		Why:     "It was changed past the pack: by an update without it, in the console, or in the state.",
		Source:  "pulumi refresh (Pulumi documentation): it writes into the state what was changed in the cloud",
		Fix:     "Find out who changed it, and run pulumi up under the pack, which judges what then stands.",
	}
	gone = rule.Rule{
		ID:      "deployed/gone",
		Refuses: "A resource that the pack has judged is no longer deployed.",
		Why:     "What was proved may have rested on it, such as a policy of a VPC endpoint or an IP access control group.",
		Source:  "pulumi state delete (Pulumi documentation): it takes a resource out of the state and leaves it in the cloud",
		Fix:     "Find out who took it away, and run pulumi up under the pack.",
	}
	otherBaseline = rule.Rule{
		ID:      "deployed/other-baseline",
		Refuses: "A stack was let pass under another baseline than the one that is approved now.",
		Why:     "What stands was agreed to under other terms: an older baseline, or one that nobody reviewed.",
		Source:  "docs/policy.md, Change the baseline",
		Fix:     "Run pulumi up under the approved baseline.",
	}
)

// Rules are all that Compare may find.
func Rules() []rule.Rule { return []rule.Rule{noRecord, neverJudged, differs, gone, otherBaseline} }

// Of is the record of an exported stack, if there is one.
func Of(records []Record, s *export.Stack) (Record, bool) {
	for _, r := range records {
		if r.Project == s.Project && r.Stack == s.Name {
			return r, true
		}
	}
	return Record{}, false
}

// Compare holds exported stacks against records, under the digest of the approved baseline.
func Compare(stacks []*export.Stack, records []Record, baseline string) []finding.Finding {
	var found []finding.Finding
	for _, s := range stacks {
		if s.Name == "" {
			continue // never deployed: verify says that nothing is proved of it
		}
		if r, ok := Of(records, s); ok {
			found = append(found, compare(s, r, baseline)...)
		} else {
			found = append(found, noRecord.At(nil, fmt.Sprintf("No record says that the pack has let stack %s pass.", s.Name)))
		}
	}
	return found
}

func compare(s *export.Stack, r Record, baseline string) []finding.Finding {
	var found []finding.Finding
	when := r.Time.Format(time.RFC3339)
	if r.Baseline != baseline {
		found = append(found, otherBaseline.At(nil, fmt.Sprintf("Stack %s was let pass at %s under baseline %s; approved now is %s.", s.Name, when, r.Baseline, baseline)))
	}
	standing := map[string]bool{}
	for i := range s.Resources {
		at := &s.Resources[i]
		if at.Read {
			continue // the engine did not show it to the pack
		}
		standing[at.URN] = true
		judged, ok := r.Resources[at.URN]
		if !ok {
			found = append(found, neverJudged.At(at, fmt.Sprintf("It was not there when the pack last let stack %s pass, at %s.", s.Name, when)))
		} else if names := differing(judged, properties(at)); len(names) > 0 {
			found = append(found, differs.At(at, fmt.Sprintf("Its %s is not as the pack saw it at %s.", strings.Join(names, ", "), when)))
		}
	}
	for urn := range r.Resources {
		if !standing[urn] {
			found = append(found, gone.At(&resource.Resource{URN: urn}, fmt.Sprintf("It stood when the pack let stack %s pass, at %s, and is gone.", s.Name, when)))
		}
	}
	return found
}

// differing are the sorted names of the properties that two do not have alike.
func differing(one, other Properties) []string {
	var names []string
	for name, hash := range one {
		if other[name] != hash {
			names = append(names, name)
		}
	}
	for name := range other {
		if _, ok := one[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
