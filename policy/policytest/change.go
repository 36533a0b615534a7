package policytest

import (
	"reflect"

	"gopkg.in/yaml.v3"
)

// Change changes the pair as a case's file says: for each stack, resources by name, each with properties to merge, new
// with a type, or null to remove. A change that changes nothing is an error, and so is a name or key that is not known.
func (p Pair) Change(change *yaml.Node) error {
	type resource struct {
		node    *Node
		from    *yaml.Node
		created bool
	}
	var changed []resource
	var removed []func()
	err := eachField(change, func(name string, resources *yaml.Node) error {
		s := p.stack(name)
		if s == nil {
			return at(resources, "%s is no stack; there are prod and room", name)
		}
		return eachField(resources, func(name string, from *yaml.Node) error {
			existing := s.find(name)
			kind := child(from, "type")
			switch {
			case existing == nil && kind == nil:
				return at(from, "there is no resource %s; a new one has a type", name)
			case existing != nil && kind != nil:
				return at(kind, "there is a resource %s already; give the new one another name, or leave out its type", name)
			case from.Tag == "!!null":
				removed = append(removed, func() { s.Remove(name) })
				return nil
			case existing == nil:
				existing = s.Add(kind.Value, name, nil)
			}
			changed = append(changed, resource{existing, from, kind != nil})
			return nil
		})
	})
	if err != nil {
		return err
	}
	// References are read once all resources and their outputs are there.
	before := make([]any, len(changed))
	for i, c := range changed {
		if !c.created {
			before[i] = renderer{outputs: true}.node(c.node)
		}
		if err := (decoder{p, c.node.stack}).made(c.node, c.from); err != nil {
			return err
		}
	}
	for i, c := range changed {
		if err := (decoder{p, c.node.stack}).given(c.node, c.from); err != nil {
			return err
		}
		if !c.created && reflect.DeepEqual(before[i], any(renderer{outputs: true}.node(c.node))) {
			return at(c.from, "this changes nothing of %s", c.node.Name)
		}
	}
	for _, remove := range removed {
		remove()
	}
	if len(changed)+len(removed) == 0 {
		return at(change, "this changes nothing")
	}
	return nil
}

// made reads what the provider says of a resource: its id and outputs.
func (d decoder) made(n *Node, from *yaml.Node) error {
	return eachField(from, func(key string, value *yaml.Node) (err error) {
		switch key {
		case "id":
			id, err := d.value(value)
			text, ok := id.(string)
			if err == nil && !ok {
				return at(value, "an id is text that is known")
			}
			n.ID = text
			return err
		case "outputs":
			n.Outputs, err = d.merged(n.Outputs, value)
		case "type", "properties", "options":
		default:
			return at(value, "%s is no key of a resource; there are type, id, properties, outputs and options", key)
		}
		return err
	})
}

// given reads what the program says of a resource: its properties and options.
func (d decoder) given(n *Node, from *yaml.Node) (err error) {
	if properties := child(from, "properties"); properties != nil {
		if n.Properties, err = d.merged(n.Properties, properties); err != nil {
			return err
		}
	}
	if options := child(from, "options"); options != nil {
		return d.options(n, options)
	}
	return nil
}

func (d decoder) merged(into P, from *yaml.Node) (P, error) {
	v, err := d.merge(into, from)
	if err != nil {
		return nil, err
	}
	p, ok := v.(P)
	if !ok {
		return nil, at(from, "here must stand a mapping (key: value)")
	}
	return p, nil
}

// options are read anew: they replace those that were.
func (d decoder) options(n *Node, from *yaml.Node) error {
	return eachField(from, func(key string, value *yaml.Node) (err error) {
		switch key {
		case "protect":
			err = value.Decode(&n.Options.Protect)
		case "ignoreChanges":
			err = value.Decode(&n.Options.IgnoreChanges)
		case "aliases":
			err = value.Decode(&n.Options.Aliases)
		case "retainOnDelete":
			err = value.Decode(&n.Options.RetainOnDelete)
		case "parent":
			n.Options.Parent, err = d.node(value)
		case "provider":
			n.Options.Provider, err = d.node(value)
		default:
			return at(value, "%s is no option; there are protect, ignoreChanges, aliases, retainOnDelete, parent and provider", key)
		}
		return err
	})
}

// node reads "${name}" as the resource of that name.
func (d decoder) node(from *yaml.Node) (*Node, error) {
	v, err := d.value(from)
	if err != nil {
		return nil, err
	}
	ref, ok := v.(Ref)
	if !ok {
		return nil, at(from, "here must stand ${name} of a resource of this stack")
	}
	return ref.To, nil
}

// child is the value under a key of a mapping; nil if there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
