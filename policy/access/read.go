package access

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/document"
	"secure-room/policy/index"
	"secure-room/policy/resource"
)

const (
	userType     = "aws:iam/user:User"
	groupType    = "aws:iam/group:Group"
	roleType     = "aws:iam/role:Role"
	policyType   = "aws:iam/policy:Policy"
	profileType  = "aws:iam/instanceProfile:InstanceProfile"
	instanceType = "aws:ec2/instance:Instance"
)

// inline are the types that write a document into a holder, attachments those that attach a policy by its ARN; the values are
// the properties that name the holder.
var (
	inline = map[string]holder{
		"aws:iam/rolePolicy:RolePolicy":   {Role, "role"},
		"aws:iam/userPolicy:UserPolicy":   {User, "user"},
		"aws:iam/groupPolicy:GroupPolicy": {Group, "group"},
	}
	attachments = map[string][]holder{
		"aws:iam/rolePolicyAttachment:RolePolicyAttachment":                       {{Role, "role"}},
		"aws:iam/userPolicyAttachment:UserPolicyAttachment":                       {{User, "user"}},
		"aws:iam/groupPolicyAttachment:GroupPolicyAttachment":                     {{Group, "group"}},
		"aws:iam/policyAttachment:PolicyAttachment":                               {{Role, "roles"}, {User, "users"}, {Group, "groups"}},
		"aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive":   {{Role, "roleName"}},
		"aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive":   {{User, "userName"}},
		"aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": {{Group, "groupName"}},
	}
)

type holder struct {
	kind     Kind
	property string
}

// Build reads IAM out of the resources of an index.
func Build(resources *index.Index) *Model {
	m := &Model{index: resources, people: people{declared: map[*resource.Resource]*Principal{}, policies: map[*resource.Resource]*Policy{},
		principals: map[string]*Principal{}}}
	for _, r := range resources.All() {
		m.declare(r)
	}
	for _, r := range resources.All() {
		m.give(r)
	}
	return m
}

// declare reads who there is, and the managed policies.
func (m *Model) declare(r *resource.Resource) {
	switch r.Type {
	case userType:
		m.principal(User, r)
	case groupType:
		m.principal(Group, r)
	case roleType:
		m.principal(Role, r)
	case policyType:
		m.people.policies[r] = m.document(r, "policy", r.Properties.Get("policy"))
		m.people.policies[r].Attached = true
	}
}

func (m *Model) principal(kind Kind, r *resource.Resource) {
	name, _ := resource.Text(r.Properties.Get("name"))
	p := &Principal{Kind: kind, Name: name, Stack: r.Stack, Resource: r}
	if name == "" {
		p.Name = r.Name // one that AWS names once it is made
	}
	m.Principals = append(m.Principals, p)
	m.people.put(p, name)
}

// give reads what they hold.
func (m *Model) give(r *resource.Resource) {
	switch r.Type {
	case userType, roleType:
		m.own(r)
		return
	case policyType:
		m.Policies = append(m.Policies, m.people.policies[r])
		return
	case "aws:iam/groupMembership:GroupMembership":
		m.join(m.holders(r, User, "users"), m.holders(r, Group, "group"))
		return
	case "aws:iam/userGroupMembership:UserGroupMembership":
		m.join(m.holders(r, User, "user"), m.holders(r, Group, "groups"))
		return
	case instanceType:
		m.instance(r)
		return
	}
	if h, ok := inline[r.Type]; ok {
		m.hand(m.document(r, "policy", r.Properties.Get("policy")), m.holders(r, h.kind, h.property))
	}
	for _, h := range attachments[r.Type] {
		holders := m.holders(r, h.kind, h.property)
		for _, property := range []string{"policyArn", "policyArns"} {
			for _, arn := range values(m.index.Given(r, property)) {
				m.hand(m.attached(r, property, arn), holders)
			}
		}
	}
}

// own reads what a user or role says of itself.
func (m *Model) own(r *resource.Resource) {
	p := m.people.declared[r]
	if boundary := m.index.Given(r, "permissionsBoundary"); !boundary.IsNull() {
		p.Boundary = m.attached(r, "permissionsBoundary", boundary)
	}
	if p.Kind == User {
		return
	}
	p.Trust = m.document(r, "assumeRolePolicy", r.Properties.Get("assumeRolePolicy"))
	p.Trust.Holder = p
	for _, arn := range values(m.index.Given(r, "managedPolicyArns")) {
		m.hand(m.attached(r, "managedPolicyArns", arn), []*Principal{p})
	}
	for _, one := range values(m.index.Given(r, "inlinePolicies")) {
		fields, standing := resource.Fields(one)
		if standing == resource.Known && fields.Get("policy").IsNull() {
			continue // "no inline policies at all"
		}
		text := fields.Get("policy")
		if standing != resource.Known {
			text = one
		}
		m.hand(m.document(r, "inlinePolicies", text), []*Principal{p})
	}
}

// hand gives one policy to its holders; to nobody known, it stays with the policies.
func (m *Model) hand(policy *Policy, holders []*Principal) {
	if len(holders) == 0 {
		m.Policies = append(m.Policies, policy)
	}
	for _, h := range holders {
		held := *policy
		held.Holder = h
		h.Policies = append(h.Policies, &held)
		m.Policies = append(m.Policies, &held)
	}
}

func (m *Model) join(users, groups []*Principal) {
	for _, u := range users {
		u.Groups = append(u.Groups, groups...)
	}
}

// instance notes which role an instance acts as.
func (m *Model) instance(r *resource.Resource) {
	for _, profile := range m.index.IAM(r, "iamInstanceProfile", r.Properties.Get("iamInstanceProfile"), profileType) {
		for _, role := range m.holders(profile, Role, "role") {
			role.Instances = append(role.Instances, r)
		}
	}
}

// document reads a policy that is written out.
func (m *Model) document(r *resource.Resource, property string, v property.Value) *Policy {
	p := &Policy{Resource: r, Property: property}
	text, standing := resource.Text(v)
	p.Standing = standing
	switch standing {
	case resource.Known:
		statements, err := document.Parse(text)
		if err != nil {
			p.Standing, p.Problem = resource.Malformed, err.Error()
		}
		p.Statements = statements
	case resource.Unknown:
		p.Problem = "is not known yet"
	case resource.Absent:
		p.Problem = "is not given"
	default:
		p.Problem = "is of the wrong kind"
	}
	return p
}

// values are the items of a list, or the value itself when it is none and is there.
func values(v property.Value) []property.Value {
	if items, standing := resource.Items(v); standing == resource.Known || standing == resource.Absent {
		return items
	}
	return []property.Value{v}
}
