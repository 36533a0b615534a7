// Package resource is the policy's own view of Pulumi resources, the same whether they come from the engine (the
// policy pack) or from an exported stack (secure-room verify).
package resource

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Resource is one resource of a stack. Unknown values stay in Properties as computed values, secrets as secret
// values; nothing is dropped.
type Resource struct {
	URN, Type, Name string
	// Stack is the stack that the resource belongs to, such as "prod".
	Stack string
	// Properties are the checked inputs (per resource) or the outputs (whole stack); "id" is among the outputs.
	Properties property.Map
	// Parent is the parent's URN, Provider the provider's.
	Parent, Provider string
	// Dependencies are the URNs this resource depends on, PropertyDependencies the same for each property: what an
	// unknown value comes from. Both are empty in the per-resource form, which the engine gives no dependencies.
	Dependencies         []string
	PropertyDependencies map[string][]string
	Protect              bool
	IgnoreChanges        []string
	// Read says that the stack only reads it, which shows in an exported stack alone: the engine tells a policy pack of what a
	// stack manages.
	Read bool
	// Aliases are the URNs that the resource takes over, as far as the program gives them whole.
	Aliases []string
	// RetainOnDelete shows in an exported stack alone; the engine does not tell a policy pack.
	RetainOnDelete bool
}

// Component says whether a resource is a component: it only groups others, each of which is judged by itself, also those of
// a component that another program makes. Only a component has neither a provider nor an id ("Component resources", Pulumi
// documentation).
func (r *Resource) Component() bool {
	_, hasID := r.Properties.GetOk("id")
	return r.Provider == "" && !hasID && !strings.HasPrefix(r.Type, "pulumi:")
}
