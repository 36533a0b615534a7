// Package closedworld lists the resource types that the rules have learned, and those that nothing may approve. What is on
// neither list is unknown, and so refused.
package closedworld

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

//go:embed types.yaml
var text []byte

// Kind is a kind of stack, as types.yaml calls it.
type Kind string

// The kinds of stack.
const (
	Room       Kind = "room"
	Production Kind = "production"
)

// Kinds are both of them.
func Kinds() []Kind { return []Kind{Room, Production} }

// Type is what is known of a resource type.
type Type struct {
	// JudgedBy is the family of rules that judges it; empty when it needs no judge, and then Harmless says why.
	JudgedBy, Harmless string
	// MayIgnore are the properties whose changes may be ignored although the type is judged.
	MayIgnore []string
	stacks    []Kind
}

// In says whether the type may stand in a kind of stack.
func (t Type) In(kind Kind) bool { return slices.Contains(t.stacks, kind) }

type refusal struct{ Prefix, Why string }

type list struct {
	Learned []struct {
		JudgedBy string `yaml:"judgedBy"`
		Harmless string
		Stacks   []Kind
		Types    []string
	}
	Providers map[string]int
	MayIgnore []struct {
		Type, Why  string
		Properties []string
	} `yaml:"mayIgnore"`
	Refused []refusal
}

// world is the list as it is asked for.
type world struct {
	learned  map[string]Type
	packages map[Kind]map[string]bool
	majors   map[string]int
	refused  []refusal
}

// read is the embedded list. A list that cannot be read stops the program, and so every deploy.
var read = sync.OnceValue(func() world {
	w, err := parse(text)
	if err != nil {
		panic("policy/closedworld/types.yaml: " + err.Error())
	}
	return w
})

// parse reads a list strictly.
func parse(text []byte) (world, error) {
	var parsed list
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&parsed); err != nil {
		return world{}, fmt.Errorf("read the list of types: %w", err)
	}
	w := world{learned: map[string]Type{}, majors: parsed.Providers, refused: parsed.Refused, packages: map[Kind]map[string]bool{Room: {}, Production: {}}}
	for _, group := range parsed.Learned {
		if (group.JudgedBy == "") == (group.Harmless == "") {
			return world{}, fmt.Errorf("the group of %v: say judgedBy or harmless, one of them", group.Types)
		}
		for _, name := range group.Types {
			if _, twice := w.learned[name]; twice {
				return world{}, fmt.Errorf("%s stands there twice", name)
			}
			w.learned[name] = Type{JudgedBy: group.JudgedBy, Harmless: group.Harmless, stacks: group.Stacks}
			for _, kind := range group.Stacks {
				if w.packages[kind] == nil {
					return world{}, fmt.Errorf("%s: %q is no kind of stack", name, kind)
				}
				w.packages[kind][Package(name)] = true
			}
		}
	}
	for _, one := range parsed.MayIgnore {
		t, known := w.learned[one.Type]
		if !known || t.JudgedBy == "" {
			return world{}, fmt.Errorf("mayIgnore: %s is no judged type", one.Type)
		}
		t.MayIgnore = one.Properties
		w.learned[one.Type] = t
	}
	return w, nil
}

// Learned is what is known of a type, if anything is.
func Learned(name string) (Type, bool) {
	t, known := read().learned[name]
	return t, known
}

// Refused says why nothing may approve a type, if nothing may.
func Refused(name string) (why string, refused bool) {
	for _, one := range read().refused {
		if strings.HasPrefix(name, one.Prefix) {
			return one.Why, true
		}
	}
	return "", false
}

// ProviderOf is the package whose resources a provider makes, such as "aws" of the type "pulumi:providers:aws"; empty for a
// type that is no provider.
func ProviderOf(name string) string {
	made, provider := strings.CutPrefix(name, "pulumi:providers:")
	if !provider {
		return ""
	}
	return made
}

// HasPackage says whether a package has a type that may stand in a kind of stack, so that its provider may as well.
func HasPackage(kind Kind, name string) bool { return read().packages[kind][name] }

// Major is the major version of a package that is meant by the types of it.
func Major(name string) (version int, known bool) {
	version, known = read().majors[name]
	return version, known
}

// Package is the package of a type, such as "aws" of "aws:ec2/vpc:Vpc".
func Package(name string) string {
	made, _, _ := strings.Cut(name, ":")
	return made
}
