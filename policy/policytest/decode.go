package policytest

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Pair is production's stack and the room's, which may refer to each other.
type Pair struct{ Prod, Room *Stack }

// stack is one of the two by the name that files use.
func (p Pair) stack(name string) *Stack {
	switch name {
	case "prod":
		return p.Prod
	case "room":
		return p.Room
	}
	return nil
}

// decoder reads values of one stack from YAML.
type decoder struct {
	pair  Pair
	stack *Stack
}

// value reads a value; "${name}", "${name.output}" and "${stack/name}" within text are other resources'.
func (d decoder) value(n *yaml.Node) (any, error) {
	switch n.Tag {
	case "!secret", "!json":
		inner, err := d.value(untagged(n))
		if n.Tag == "!json" {
			return JSON{inner}, err
		}
		return Secret{inner}, err
	case "!unknown":
		return d.unknown(n)
	}
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		return nil, at(n, "%s is no tag of stacks and cases: use !secret, !json, !unknown or !replace", n.Tag)
	}
	switch n.Kind {
	case yaml.AliasNode:
		return d.value(n.Alias)
	case yaml.SequenceNode:
		items := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			item, err := d.value(c)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		return items, nil
	case yaml.MappingNode:
		fields := P{}
		return fields, eachField(n, func(key string, c *yaml.Node) (err error) { fields[key], err = d.value(c); return err })
	}
	if n.ShortTag() == "!!str" {
		return d.text(n)
	}
	var plain any
	if err := n.Decode(&plain); err != nil {
		return nil, at(n, "%v", err)
	}
	switch plain.(type) {
	case nil, bool, int, float64:
		return plain, nil
	}
	return nil, at(n, "%q is no text, number, truth or null; put it in quotes", n.Value)
}

// untagged is the same value without its tag.
func untagged(n *yaml.Node) *yaml.Node {
	bare := *n
	bare.Tag = ""
	if bare.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		bare.Tag = "!!str"
	}
	bare.Style &^= yaml.TaggedStyle
	return &bare
}

func (d decoder) unknown(n *yaml.Node) (any, error) {
	var u Unknown
	for _, c := range n.Content {
		to := d.stack.find(c.Value)
		if n.Kind != yaml.SequenceNode || to == nil {
			return nil, at(c, "!unknown takes a list of this stack's resources, and %q is none", c.Value)
		}
		u.DependsOn = append(u.DependsOn, to)
	}
	return u, nil
}

// text reads a string with the references in it.
func (d decoder) text(n *yaml.Node) (any, error) {
	var parts Text
	rest := n.Value
	for {
		before, after, found := strings.Cut(rest, "${")
		if before != "" {
			parts = append(parts, before)
		}
		if !found {
			break
		}
		path, following, closed := strings.Cut(after, "}")
		if !closed {
			return nil, at(n, "${ is not closed by }")
		}
		// Squid, IAM and shells have variables of their own: $${ is a plain ${.
		if strings.HasSuffix(before, "$") {
			parts[len(parts)-1] = before[:len(before)-1] + "${" + path + "}"
			rest = following
			continue
		}
		part, err := d.reference(n, path)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		rest = following
	}
	switch len(parts) {
	case 0:
		return "", nil
	case 1:
		return parts[0], nil
	}
	return parts, nil
}

// reference reads name, name.output, stack/name or stack/name.output.
func (d decoder) reference(n *yaml.Node, path string) (any, error) {
	stack, name, elsewhere := strings.Cut(path, "/")
	of := d.stack
	if elsewhere {
		of = d.pair.stack(stack)
	} else {
		name = path
	}
	name, output, hasOutput := strings.Cut(name, ".")
	if of == nil || of.find(name) == nil {
		return nil, at(n, "${%s}: there is no such resource", path)
	}
	to := of.find(name)
	if !hasOutput {
		output = "id"
	}
	if elsewhere && of != d.stack {
		// What another stack exports is known.
		v := (&writer{}).value(to.allOutputs()[output])
		if !v.IsString() {
			return nil, at(n, "${%s}: only ids and outputs that are text can be read from another stack", path)
		}
		return v.AsString(), nil
	}
	if output == "id" {
		return to.Ref(), nil
	}
	return Output{to, output}, nil
}

// eachField goes through a mapping; a key that stands twice is an error.
func eachField(n *yaml.Node, do func(key string, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return at(n, "here must stand a mapping (key: value)")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			return at(key, "%s stands twice", key.Value)
		}
		seen[key.Value] = true
		if err := do(key.Value, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// problem is what is wrong at a line of a file.
type problem struct {
	line int
	text string
}

func (p problem) Error() string { return fmt.Sprintf("line %d: %s", p.line, p.text) }

func at(n *yaml.Node, format string, arguments ...any) error {
	return problem{n.Line, fmt.Sprintf(format, arguments...)}
}
