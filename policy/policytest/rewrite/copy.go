package rewrite

import (
	"maps"
	"slices"

	"secure-room/policy/policytest"
)

// copyOf copies a stack; references point into the copy.
func copyOf(s *policytest.Stack) *policytest.Stack {
	copied := &policytest.Stack{Name: s.Name}
	twins := make(map[*policytest.Node]*policytest.Node, len(s.Nodes))
	for _, n := range s.Nodes {
		twin := *n
		twins[n] = &twin
		copied.Nodes = append(copied.Nodes, &twin)
	}
	for _, n := range copied.Nodes {
		n.Properties = each(n.Properties, func(v any) any {
			if ref, ok := v.(policytest.Ref); ok && twins[ref.To] != nil {
				ref.To = twins[ref.To]
				return ref
			}
			return v
		}).(P)
	}
	return copied
}

// each copies a value with every leaf changed.
func each(v any, change func(any) any) any {
	switch v := v.(type) {
	case P:
		changed := make(P, len(v))
		for _, key := range keys(v) {
			changed[key] = each(v[key], change)
		}
		return changed
	case []any:
		changed := make([]any, 0, len(v))
		for _, item := range v {
			changed = append(changed, each(item, change))
		}
		return changed
	}
	return change(v)
}

// keys are a map's keys in order, so that the same seed gives the same rewrite.
func keys(m P) []string { return slices.Sorted(maps.Keys(m)) }

// refers says whether a resource points at another, directly or by way of others.
func refers(from, to *policytest.Node) bool {
	seen := map[*policytest.Node]bool{}
	var visit func(n *policytest.Node) bool
	visit = func(n *policytest.Node) bool {
		if n == to {
			return true
		}
		if seen[n] {
			return false
		}
		seen[n] = true
		found := false
		each(n.Properties, func(v any) any {
			if ref, ok := v.(policytest.Ref); ok && !found {
				found = visit(ref.To)
			}
			return v
		})
		return found
	}
	return visit(from)
}
