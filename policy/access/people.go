package access

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// people keeps what was read from resources, and finds it again.
type people struct {
	declared map[*resource.Resource]*Principal
	policies map[*resource.Resource]*Policy
	// principals are by stack, kind and name in lower case: IAM tells names apart by case nowhere ("CreateRole", IAM API
	// Reference).
	principals map[string]*Principal
}

func (x *people) put(p *Principal, name string) {
	x.declared[p.Resource] = p
	if name != "" {
		x.principals[principalKey(p.Stack, p.Kind, name)] = p
	}
}

func principalKey(stack string, kind Kind, name string) string {
	return stack + "\n" + string(kind) + "\n" + strings.ToLower(name)
}

var principalTypes = map[Kind]string{User: userType, Group: groupType, Role: roleType}

// holders are the principals that a property names, one or several. One that no resource declares stands elsewhere and is known
// by its name alone.
func (m *Model) holders(r *resource.Resource, kind Kind, property string) []*Principal {
	var found []*Principal
	for _, v := range values(m.index.Given(r, property)) {
		resources := m.index.IAM(r, property, v, principalTypes[kind])
		for _, one := range resources {
			found = append(found, m.people.declared[one])
		}
		text, standing := resource.Text(v)
		if len(resources) > 0 || standing != resource.Known {
			continue
		}
		name := lastPart(text)
		key := principalKey(r.Stack, kind, name)
		if m.people.principals[key] == nil {
			p := &Principal{Kind: kind, Name: name, Stack: r.Stack}
			m.people.principals[key] = p
			m.Principals = append(m.Principals, p)
		}
		found = append(found, m.people.principals[key])
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
	found := m.index.IAM(r, property, v, policyType)
	p := &Policy{Resource: r, Property: property, Attached: true, Standing: standing, Problem: "is not in sight"}
	if standing == resource.Known {
		p.Standing = resource.Unknown
	}
	if len(found) == 1 {
		made := m.people.policies[found[0]]
		p.Statements, p.Standing, p.Problem = made.Statements, made.Standing, made.Problem
		return p
	}
	return p
}
