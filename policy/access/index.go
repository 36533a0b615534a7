package access

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// index finds what properties name.
type index struct {
	scope    resource.Scope
	urns     map[string]*resource.Resource
	named    map[string]*resource.Resource
	declared map[*resource.Resource]*Principal
	policies map[*resource.Resource]*Policy
	// principals are by stack, kind and name in lower case: IAM tells names apart by case nowhere ("CreateRole", IAM API
	// Reference).
	principals map[string]*Principal
}

func newIndex(resources []resource.Resource, scope resource.Scope) index {
	x := index{scope: scope, urns: make(map[string]*resource.Resource, len(resources)), named: map[string]*resource.Resource{},
		declared: map[*resource.Resource]*Principal{}, policies: map[*resource.Resource]*Policy{}, principals: map[string]*Principal{}}
	for i := range resources {
		r := &resources[i]
		x.urns[r.URN] = r
		if !strings.HasPrefix(r.Type, "aws:iam/") {
			continue
		}
		for _, property := range []string{"id", "name", "arn"} {
			if text, standing := resource.Text(r.Properties.Get(property)); standing == resource.Known && text != "" {
				x.named[nameKey(r.Stack, r.Type, text)] = r
			}
		}
	}
	return x
}

func nameKey(stack, kind, name string) string {
	if !strings.HasPrefix(name, "arn:") { // an ARN is one resource, in whichever stack it stands
		return stack + "\n" + kind + "\n" + strings.ToLower(name)
	}
	return kind + "\n" + strings.ToLower(name)
}

func (x *index) put(p *Principal, name string) {
	x.declared[p.Resource] = p
	if name != "" {
		x.principals[principalKey(p.Stack, p.Kind, name)] = p
	}
}

func principalKey(stack string, kind Kind, name string) string {
	return stack + "\n" + string(kind) + "\n" + strings.ToLower(name)
}

// find are the resources of a type that a value in a property of r means: one that is known by its id, name or ARN, an unknown
// one by what it depends on.
func (x *index) find(r *resource.Resource, property string, v property.Value, kind string) []*resource.Resource {
	text, standing := resource.Text(v)
	if standing == resource.Known {
		if one := x.named[nameKey(r.Stack, kind, text)]; one != nil {
			return []*resource.Resource{one}
		}
		return nil
	}
	var found []*resource.Resource
	for _, urn := range r.PropertyDependencies[property] {
		if one := x.urns[urn]; standing == resource.Unknown && one != nil && one.Type == kind {
			found = append(found, one)
		}
	}
	return found
}

var principalTypes = map[Kind]string{User: userType, Group: groupType, Role: roleType}

// holders are the principals that a property names, one or several. One that no resource declares stands elsewhere and is known
// by its name alone.
func (m *Model) holders(r *resource.Resource, kind Kind, property string) []*Principal {
	var found []*Principal
	for _, v := range values(m.index.scope.Given(r, property)) {
		resources := m.index.find(r, property, v, principalTypes[kind])
		for _, one := range resources {
			found = append(found, m.index.declared[one])
		}
		text, standing := resource.Text(v)
		if len(resources) > 0 || standing != resource.Known {
			continue
		}
		name := lastPart(text)
		key := principalKey(r.Stack, kind, name)
		if m.index.principals[key] == nil {
			p := &Principal{Kind: kind, Name: name, Stack: r.Stack}
			m.index.principals[key] = p
			m.Principals = append(m.Principals, p)
		}
		found = append(found, m.index.principals[key])
	}
	return found
}

// attached reads a policy that is attached by its ARN.
func (m *Model) attached(r *resource.Resource, property string, v property.Value) *Policy {
	text, standing := resource.Text(v)
	if standing == resource.Known {
		if before, name, aws := strings.Cut(text, ":iam::aws:policy/"); aws && strings.HasPrefix(before, "arn:aws") {
			return &Policy{Resource: r, Property: property, Managed: name, Standing: resource.Known}
		}
	}
	found := m.index.find(r, property, v, policyType)
	p := &Policy{Resource: r, Property: property, Attached: true, Standing: standing, Problem: "is not in sight"}
	if standing == resource.Known {
		p.Standing = resource.Unknown
	}
	if len(found) == 1 {
		made := m.index.policies[found[0]]
		p.Statements, p.Standing, p.Problem = made.Statements, made.Standing, made.Problem
		return p
	}
	return p
}
