package graph

import (
	"secure-room/policy/index"
	"secure-room/policy/resource"
)

// Reference is where a property points.
type Reference = index.Reference

// put keeps what was read from a resource.
func (g *Graph) put(r *resource.Resource, node any) { g.nodes[r] = node }

// Nodes lists what was read from a reference's candidates, of one kind: the groups, VPCs or peerings that it may mean.
func Nodes[T any](g *Graph, f Reference) []T {
	var found []T
	for _, c := range f.Candidates {
		if node, ok := g.nodes[c].(T); ok {
			found = append(found, node)
		}
	}
	return found
}

// only is the node of a reference that is certain; the zero value otherwise.
func only[T any](g *Graph, f Reference) T {
	var none T
	if found := Nodes[T](g, f); len(found) == 1 {
		return found[0]
	}
	return none
}
