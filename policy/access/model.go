// Package access reads IAM out of resources: users, groups and roles, what their policies let them do, who may assume which
// role, and who comes to what by how many steps. It judges nothing.
package access

import (
	"strings"

	"secure-room/policy/document"
	"secure-room/policy/index"
	"secure-room/policy/resource"
)

// A room's roles carry its stack's name: "room-AdminRole".
const (
	// AdminRole is what managers assume to open terminals.
	AdminRole = "-AdminRole"
	// ManagementRole is the directory's management instance's.
	ManagementRole = "-ManagementRole"
)

// Kind is what a principal is.
type Kind string

// The kinds.
const (
	User  Kind = "user"
	Group Kind = "group"
	Role  Kind = "role"
)

// Model is who is who.
type Model struct {
	// Principals are all users, groups and roles that resources declare or name.
	Principals []*Principal
	// Policies are all documents that give somebody something, with their holder where that is known.
	Policies []*Policy

	index  *index.Index
	people people
}

// Principal is a user, a group or a role.
type Principal struct {
	Kind  Kind
	Name  string
	Stack string
	// Resource is nil for one that is only named: it stands elsewhere.
	Resource *resource.Resource
	// Policies are what it holds; Groups a user's groups.
	Policies []*Policy
	Groups   []*Principal
	// Trust says who may assume a role.
	Trust *Policy
	// Boundary is what its policies can give at most; nil for none.
	Boundary *Policy
	// Instances are those that a role is handed to.
	Instances []*resource.Resource

	named map[string]bool
}

// Policy is one document, or one of AWS's own policies.
type Policy struct {
	// Resource is what holds the document or attaches it; Property is the property that it stands in.
	Resource *resource.Resource
	Property string
	// Holder is nil while it cannot be told, or for a policy that nothing attaches.
	Holder *Principal
	// Managed is the name of AWS's own policy, such as "job-function/ViewOnlyAccess".
	Managed    string
	Statements []document.Statement
	// Standing is Known for a document that can be read, and for AWS's own; Problem says why it cannot, as in "is no JSON".
	Standing resource.Standing
	Problem  string
	// Attached says that the document is that of a managed policy.
	Attached bool

	powers []Held
	worked bool
}

// Waits says whether the document is unknown because it comes from resources which are yet to be made: it is judged by itself
// before it is made.
func (p *Policy) Waits() bool {
	return p.Standing == resource.Unknown && len(p.Resource.PropertyDependencies[p.Property]) > 0
}

// Powers are what the policy gives by itself, whatever others take away. Those of AWS's own come from the list in
// managed.yaml; the second value is false for one that is not in it.
func (p *Policy) Powers() ([]Held, bool) {
	if p.Managed != "" {
		powers, known := managed[p.Managed]
		var held []Held
		for _, power := range powers {
			held = append(held, Held{power, "AWS's policy " + p.Managed, "*"})
		}
		return held, known
	}
	if !p.worked {
		p.powers, p.worked = powersOf(p.Statements), true
	}
	return p.powers, true
}

// String names a principal for people.
func (p *Principal) String() string { return string(p.Kind) + " " + p.Name }

// Is says whether the principal is the role of its own stack with this ending, such as "room-AdminRole" in stack room.
func (p *Principal) Is(ending string) bool { return p.Kind == Role && p.Name == p.Stack+ending }

// all are a principal's policies with those of its groups.
func (p *Principal) all() []*Policy {
	policies := p.Policies
	for _, g := range p.Groups {
		policies = append(policies[:len(policies):len(policies)], g.Policies...)
	}
	return policies
}

// Statements are those of all documents that a principal acts under.
func (p *Principal) Statements() []document.Statement {
	var statements []document.Statement
	for _, one := range p.all() {
		statements = append(statements, one.Statements...)
	}
	return statements
}

// May gives the policy by which a principal may do something to some of a target: allowed by one, denied by none, within its
// boundary ("Policy evaluation logic", IAM User Guide). Conditions are taken to hold where they allow.
func (p *Principal) May(action, target string) *Policy {
	if p.Boundary != nil && p.Boundary.Standing == resource.Known && p.Boundary.Managed == "" {
		if _, allowed := document.Allowed(p.Boundary.Statements, action, target); !allowed {
			return nil
		}
	}
	var statements []document.Statement
	for _, one := range p.all() {
		if _, allowed := document.Allowed(one.Statements, action, target); !allowed {
			continue
		}
		if statements == nil {
			statements = p.Statements()
		}
		if _, allowed := document.Allowed(statements, action, target); allowed {
			return one
		}
	}
	return nil
}

// lastPart is the name at the end of an ARN with its path, or the text itself.
func lastPart(text string) string {
	if strings.HasPrefix(text, "arn:") {
		return text[strings.LastIndexAny(text, ":/")+1:]
	}
	return text
}
