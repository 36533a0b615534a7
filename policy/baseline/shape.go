package baseline

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// key is one key of a mapping, as a field of a struct declares it.
type key struct {
	name     string
	kind     reflect.Type
	optional bool
}

// keysOf are the keys of the mapping that a struct is read from, those of inlined structs among them.
func keysOf(mapping reflect.Type) []key {
	var keys []key
	for i := range mapping.NumField() {
		field := mapping.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if options == "inline" {
			keys = append(keys, keysOf(field.Type)...)
			continue
		}
		keys = append(keys, key{name: name, kind: field.Type, optional: options == "omitempty"})
	}
	return keys
}

// shape checks that node is written as kind is read, and removes from it what is not, so that the rest can be read and
// checked as well. It says whether anything of node is left.
func (c *checker) shape(path []any, node *yaml.Node, kind reflect.Type) bool {
	switch kind.Kind() {
	case reflect.Struct:
		return c.kind(path, node, yaml.MappingNode, "", "keys and values: "+strings.Join(names(keysOf(kind)), ", ")) && c.mapping(path, node, keysOf(kind))
	case reflect.Slice:
		return c.kind(path, node, yaml.SequenceNode, "", "a list") && c.sequence(path, node, kind.Elem())
	case reflect.Bool:
		return c.kind(path, node, yaml.ScalarNode, "!!bool", "true or false")
	case reflect.Int:
		return c.kind(path, node, yaml.ScalarNode, "!!int", "a whole number") && c.number(path, node)
	default:
		return c.kind(path, node, yaml.ScalarNode, "!!str", "text, in quotes where it would be something else")
	}
}

// kind refuses what is written as another kind than wanted. An alias is refused too: a reviewer is to see each value where
// it counts.
func (c *checker) kind(path []any, node *yaml.Node, want yaml.Kind, tag, wanted string) bool {
	if node.Kind == want && (tag == "" || node.ShortTag() == tag) {
		return true
	}
	c.malformed(path, node, "is %s; write %s", written(node), wanted)
	return false
}

// number refuses whole numbers that no field can hold.
func (c *checker) number(path []any, node *yaml.Node) bool {
	var number int
	if err := node.Decode(&number); err != nil {
		c.malformed(path, node, "is %s, which is out of range; write a smaller number", node.Value)
		return false
	}
	return true
}

// mapping checks each key, and that none is missing, unknown or there twice.
func (c *checker) mapping(path []any, node *yaml.Node, keys []key) bool {
	var kept []*yaml.Node
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		label, value := node.Content[i], node.Content[i+1]
		at := slices.IndexFunc(keys, func(k key) bool { return label.Kind == yaml.ScalarNode && k.name == label.Value })
		if at < 0 {
			c.malformed(below(path, label.Value), label, "is no key of the baseline; write one of %s", strings.Join(names(keys), ", "))
			continue
		}
		here := below(path, label.Value)
		if first := seen[label.Value]; first > 0 {
			c.malformed(here, label, "stands on line %d already; keep one of them", first)
			continue
		}
		seen[label.Value] = label.Line
		if c.shape(here, value, keys[at].kind) {
			kept = append(kept, label, value)
		}
	}
	for _, k := range keys {
		if seen[k.name] == 0 && !k.optional {
			c.malformed(below(path, k.name), node, "is missing; add it as baseline.schema.json says")
		}
	}
	node.Content = kept
	return true
}

// sequence checks each item; one that is wrong is blanked, so that those after it keep their places.
func (c *checker) sequence(path []any, node *yaml.Node, kind reflect.Type) bool {
	for i, item := range node.Content {
		if c.shape(below(path, i), item, kind) {
			continue
		}
		blank := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: "0", Line: item.Line}
		if kind.Kind() == reflect.Struct {
			blank = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: item.Line}
		}
		node.Content[i] = blank
	}
	return true
}

func names(keys []key) []string {
	all := make([]string, 0, len(keys))
	for _, k := range keys {
		all = append(all, k.name)
	}
	return all
}

// written says in words what a value is written as.
func written(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a set of keys and values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch tag := node.ShortTag(); tag {
	case "!!null":
		return "empty"
	case "!!str":
		return fmt.Sprintf("the text %q", node.Value)
	case "!!int", "!!float":
		return "the number " + node.Value
	case "!!bool":
		return "the truth value " + node.Value
	case "!!timestamp":
		return "the date " + node.Value
	default:
		return "marked with the tag " + tag
	}
}
