package access

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/document"
	"secure-room/policy/resource"
)

func TestPowersOfStatements(t *testing.T) {
	for _, tt := range []struct {
		what, statements string
		want             []Power
	}{
		{"reading", `{"Effect":"Allow","Action":["workspaces:Describe*","iam:Get*","ds:Check*"],"Resource":"*"}`, nil},
		{"a name in other letters", `{"Effect":"Allow","Action":"WORKSPACES:startworkspaces","Resource":"*"}`, []Power{Terminals}},
		{"a wildcard in the service", `{"Effect":"Allow","Action":"work*:RebootWorkspaces","Resource":"*"}`, []Power{Terminals}},
		{"an action that AWS may add", `{"Effect":"Allow","Action":"ds:OpenEverything","Resource":"*"}`, []Power{Directory}},
		{"another service's resources", `{"Effect":"Allow","Action":"workspaces:StartWorkspaces","Resource":"arn:aws:s3:::bucket"}`, nil},
		{"a denial of all", `{"Effect":"Allow","Action":"iam:PutUserPolicy","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}`, nil},
		{"a denial under a condition", `{"Effect":"Allow","Action":"iam:PutUserPolicy","Resource":"*"},
			{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`, []Power{Rights}},
		{"one's own second factor", `{"Effect":"Allow","Action":"iam:EnableMFADevice","Resource":"arn:aws:iam::*:user/${aws:username}"}`, nil},
		{"anybody's second factor", `{"Effect":"Allow","Action":"iam:EnableMFADevice","Resource":"*"}`, []Power{Rights}},
		{"an instance that is named", `{"Effect":"Allow","Action":"ssm:SendCommand","Resource":"arn:aws:ec2:us-east-1:111122223333:instance/i-0123"}`, nil},
		{"instances by a wildcard", `{"Effect":"Allow","Action":"ssm:SendCommand","Resource":"arn:aws:ec2:*:*:instance/*"}`, []Power{Machines}},
		{"a role that is named", `{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::1:role/task"}`, nil},
		{"all but some terminals", `{"Effect":"Allow","Action":"workspaces:*","NotResource":"arn:aws:workspaces:*:*:workspace/ws-1"}`, []Power{Terminals}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			assert.Equal(t, tt.want, powers(t, tt.statements))
		})
	}
}

// Whoever leaves out every action known today still gives those that AWS adds.
func TestAllButWhatIsKnownGivesWhatIsNot(t *testing.T) {
	all := `"workspaces:Start*"`
	for _, a := range areas {
		if a.service == "workspaces" {
			for _, action := range a.actions {
				all += `,"workspaces:` + action + `"`
			}
		}
	}
	others := `"s*","i*","organizations:*","rolesanywhere:*","budgets:*","e*","ds*","kms:*","route53*"`
	assert.Equal(t, []Power{Terminals}, powers(t, `{"Effect":"Allow","NotAction":[`+all+`,`+others+`],"Resource":"*"}`))
	assert.Empty(t, powers(t, `{"Effect":"Allow","NotAction":["workspaces:*",`+others+`],"Resource":"*"}`))
}

func powers(t *testing.T, statements string) []Power {
	t.Helper()
	parsed, err := document.Parse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
	require.NoError(t, err)
	var found []Power
	for _, held := range powersOf(parsed) {
		found = append(found, held.Power)
	}
	return slices.Compact(found)
}

func TestManagedPoliciesHaveKnownPowers(t *testing.T) {
	known := []Power{Terminals, Passwords, Directory, Rights, Pass, Machines, Secrets, Network, Outward}
	for name, powers := range managed {
		for _, p := range powers {
			assert.Contains(t, known, p, name)
		}
	}
}

func TestBoundary(t *testing.T) {
	allow := func(text string) *Policy {
		parsed, err := document.Parse(`{"Version":"2012-10-17","Statement":[` + text + `]}`)
		require.NoError(t, err)
		return &Policy{Statements: parsed, Standing: resource.Known}
	}
	p := &Principal{Kind: Role, Name: "r", Policies: []*Policy{allow(`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}`)}}
	target := "arn:aws:iam::1:role/x"
	assert.NotNil(t, p.May("sts:AssumeRole", target))
	p.Groups = []*Principal{{Policies: []*Policy{allow(`{"Effect":"Deny","Action":"sts:*","Resource":"*"}`)}}}
	assert.Nil(t, p.May("sts:AssumeRole", target), "a group's policy denies it")
	p.Groups = nil
	p.Boundary = allow(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)
	assert.Nil(t, p.May("sts:AssumeRole", target), "the boundary does not hold it")
}
