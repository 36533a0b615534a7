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
	move := func(n *policytest.Node) *policytest.Node {
		if twin := twins[n]; twin != nil {
			return twin
		}
		return n
	}
	for _, n := range copied.Nodes {
		n.Properties = each(n.Properties, func(v any) any { return moved(v, move) }).(P)
		n.Outputs = each(n.Outputs, func(v any) any { return moved(v, move) }).(P)
		n.Options.Parent, n.Options.Provider = move(n.Options.Parent), move(n.Options.Provider)
	}
	return copied
}

// moved is a leaf whose references point elsewhere.
func moved(v any, move func(*policytest.Node) *policytest.Node) any {
	inner := func(v any) any { return each(v, func(v any) any { return moved(v, move) }) }
	switch v := v.(type) {
	case policytest.Ref:
		return policytest.Ref{To: move(v.To)}
	case policytest.Output:
		return policytest.Output{To: move(v.To), Name: v.Name}
	case policytest.Text:
		return policytest.Text(inner([]any(v)).([]any))
	case policytest.JSON:
		return policytest.JSON{Value: inner(v.Value)}
	case policytest.Secret:
		return policytest.Secret{Value: inner(v.Value)}
	case policytest.Unknown:
		from := make([]*policytest.Node, 0, len(v.DependsOn))
		for _, n := range v.DependsOn {
			from = append(from, move(n))
		}
		return policytest.Unknown{DependsOn: from}
	}
	return v
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
			return moved(v, func(next *policytest.Node) *policytest.Node {
				found = found || visit(next)
				return next
			})
		})
		return found
	}
	return visit(from)
}

// plain says whether a resource can be written as another one: nothing is said about it but its properties.
func plain(n *policytest.Node) bool {
	o := n.Options
	return len(n.Outputs) == 0 && !o.Protect && !o.RetainOnDelete && len(o.IgnoreChanges) == 0 && len(o.Aliases) == 0 && o.Provider == nil
}
