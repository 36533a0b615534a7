package egress

import (
	"slices"
	"strings"

	"secure-room/internal/squid"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// productions are the stacks that hold a production's network and no other, when stacks are in sight as a whole. A stack
// that nobody can place is judged as a room's.
func productions(in rule.Input) map[string]bool {
	found := map[string]bool{}
	if in.Scope != resource.Stack {
		return found
	}
	other := map[string]bool{}
	for _, r := range in.Resources {
		if r.Type != "aws:ec2/vpc:Vpc" && r.Type != "aws:ec2/defaultVpc:DefaultVpc" {
			continue
		}
		block, standing := resource.Block(r.Properties.Get("cidrBlock"))
		if standing == resource.Known && in.Baseline.ProductionAt(block) != nil {
			found[r.Stack] = true
		} else {
			other[r.Stack] = true
		}
	}
	for stack := range other {
		delete(found, stack)
	}
	return found
}

// mayBeProxy says whether a task definition that is seen alone must be judged as a proxy's. Not when it surely is another
// container, one without Squid's configuration: it could be production's, and whether it stands in a room, where there must
// be no other, only the whole stack shows. Nor while its containers are unknown: they are known when it is about to be made,
// and judged then.
func (c *checker) mayBeProxy() bool {
	text, standing := resource.Text(c.resource.Properties.Get("containerDefinitions"))
	if standing != resource.Known {
		return standing != resource.Unknown
	}
	containers, err := readContainers(text)
	return err != nil || len(containers) == 0 || slices.ContainsFunc(containers, func(d object) bool { return mentions(d, squid.Variable) })
}

// mentions says whether a text of a value holds a word, whatever its case and however JSON spells it.
func mentions(value any, word string) bool {
	switch v := value.(type) {
	case string:
		return strings.Contains(strings.ToLower(v), strings.ToLower(word))
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return mentions(item, word) })
	case object:
		for _, inner := range v {
			if mentions(inner, word) {
				return true
			}
		}
	}
	return false
}
