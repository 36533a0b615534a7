package resource

import "github.com/pulumi/pulumi/sdk/v3/go/property"

// Scope says how much is in sight.
type Scope int

const (
	// Single is one resource's checked inputs, before it is created; no other resource is in sight.
	Single Scope = iota
	// Stack is every resource of one stack, or of several that stand together.
	Stack
)

// Given is a property's value if the program gave it. While previewing, a provider answers "unknown" for optional
// properties that it computes when nobody gives them; in the Stack scope such a value depends on nothing and is no
// secret. In the Single scope everything present was given.
func (s Scope) Given(r *Resource, name string) property.Value {
	v := r.Properties.Get(name)
	if v.IsComputed() && !v.Secret() && s == Stack && len(r.PropertyDependencies[name]) == 0 {
		return property.Value{}
	}
	return v
}
