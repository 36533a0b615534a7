package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/policytest"
)

// rename gives every resource another name; ids stay, since other stacks hold them. Default providers are told by their
// names, and what an alias takes over by its own.
func (r *rewriter) rename() {
	for _, n := range r.stack.Nodes {
		if !strings.HasPrefix(n.Type, "pulumi:") && len(n.Options.Aliases) == 0 {
			n.Name = fmt.Sprintf("%s-%x", n.Name, r.Uint32())
		}
	}
}

// wrap puts resources into components.
func (r *rewriter) wrap() {
	var components []*policytest.Node
	for range 1 + r.IntN(2) {
		c := r.add("secure-room:wrapped:Wrapper", "wrapper", P{})
		if len(components) > 0 {
			c.Options.Parent = components[0]
		}
		components = append(components, c)
	}
	for _, n := range r.nodes() {
		if n.Options.Parent == nil && len(n.Options.Aliases) == 0 && !strings.HasPrefix(n.Type, "pulumi:") && !slices.Contains(components, n) && r.sometimes() {
			n.Options.Parent = components[r.IntN(len(components))]
		}
	}
}

// provide names a provider of its own where the default one served, with the same configuration.
func (r *rewriter) provide() {
	for _, standard := range r.nodes("pulumi:providers:aws") {
		if !strings.HasPrefix(standard.Name, "default") || len(r.nodes("pulumi:providers:aws")) > 1 {
			continue
		}
		provider := r.add(standard.Type, "explicit", each(standard.Properties, func(v any) any { return v }).(P))
		for _, n := range r.nodes() {
			if strings.HasPrefix(n.Type, "aws:") && n.Options.Provider == nil && r.sometimes() {
				n.Options.Provider = provider
			}
		}
	}
}

// WithLiteralIDs gives copies of stacks in which resources name others by their ids as text: what stands once it is deployed.
func WithLiteralIDs(stacks ...*policytest.Stack) []*policytest.Stack {
	written := make([]*policytest.Stack, 0, len(stacks))
	for _, s := range stacks {
		s = copyOf(s)
		for _, n := range s.Nodes {
			n.Properties = each(n.Properties, func(v any) any {
				if ref, ok := v.(policytest.Ref); ok {
					return ref.To.Literal()
				}
				return v
			}).(P)
		}
		written = append(written, s)
	}
	return written
}
