package terminals_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/baseline"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/terminals"
)

// P is short for the properties that a test changes.
type P = policytest.P

// The types that tests add.
const (
	ipGroup  = "aws:workspaces/ipGroup:IpGroup"
	terminal = "aws:workspaces/workspace:Workspace"
	user     = "aws:iam/user:User"
	instance = "aws:ec2/instance:Instance"
	group    = "aws:ec2/securityGroup:SecurityGroup"
	ingress  = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
)

var (
	unknown = property.New(property.Computed)
	// secretUnknown is one that somebody gave: what a provider answers by itself is no secret.
	secretUnknown = property.New(property.Computed).WithSecret(true)
)

// bastions may manage the directory.
func approved() *baseline.Baseline {
	b := policytest.Baseline()
	b.ManagementSources = []baseline.SourceAddress{{CIDR: "10.99.0.0/28", Reason: "bastions"}}
	b.Users = append(b.Users, baseline.User{Name: "akira", Role: "viewer"})
	return b
}

// room is a good room with its people and a management instance that bastions reach.
func room() *policytest.Stack {
	s := policytest.Room()
	for _, name := range []string{"hanako", "keiko"} {
		s.Add(user, "user-"+name, P{"name": name})
	}
	own := s.Add(group, "management-group", P{"vpcId": s.Get("room").Ref()})
	s.Add(ingress, "bastions-to-management", P{"securityGroupId": own.Ref(), "cidrIpv4": "10.99.0.0/28", "ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389})
	s.Add(instance, "management", P{"subnetId": s.Get("directory-0").Ref(), "vpcSecurityGroupIds": []any{own.Ref()}, "associatePublicIpAddress": false,
		"metadataOptions": P{"httpTokens": "required"}, "rootBlockDevice": P{"encrypted": true}})
	return s
}

// forms are the ways in which the rules see stacks: each resource by itself before it is made, all of them at a first
// preview, and all of them once they stand.
func forms(stacks ...*policytest.Stack) map[string][]rule.Input {
	input := func(scope resource.Scope, resources ...resource.Resource) rule.Input {
		return rule.NewInput(scope, resources, approved())
	}
	var single []rule.Input
	for _, r := range policytest.Previewed(stacks...) {
		r.Dependencies, r.PropertyDependencies = nil, nil
		single = append(single, input(resource.Single, r))
	}
	return map[string][]rule.Input{
		"single":  single,
		"preview": {input(resource.Stack, policytest.Previewed(stacks...)...)},
		"stack":   {input(resource.Stack, policytest.Deployed(stacks...)...)},
	}
}

// problems is what the rules say of the inputs, one text a finding.
func problems(t testing.TB, inputs []rule.Input) string {
	t.Helper()
	var texts []string
	for _, in := range inputs {
		for _, f := range terminals.Family().Check(in) {
			require.True(t, strings.HasPrefix(f.Rule, "terminals/"), f.Rule)
			require.NotEmpty(t, f.URN)
			require.NotEmpty(t, f.Fix)
			texts = append(texts, f.String())
		}
	}
	return strings.Join(texts, "\n")
}

// verdict demands the same of every form: a finding that holds want, or none when want is empty.
func verdict(t *testing.T, want string, seen map[string][]rule.Input) {
	t.Helper()
	for form, inputs := range seen {
		found := problems(t, inputs)
		if want == "" {
			assert.Empty(t, found, form)
		} else {
			assert.Contains(t, found, want, form)
		}
	}
}

// stackForms are those in which the whole stack is in sight.
func stackForms(stacks ...*policytest.Stack) map[string][]rule.Input {
	seen := forms(stacks...)
	delete(seen, "single")
	return seen
}

func TestGoodStacksPass(t *testing.T) {
	verdict(t, "", forms(room()))
	verdict(t, "", forms(policytest.Production()))
	verdict(t, "", forms(policytest.Production(), room()))
}

func TestLastingCredentials(t *testing.T) {
	for _, kind := range []string{"aws:iam/accessKey:AccessKey", "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
		"aws:iam/signingCertificate:SigningCertificate", "aws:iam/sshKey:SshKey"} {
		s := room()
		s.Add(kind, "kept", P{"user": s.Get("user-hanako").Ref()})
		verdict(t, "kept is a", forms(s))
	}
	s := room()
	s.Add("aws:iam/userLoginProfile:UserLoginProfile", "kept", P{"user": s.Get("user-hanako").Ref()})
	verdict(t, "", forms(s))
}

// What only the whole stack can show of terminals.
func TestTerminalsInTheirStack(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*policytest.Stack)
		want   string
	}{
		"two IP groups": {func(s *policytest.Stack) {
			second := s.Add(ipGroup, "second", P{"rules": []any{P{"source": "203.0.113.10/32"}}})
			s.Get("terminals").Set("ipGroupIds", []any{second.Ref(), s.Get("offices").Ref()})
		}, ""},
		"an IP group made by hand": {func(s *policytest.Stack) {
			s.Get("terminals").Set("ipGroupIds", []any{s.Get("offices").Ref(), "wsipg-0123456789"})
		}, "guarded by wsipg-0123456789"},
		"an IP group from elsewhere": {func(s *policytest.Stack) { s.Get("terminals").Set("ipGroupIds", []any{s.Get("room").Ref()}) },
			"none of the stack's IP groups"},
		"an IP group from nowhere": {func(s *policytest.Stack) { s.Get("terminals").Set("ipGroupIds", []any{secretUnknown}) },
			"none of the stack's IP groups"},
		"unknown IP groups": {func(s *policytest.Stack) { s.Get("terminals").Set("ipGroupIds", unknown) }, "no IP access control group"},
		"a second terminal": {func(s *policytest.Stack) {
			second := P{}
			for key, value := range s.Get("hanako").Properties {
				second[key] = value
			}
			second["userName"] = "Hanako"
			s.Add(terminal, "another", second)
		}, "Terminal another is a second one of the same user, beside hanako"},
	} {
		t.Run(name, func(t *testing.T) {
			s := room()
			c.change(s)
			verdict(t, c.want, stackForms(s))
		})
	}
}

// An IP group that is not made yet has no id; the directory is guarded all the same.
func TestAnUnknownIPGroupCountsAsOne(t *testing.T) {
	for _, value := range []any{[]any{unknown}, unknown} {
		s := room()
		s.Get("terminals").Set("ipGroupIds", value)
		assert.Empty(t, problems(t, forms(s)["single"]))
	}
}

func BenchmarkFamily(b *testing.B) {
	inputs := forms(room())["stack"]
	for b.Loop() {
		terminals.Family().Check(inputs[0])
	}
}
