// Package rule says what a rule family is: one function from resources and the approved baseline to findings.
package rule

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
)

// Scope says how much a rule sees.
type Scope int

const (
	// Single is one resource's checked inputs, before it is created; no other resource is in sight.
	Single Scope = iota
	// Stack is every resource of one stack, or of several that stand together.
	Stack
)

// Input is what a rule judges.
type Input struct {
	Scope     Scope
	Resources []resource.Resource
	Baseline  *baseline.Baseline
}

// Family is a set of rules with one subject. Check is pure; the same function serves both scopes, so that a
// resource judged alone and the same one judged in its stack are never judged by two different rules.
type Family struct {
	Name, Description string
	Check             func(Input) []finding.Finding
	// ReadsSecrets says that it judges secret values, which an exported stack holds encrypted unless told to show them.
	ReadsSecrets bool
}

// Given is a property's value if the program gave it. While previewing, a provider answers "unknown" for optional
// properties that it computes when nobody gives them; in the Stack scope such a value depends on nothing and is no
// secret. In the Single scope everything present was given.
func (s Scope) Given(r *resource.Resource, name string) property.Value {
	v := r.Properties.Get(name)
	if v.IsComputed() && !v.Secret() && s == Stack && len(r.PropertyDependencies[name]) == 0 {
		return property.Value{}
	}
	return v
}
