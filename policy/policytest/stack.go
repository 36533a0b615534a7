// Package policytest builds stacks for tests of rules: good ones to spoil, and rewrites that change how a stack is
// written but not what it means.
package policytest

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// P is a resource's properties in Go's own terms: string, int, bool, []any, P and Ref.
type P map[string]any

// Ref points at another resource of the same stack, by its id.
type Ref struct{ To *Node }

// Literal is the id itself, as it is written across stacks.
func (n *Node) Literal() string { return n.ID }

// Node is one resource of a stack under construction.
type Node struct {
	Type, Name, ID string
	Properties     P
	stack          *Stack
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
	n := &Node{Type: kind, Name: name, ID: strings.ToLower(idPrefix(kind)) + "-" + s.Name + "-" + name, Properties: properties, stack: s}
	if n.Properties == nil {
		n.Properties = P{}
	}
	s.Nodes = append(s.Nodes, n)
	return n
}

// idPrefix gives ids the beginnings that AWS gives them where rules read them.
func idPrefix(kind string) string {
	known := map[string]string{
		"aws:ec2/vpc:Vpc": "vpc", "aws:ec2/subnet:Subnet": "subnet", "aws:ec2/securityGroup:SecurityGroup": "sg",
		"aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "pcx", "aws:ec2/internetGateway:InternetGateway": "igw",
	}
	if prefix, ok := known[kind]; ok {
		return prefix
	}
	return kind[strings.LastIndex(kind, ":")+1:]
}

// Get finds a node by its name; it fails loudly, since a test that changes nothing proves nothing.
func (s *Stack) Get(name string) *Node {
	for _, n := range s.Nodes {
		if n.Name == name {
			return n
		}
	}
	panic("no resource " + name + " in stack " + s.Name)
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

func (n *Node) urn() string {
	return fmt.Sprintf("urn:pulumi:%s::secure-room::%s::%s", n.stack.Name, n.Type, n.Name)
}

// Deployed are the resources as they stand after a deploy: every id is known.
func Deployed(stacks ...*Stack) []resource.Resource { return render(false, stacks) }

// Previewed are the resources as a first preview shows them: no id is known, and what refers to one depends on it.
func Previewed(stacks ...*Stack) []resource.Resource { return render(true, stacks) }

func render(preview bool, stacks []*Stack) []resource.Resource {
	var list []resource.Resource
	for _, s := range stacks {
		for _, n := range s.Nodes {
			r := resource.Resource{URN: n.urn(), Type: n.Type, Name: n.Name, Stack: s.Name, PropertyDependencies: map[string][]string{}}
			properties := map[string]property.Value{"id": property.New(n.ID)}
			if preview {
				properties["id"] = property.New(property.Computed)
			}
			for key, value := range n.Properties {
				w := &writer{preview: preview}
				properties[key] = w.value(value)
				if len(w.urns) > 0 {
					r.PropertyDependencies[key] = w.urns
					r.Dependencies = append(r.Dependencies, w.urns...)
				}
			}
			r.Properties = property.NewMap(properties)
			list = append(list, r)
		}
	}
	return list
}

// writer turns Go values into property values and notes what they depend on.
type writer struct {
	preview bool
	urns    []string
}

func (w *writer) value(v any) property.Value {
	switch v := v.(type) {
	case string:
		return property.New(v)
	case int:
		return property.New(float64(v))
	case bool:
		return property.New(v)
	case nil:
		return property.Value{}
	case property.Value:
		return v
	case Ref:
		w.urns = append(w.urns, v.To.urn())
		if w.preview {
			return property.New(property.Computed)
		}
		return property.New(v.To.ID)
	case []any:
		items := make([]property.Value, 0, len(v))
		for _, item := range v {
			items = append(items, w.value(item))
		}
		return property.New(items)
	case P:
		fields := make(map[string]property.Value, len(v))
		for key, field := range v {
			fields[key] = w.value(field)
		}
		return property.New(fields)
	}
	panic(fmt.Sprintf("policytest cannot write a %T", v))
}
