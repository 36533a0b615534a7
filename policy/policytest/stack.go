// Package policytest builds stacks for tests of rules: good ones to spoil, and rewrites that change how a stack is
// written but not what it means.
package policytest

// P is a resource's properties in Go's own terms: string, int, bool, []any, P, Ref and the other kinds of this package.
type P map[string]any

// Ref points at another resource of the same stack, by its id.
type Ref struct{ To *Node }

// Literal is the id itself, as it is written across stacks.
func (n *Node) Literal() string { return n.ID }

// Node is one resource of a stack under construction.
type Node struct {
	Type, Name, ID string
	// Properties are what the program gives, Outputs what the provider adds: unknown until the resource is made.
	Properties, Outputs P
	Options             Options
	stack               *Stack
}

// Options are a resource's options as Pulumi names them.
type Options struct {
	Protect       bool
	IgnoreChanges []string
	Aliases       []string
	// RetainOnDelete is in exports alone: the engine does not tell a policy pack.
	RetainOnDelete bool
	// Parent and Provider are resources of the same stack; nil for none and for the default provider.
	Parent, Provider *Node
}

// Ref points at the node.
func (n *Node) Ref() Ref { return Ref{n} }

// Set changes a property and returns the node, so that a case fits on a line.
func (n *Node) Set(key string, value any) *Node {
	n.Properties[key] = value
	return n
}

// Stack is a stack under construction.
type Stack struct {
	Name  string
	Nodes []*Node
}

// Add registers a resource.
func (s *Stack) Add(kind, name string, properties P) *Node {
	n := &Node{Type: kind, Name: name, ID: idOf(kind, s.Name, name), Properties: properties, Outputs: P{}, stack: s}
	if n.Properties == nil {
		n.Properties = P{}
	}
	s.Nodes = append(s.Nodes, n)
	return n
}

// Get finds a node by its name; it fails loudly, since a test that changes nothing proves nothing.
func (s *Stack) Get(name string) *Node {
	if n := s.find(name); n != nil {
		return n
	}
	panic("no resource " + name + " in stack " + s.Name)
}

func (s *Stack) find(name string) *Node {
	for _, n := range s.Nodes {
		if n.Name == name {
			return n
		}
	}
	return nil
}

// Remove takes a node out.
func (s *Stack) Remove(name string) {
	gone := s.Get(name)
	var kept []*Node
	for _, n := range s.Nodes {
		if n != gone {
			kept = append(kept, n)
		}
	}
	s.Nodes = kept
}
