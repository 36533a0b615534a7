package policytest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// Deployed are the resources as they stand after a deploy: every id is known.
func Deployed(stacks ...*Stack) []resource.Resource { return render(renderer{outputs: true}, stacks) }

// Previewed are the resources as a first preview shows them: no id is known, and what refers to one depends on it.
func Previewed(stacks ...*Stack) []resource.Resource {
	return render(renderer{outputs: true, preview: true}, stacks)
}

// Inputs are the resources as each is judged by itself before it is made, in a preview or in an update: what the
// program gives, without dependencies.
func Inputs(preview bool, stacks ...*Stack) []resource.Resource {
	list := render(renderer{preview: preview}, stacks)
	for i := range list {
		list[i].Dependencies, list[i].PropertyDependencies = nil, nil
	}
	return list
}

type renderer struct{ preview, outputs bool }

func render(how renderer, stacks []*Stack) []resource.Resource {
	var list []resource.Resource
	for _, s := range stacks {
		for _, n := range s.Nodes {
			list = append(list, how.node(n))
		}
	}
	return list
}

func (how renderer) node(n *Node) resource.Resource {
	r := resource.Resource{URN: n.urn(), Type: n.Type, Name: n.Name, Stack: n.stack.Name, PropertyDependencies: map[string][]string{},
		Protect: n.Options.Protect, IgnoreChanges: n.Options.IgnoreChanges, Aliases: n.Options.Aliases, RetainOnDelete: n.Options.RetainOnDelete}
	if n.Options.Parent != nil {
		r.Parent = n.Options.Parent.urn()
	}
	if provider := n.provider(); provider != nil {
		r.Provider = provider.urn()
	}
	properties := map[string]property.Value{}
	if how.outputs {
		for key, value := range n.allOutputs() {
			properties[key] = how.output(value)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(n.Properties)) {
		w := &writer{preview: how.preview}
		properties[key] = w.value(n.Properties[key])
		if len(w.urns) > 0 {
			r.PropertyDependencies[key] = w.urns
			r.Dependencies = append(r.Dependencies, w.urns...)
		}
	}
	r.Properties = property.NewMap(properties)
	return r
}

// allOutputs are what the provider adds to every resource and to this one.
func (n *Node) allOutputs() P {
	all := P{}
	if strings.HasPrefix(n.Type, "aws:") {
		all["arn"] = n.arn()
	}
	if n.custom() {
		all["id"] = n.ID
	}
	for key, value := range n.Outputs {
		all[key] = value
	}
	return all
}

func (n *Node) arn() string {
	if arnIsID[n.Type] {
		return n.ID
	}
	return arnOf(n.Type, n.ID)
}

// custom says that a provider makes the resource; the others are components.
func (n *Node) custom() bool {
	return !strings.HasPrefix(n.Type, "secure-room:") && !strings.HasPrefix(n.Type, "awsx:") && n.Type != "pulumi:pulumi:Stack"
}

// provider is the one that was given, or the stack's default one of the type's package, if it is among the resources.
func (n *Node) provider() *Node {
	if n.Options.Provider != nil || !n.custom() {
		return n.Options.Provider
	}
	kind, _, _ := strings.Cut(n.Type, ":")
	for _, p := range n.stack.Nodes {
		if p.Type == "pulumi:providers:"+kind && strings.HasPrefix(p.Name, "default") {
			return p
		}
	}
	return nil
}

// output is a property that the provider adds: unknown, or a secret that is unknown, until the resource is made.
func (how renderer) output(v any) property.Value {
	if !how.preview {
		return (&writer{}).value(v)
	}
	_, secret := v.(Secret)
	return property.New(property.Computed).WithSecret(secret)
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
	case float64:
		return property.New(v)
	case bool:
		return property.New(v)
	case nil:
		return property.Value{}
	case property.Value:
		return v
	case Ref:
		return w.value(Output{v.To, "id"})
	case Output:
		return w.from(v)
	case Text:
		return w.text(v)
	case JSON:
		return w.json(w.value(v.Value))
	case Secret:
		return w.value(v.Value).WithSecret(true)
	case Unknown:
		for _, n := range v.DependsOn {
			w.urns = append(w.urns, n.urn())
		}
		return property.New(property.Computed)
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

// from is another resource's property. What its program gave is known at once; what its provider adds is not.
func (w *writer) from(o Output) property.Value {
	w.urns = append(w.urns, o.To.urn())
	if given, ok := o.To.Properties[o.Name]; ok {
		return w.value(given)
	}
	return renderer{preview: w.preview}.output(o.To.allOutputs()[o.Name])
}

// text joins parts; one that is unknown or secret makes the whole so.
func (w *writer) text(parts Text) property.Value {
	var b strings.Builder
	unknown, secret := false, false
	for _, part := range parts {
		v := w.value(part)
		secret = secret || v.Secret()
		if !v.IsString() {
			unknown = true
			continue
		}
		b.WriteString(v.AsString())
	}
	if unknown {
		return property.New(property.Computed).WithSecret(secret)
	}
	return property.New(b.String()).WithSecret(secret)
}

// json writes a value as JSON; anything unknown or secret in it makes the whole so.
func (w *writer) json(v property.Value) property.Value {
	plain, unknown, secret := plainOf(v)
	if unknown {
		return property.New(property.Computed).WithSecret(secret)
	}
	encoded, err := json.Marshal(plain)
	if err != nil {
		panic(fmt.Sprintf("policytest cannot write JSON: %v", err))
	}
	return property.New(string(encoded)).WithSecret(secret)
}

// plainOf is a property value in the terms of encoding/json.
func plainOf(v property.Value) (plain any, unknown, secret bool) {
	secret = v.Secret()
	note := func(v property.Value) any {
		inner, u, s := plainOf(v)
		unknown, secret = unknown || u, secret || s
		return inner
	}
	switch {
	case v.IsComputed():
		return nil, true, secret
	case v.IsString():
		return v.AsString(), false, secret
	case v.IsNumber():
		return v.AsNumber(), false, secret
	case v.IsBool():
		return v.AsBool(), false, secret
	case v.IsArray():
		items := []any{}
		for _, item := range v.AsArray().All {
			items = append(items, note(item))
		}
		return items, unknown, secret
	case v.IsMap():
		fields := map[string]any{}
		for key, field := range v.AsMap().All {
			fields[key] = note(field)
		}
		return fields, unknown, secret
	}
	return nil, false, secret
}
