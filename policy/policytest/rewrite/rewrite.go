// Package rewrite writes stacks in other forms that mean the same to AWS and to Squid, at random. Rules must come to the
// same verdict on each.
package rewrite

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"secure-room/policy/policytest"
)

// P is a resource's properties.
type P = policytest.P

// Of gives rewritten copies of stacks. The same seed gives the same rewrite.
func Of(seed uint64, stacks ...*policytest.Stack) []*policytest.Stack {
	r := &rewriter{Rand: rand.New(rand.NewPCG(seed, seed))}
	rewritten := make([]*policytest.Stack, 0, len(stacks))
	for _, s := range stacks {
		r.stack = copyOf(s)
		for _, form := range forms {
			// Each form is left out of half the rewrites, so that the others are met alone as well.
			if r.IntN(2) == 0 {
				form(r)
			}
		}
		r.Shuffle(len(r.stack.Nodes), func(i, k int) { r.stack.Nodes[i], r.stack.Nodes[k] = r.stack.Nodes[k], r.stack.Nodes[i] })
		rewritten = append(rewritten, r.stack)
	}
	return rewritten
}

// forms are the rewrites, in the order in which they build on one another.
var forms = []func(*rewriter){
	(*rewriter).unwrapRules, (*rewriter).unwrapRoutes, (*rewriter).halveBlocks, (*rewriter).splitServices, (*rewriter).useMainTables,
	(*rewriter).respellBlocks, (*rewriter).listBlocks, (*rewriter).reformRules, (*rewriter).respellServices, (*rewriter).wrapRoutes, (*rewriter).reorderLists,
	(*rewriter).attachGroups, (*rewriter).associateIPv6, (*rewriter).respellDocuments, (*rewriter).respellValues, (*rewriter).wrap, (*rewriter).provide, (*rewriter).rename,
}

// rewriter rewrites one stack after the other.
type rewriter struct {
	*rand.Rand
	stack *policytest.Stack
	made  int
}

// sometimes is true once in three.
func (r *rewriter) sometimes() bool { return r.IntN(3) == 0 }

// nodes are the resources as they are now, so that a form can add and remove while it goes through them.
func (r *rewriter) nodes(types ...string) []*policytest.Node {
	var found []*policytest.Node
	for _, n := range r.stack.Nodes {
		if len(types) == 0 || slices.Contains(types, n.Type) {
			found = append(found, n)
		}
	}
	return found
}

// add registers a resource with a name of its own.
func (r *rewriter) add(kind, like string, properties P) *policytest.Node {
	r.made++
	return r.stack.Add(kind, fmt.Sprintf("%s-%d", like, r.made), properties)
}

// remove takes out one resource.
func (r *rewriter) remove(gone *policytest.Node) {
	r.stack.Nodes = slices.DeleteFunc(r.stack.Nodes, func(n *policytest.Node) bool { return n == gone })
}

// twin adds a copy of n with one property changed.
func (r *rewriter) twin(n *policytest.Node, key string, value any) {
	properties := maps.Clone(n.Properties)
	properties[key] = value
	r.add(n.Type, n.Name, properties)
}
