// Package index finds resources: by type, URN, id or name, and what a property refers to. It knows which outputs of a type
// others refer by; the network and IAM are read by it alike.
package index

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

// Index finds resources.
type Index struct {
	scope resource.Scope
	types map[string][]*resource.Resource
	urns  map[string]*resource.Resource
	ids   map[string][]*resource.Resource
	// iam are IAM's by type and name or ARN: only within a stack is a name one resource's.
	iam map[string]*resource.Resource
	// children are the resources of each component, by its URN.
	children map[string][]*resource.Resource
	all      []*resource.Resource
	// subnetGroups are the types of subnet groups that there are.
	subnetGroups []string
}

// New indexes resources, which it points into.
func New(resources []resource.Resource, scope resource.Scope) *Index {
	x := &Index{scope: scope, types: map[string][]*resource.Resource{}, urns: make(map[string]*resource.Resource, len(resources)),
		ids: make(map[string][]*resource.Resource, len(resources)), iam: map[string]*resource.Resource{}, children: map[string][]*resource.Resource{}}
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
		if IsSubnetGroup(r.Type) {
			if names = subnetGroupNames; !slices.Contains(x.subnetGroups, r.Type) {
				x.subnetGroups = append(x.subnetGroups, r.Type)
			}
		}
		for _, property := range names {
			if name, standing := resource.Text(r.Properties.Get(property)); standing == resource.Known && name != "" {
				x.ids[name] = append(x.ids[name], r)
			}
		}
		if strings.HasPrefix(r.Type, "aws:iam/") {
			x.nameIAM(r)
		}
	}
	return x
}

func (x *Index) nameIAM(r *resource.Resource) {
	for _, property := range []string{"id", "name", "arn"} {
		if text, standing := resource.Text(r.Properties.Get(property)); standing == resource.Known && text != "" {
			x.iam[nameKey(r.Stack, r.Type, text)] = r
		}
	}
}

// nameKey ignores case, by which IAM tells names apart nowhere ("CreateRole", IAM API Reference).
func nameKey(stack, kind, name string) string {
	if !strings.HasPrefix(name, "arn:") { // an ARN is one resource, in whichever stack it stands
		return stack + "\n" + kind + "\n" + strings.ToLower(name)
	}
	return kind + "\n" + strings.ToLower(name)
}

// IAM lists the resources of one of IAM's types that a value in the top-level property name of r may mean: one that is known
// by its id, name or ARN, an unknown one by what it depends on.
func (x *Index) IAM(r *resource.Resource, name string, v property.Value, kind string) []*resource.Resource {
	if text, standing := resource.Text(v); standing == resource.Known {
		if one := x.iam[nameKey(r.Stack, kind, text)]; one != nil {
			return []*resource.Resource{one}
		}
		return nil
	}
	return x.Resolve(r, name, v, kind).Candidates
}

// otherNames are properties, beside the id, that other resources refer by.
var otherNames = map[string][]string{
	"aws:workspaces/directory:Directory":       {"directoryId", "workspaceSecurityGroupId"},
	"aws:directoryservice/directory:Directory": {"securityGroupId"},
	"aws:ec2/vpcEndpoint:VpcEndpoint":          {"prefixListId"},
	"aws:ec2/instance:Instance":                {"primaryNetworkInterfaceId"},
	"aws:ec2/vpc:Vpc":                          {"mainRouteTableId", "defaultRouteTableId"},
}

// subnetGroupNames are those of subnet groups.
var subnetGroupNames = []string{"name", "replicationSubnetGroupId"}

// OfType lists the resources of the given types, in the order in which they came.
func (x *Index) OfType(types ...string) []*resource.Resource {
	if len(types) == 1 {
		return x.types[types[0]]
	}
	var found []*resource.Resource
	for _, t := range types {
		found = append(found, x.types[t]...)
	}
	return found
}

// All are all resources, in the order in which they came.
func (x *Index) All() []*resource.Resource { return x.all }

// At is the resource with a URN; nil when there is none.
func (x *Index) At(urn string) *resource.Resource { return x.urns[urn] }

// Scope says how much is in sight.
func (x *Index) Scope() resource.Scope { return x.scope }

// SubnetGroups are the types of subnet groups that there are.
func (x *Index) SubnetGroups() []string { return x.subnetGroups }

// Given is a property's value if the program gave it.
func (x *Index) Given(r *resource.Resource, name string) property.Value {
	return x.scope.Given(r, name)
}

// Find resolves the top-level property name of r among resources of the given types.
func (x *Index) Find(r *resource.Resource, name string, types ...string) Reference {
	return x.Resolve(r, name, x.Given(r, name), types...)
}

// Resolve resolves one value that stands in the top-level property name of r, perhaps deep inside it.
func (x *Index) Resolve(r *resource.Resource, name string, v property.Value, types ...string) Reference {
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
func (x *Index) within(r *resource.Resource, types []string) []*resource.Resource {
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

// List resolves an array of references; an array that is unknown as a whole is one unknown reference, and its
// dependencies of the right types may all be meant.
func (x *Index) List(r *resource.Resource, name string, v property.Value, types ...string) []Reference {
	items, standing := resource.Items(v)
	switch standing {
	case resource.Absent:
		return nil
	case resource.Known:
	default:
		if text, ok := resource.Text(v); ok == resource.Known && text != "" {
			return []Reference{x.Resolve(r, name, v, types...)}
		}
		whole := x.Resolve(r, name, v, types...)
		whole.Standing = resource.Unknown
		return []Reference{whole}
	}
	references := make([]Reference, 0, len(items))
	for _, item := range items {
		if one := x.Resolve(r, name, item, types...); one.Standing != resource.Absent {
			references = append(references, one)
		}
	}
	return references
}

// IsSubnetGroup says whether a type is a named set of subnets: databases and caches stand in one.
func IsSubnetGroup(kind string) bool { return strings.HasSuffix(kind, "SubnetGroup") }
