// Package schema is the property table of the AWS resource types that the local cloud serves:
// which properties exist, and how each behaves.
//
// schema.json was read out of the Terraform AWS provider 5.68 and put right where the Pulumi AWS
// SDK 6.83 differs; a test compares it with that SDK's source.
package schema

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Properties are a type's or a nested object's properties by name.
type Properties map[string]*Property

// Property says how one property behaves.
type Property struct {
	// Type is string, number, bool, object, list<…> or map<…>.
	Type string `json:"type"`
	// Required, Optional and Computed: must be, may be given as input; AWS fills it in. Both
	// Optional and Computed: AWS fills it in when it is not given.
	Required bool `json:"required,omitempty"`
	Optional bool `json:"optional,omitempty"`
	Computed bool `json:"computed,omitempty"`
	// ForceNew properties cannot be changed in place: a change replaces the resource.
	ForceNew bool `json:"forceNew,omitempty"`
	// Sensitive properties are secret even when the program does not say so.
	Sensitive bool `json:"sensitive,omitempty"`
	// Default is what the provider sets when the input is absent.
	Default any `json:"default,omitempty"`
	// ConflictsWith names properties that cannot be given together with this one.
	ConflictsWith []string `json:"conflictsWith,omitempty"`
	// Enum lists all values allowed.
	Enum []string `json:"enum,omitempty"`
	// Properties are those of the object, or of the objects in the list.
	Properties Properties `json:"properties,omitempty"`
}

// Input says that a program may set the property.
func (p *Property) Input() bool { return p.Required || p.Optional }

// Conflict says that two properties cannot be given together.
func (p Properties) Conflict(one, other string) bool {
	return p.lists(one, other) || p.lists(other, one)
}

func (p Properties) lists(one, other string) bool {
	return p[one] != nil && slices.Contains(p[one].ConflictsWith, other)
}

//go:embed schema.json
var file []byte

var parse = sync.OnceValues(func() (map[string]Properties, error) {
	types := map[string]Properties{}
	if err := json.Unmarshal(file, &types); err != nil {
		return nil, fmt.Errorf("reading the property table: %w", err)
	}
	return types, nil
})

// Types are all types in the table.
func Types() (map[string]Properties, error) { return parse() }

// Replaces says that a change at a path, given as names and list positions, replaces the resource:
// some property on it cannot change in place.
func (p Properties) Replaces(path resource.PropertyPath) bool {
	table := p
	for _, step := range path {
		name, isName := step.(string)
		if !isName {
			continue
		}
		property := table[name]
		if property == nil {
			return false
		}
		if property.ForceNew {
			return true
		}
		table = property.Properties
	}
	return false
}
