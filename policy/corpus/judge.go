package corpus

import (
	"errors"
	"fmt"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// Found is what the rules say of a pair of stacks: while previewing the first update, and once it is done.
type Found struct{ Previewed, Deployed []finding.Finding }

// Judge judges a pair in every form in which the rules see it: each resource by itself, each stack, and once they stand
// both together.
func Judge(families []rule.Family, pair policytest.Pair, approved *baseline.Baseline) Found {
	f := JudgeStacks(families, pair, approved)
	single := func(resources []resource.Resource) (found []finding.Finding) {
		for i := range resources {
			found = append(found, pack.Judge(families, resource.Single, resources[i:i+1], approved)...)
		}
		return found
	}
	for _, s := range []*policytest.Stack{pair.Prod, pair.Room} {
		f.Previewed = append(f.Previewed, single(policytest.Inputs(true, s))...)
		f.Deployed = append(f.Deployed, single(policytest.Inputs(false, s))...)
	}
	return f
}

// JudgeStacks judges each stack of a pair, and once they stand both together.
func JudgeStacks(families []rule.Family, pair policytest.Pair, approved *baseline.Baseline) Found {
	var f Found
	stack := func(resources []resource.Resource) []finding.Finding {
		return pack.Judge(families, resource.Stack, resources, approved)
	}
	var both []resource.Resource
	for _, s := range []*policytest.Stack{pair.Prod, pair.Room} {
		deployed := policytest.Deployed(s)
		both = append(both, deployed...)
		f.Previewed = append(f.Previewed, stack(policytest.Previewed(s))...)
		f.Deployed = append(f.Deployed, stack(deployed)...)
	}
	f.Deployed = append(f.Deployed, stack(both)...)
	return f
}

// Check says how findings differ from the case's verdict; nil if they do not.
func (c Case) Check(f Found) error {
	if c.Verdict == Accepted {
		return errors.Join(none("previewed", f.Previewed), none("deployed", f.Deployed))
	}
	var previewed error
	if !c.OnlyDeployed {
		previewed = c.speaks("previewed", f.Previewed)
	}
	return errors.Join(previewed, c.speaks("deployed", f.Deployed))
}

func none(form string, found []finding.Finding) error {
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("accepted, but %s it is refused:%s", form, listed(found))
}

// speaks demands the case's rule among the findings, with the example.
func (c Case) speaks(form string, found []finding.Finding) error {
	heard := false
	for _, f := range found {
		if f.Rule != c.Rule {
			continue
		}
		if strings.Contains(f.Counterexample, c.Example) || strings.Contains(f.Problem, c.Example) {
			return nil
		}
		heard = true
	}
	if heard {
		return fmt.Errorf("%s, %s speaks but never of %q:%s", form, c.Rule, c.Example, listed(found))
	}
	return fmt.Errorf("%s, %s does not speak:%s", form, c.Rule, listed(found))
}

// listed shows the first findings, each once.
func listed(found []finding.Finding) string {
	const shown = 4
	var b strings.Builder
	seen := map[string]bool{}
	for _, f := range found {
		line := "\n    [" + f.Rule + "] " + f.Problem
		if f.Counterexample != "" {
			line += " — " + f.Counterexample
		}
		if seen[line] {
			continue
		}
		seen[line] = true
		if len(seen) <= shown {
			b.WriteString(line)
		}
	}
	if len(seen) > shown {
		fmt.Fprintf(&b, "\n    and %d more", len(seen)-shown)
	}
	if len(seen) == 0 {
		return " nothing was found"
	}
	return b.String()
}
