package graph

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// Reference is where a property points. An id that is known resolves by itself, also across stacks; an unknown one by
// what the property depends on: one candidate is certain, several mean "one of these".
type Reference struct {
	// ID is what is written, without the owner's account; empty while unknown or absent.
	ID string
	// Account is the owner that a reference to another account's security group is written with, "123456789012/sg-1".
	Account    string
	Standing   resource.Standing
	Candidates []*resource.Resource
	// DependsOn are the URNs that an unknown value comes from.
	DependsOn []string
}

// External says that the reference is to something that is not among the resources.
func (f Reference) External() bool { return f.Standing == resource.Known && len(f.Candidates) == 0 }

// Text names what is referred to, for messages.
func (f Reference) Text() string {
	switch {
	case len(f.Candidates) > 0 && f.Standing == resource.Known:
		return f.Candidates[0].Name
	case len(f.Candidates) > 0:
		names := make([]string, 0, len(f.Candidates))
		for _, c := range f.Candidates {
			names = append(names, c.Name)
		}
		return strings.Join(names, " or ")
	case f.ID != "" && f.Account != "":
		return f.Account + "/" + f.ID
	case f.ID != "":
		return f.ID
	case len(f.DependsOn) > 0:
		return "an id not known yet, from " + strings.Join(f.DependsOn, ", ")
	}
	return "an id not known yet"
}

// index finds resources by type, URN and id, and the node that was read from each.
type index struct {
	scope resource.Scope
	types map[string][]*resource.Resource
	urns  map[string]*resource.Resource
	ids   map[string][]*resource.Resource
	nodes map[*resource.Resource]any
	// children are the resources of each component, by its URN.
	children map[string][]*resource.Resource
	all      []*resource.Resource
	// subnetGroups are the types of subnet groups that there are.
	subnetGroups []string
}

func newIndex(resources []resource.Resource, scope resource.Scope) index {
	x := index{scope: scope, types: map[string][]*resource.Resource{}, urns: make(map[string]*resource.Resource, len(resources)),
		ids: make(map[string][]*resource.Resource, len(resources)), nodes: make(map[*resource.Resource]any, len(resources)),
		children: map[string][]*resource.Resource{}}
	for i := range resources {
		r := &resources[i]
		x.all = append(x.all, r)
		x.types[r.Type] = append(x.types[r.Type], r)
		x.urns[r.URN] = r
		if r.Parent != "" {
			x.children[r.Parent] = append(x.children[r.Parent], r)
		}
		if id, standing := resource.Text(r.Properties.Get("id")); standing == resource.Known && id != "" {
			x.ids[id] = append(x.ids[id], r)
		}
		names := otherNames[r.Type]
		if isSubnetGroup(r.Type) {
			if names = subnetGroupNames; !slices.Contains(x.subnetGroups, r.Type) {
				x.subnetGroups = append(x.subnetGroups, r.Type)
			}
		}
		for _, property := range names {
			if name, standing := resource.Text(r.Properties.Get(property)); standing == resource.Known && name != "" {
				x.ids[name] = append(x.ids[name], r)
			}
		}
	}
	return x
}

// otherNames are properties, beside the id, that other resources refer by.
var otherNames = map[string][]string{
	registrationType:  {"directoryId", "workspaceSecurityGroupId"},
	directoryType:     {"securityGroupId"},
	endpointType:      {"prefixListId"},
	instanceType:      {"primaryNetworkInterfaceId"},
	"aws:ec2/vpc:Vpc": {"mainRouteTableId", "defaultRouteTableId"},
}

// subnetGroupNames are those of subnet groups.
var subnetGroupNames = []string{"name", "replicationSubnetGroupId"}

func (x *index) put(r *resource.Resource, node any) { x.nodes[r] = node }

func (x *index) ofType(types ...string) []*resource.Resource {
	if len(types) == 1 {
		return x.types[types[0]]
	}
	var found []*resource.Resource
	for _, t := range types {
		found = append(found, x.types[t]...)
	}
	return found
}

// given is a property's value if the program gave it.
func (x *index) given(r *resource.Resource, name string) property.Value {
	return x.scope.Given(r, name)
}

// find resolves the top-level property name of r among resources of the given types.
func (x *index) find(r *resource.Resource, name string, types ...string) Reference {
	return x.resolve(r, name, x.given(r, name), types...)
}

// resolve resolves one value that stands in the top-level property name of r, perhaps deep inside it.
func (x *index) resolve(r *resource.Resource, name string, v property.Value, types ...string) Reference {
	text, standing := resource.Text(v)
	f := Reference{Standing: standing}
	switch standing {
	case resource.Known:
		if text = strings.TrimSpace(text); text == "" {
			f.Standing = resource.Absent
			return f
		}
		f.ID = text
		if account, id, owned := strings.Cut(text, "/"); owned && strings.HasPrefix(id, "sg-") {
			f.Account, f.ID = account, id
		}
		// An id can belong to two resources, a peering and its acceptance, say; the type asked for first comes first.
		for _, t := range types {
			for _, c := range x.ids[f.ID] {
				if c.Type == t {
					f.Candidates = append(f.Candidates, c)
				}
			}
		}
	case resource.Unknown:
		f.DependsOn = r.PropertyDependencies[name]
		for _, urn := range f.DependsOn {
			if c, ok := x.urns[urn]; ok {
				f.Candidates = append(f.Candidates, x.within(c, types)...)
			}
		}
	}
	return f
}

// within lists what a value may mean that comes from a resource: the resource itself, or what a component is made of, whose
// outputs are those of its children.
func (x *index) within(r *resource.Resource, types []string) []*resource.Resource {
	var found []*resource.Resource
	seen := map[*resource.Resource]bool{}
	for next := []*resource.Resource{r}; len(next) > 0; next = next[1:] {
		switch one := next[0]; {
		case seen[one]:
		case slices.Contains(types, one.Type):
			found = append(found, one)
		case one.Component():
			seen[one] = true
			next = append(next, x.children[one.URN]...)
		}
	}
	return found
}

// list resolves an array of references; an array that is unknown as a whole is one unknown reference, and its
// dependencies of the right types may all be meant.
func (x *index) list(r *resource.Resource, name string, v property.Value, types ...string) []Reference {
	items, standing := resource.Items(v)
	switch standing {
	case resource.Absent:
		return nil
	case resource.Known:
	default:
		if text, ok := resource.Text(v); ok == resource.Known && text != "" {
			return []Reference{x.resolve(r, name, v, types...)}
		}
		whole := x.resolve(r, name, v, types...)
		whole.Standing = resource.Unknown
		return []Reference{whole}
	}
	references := make([]Reference, 0, len(items))
	for _, item := range items {
		if one := x.resolve(r, name, item, types...); one.Standing != resource.Absent {
			references = append(references, one)
		}
	}
	return references
}

// Nodes lists what was read from a reference's candidates, of one kind: the groups, VPCs or peerings that it may mean.
func Nodes[T any](g *Graph, f Reference) []T {
	var found []T
	for _, c := range f.Candidates {
		if node, ok := g.index.nodes[c].(T); ok {
			found = append(found, node)
		}
	}
	return found
}

// only is the node of a reference that is certain; the zero value otherwise.
func only[T any](g *Graph, f Reference) T {
	var none T
	if found := Nodes[T](g, f); len(found) == 1 {
		return found[0]
	}
	return none
}
