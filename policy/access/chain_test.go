package access_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/access"
	"secure-room/policy/index"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
)

const (
	userType       = "aws:iam/user:User"
	roleType       = "aws:iam/role:Role"
	userPolicyType = "aws:iam/userPolicy:UserPolicy"
	rolePolicyType = "aws:iam/rolePolicy:RolePolicy"
)

func statement(text string) string { return `{"Version":"2012-10-17","Statement":[` + text + `]}` }

func trusting(principal string) string {
	return statement(`{"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal + `}`)
}

// account is a stack with a user called person, who holds a policy, and a role called target.
func account(trust, policy string) *policytest.Stack {
	s := &policytest.Stack{Name: "room"}
	s.Add(userType, "person", policytest.P{"name": "person"})
	s.Add(roleType, "target", policytest.P{"name": "target", "assumeRolePolicy": trust})
	s.Add(userPolicyType, "given", policytest.P{"user": "person", "policy": policy})
	return s
}

// chainsTo are the ways to a role, as people read them.
func chainsTo(t *testing.T, s *policytest.Stack, role string) []string {
	t.Helper()
	m := access.Build(index.New(policytest.Deployed(s), resource.Stack))
	for _, p := range m.Principals {
		if p.Kind == access.Role && p.Name == role {
			var all []string
			for _, c := range m.Chains([]*access.Principal{p}, func(access.Step) bool { return false }) {
				all = append(all, c.String())
			}
			return all
		}
	}
	require.Fail(t, "no role", role)
	return nil
}

func TestOneStep(t *testing.T) {
	const ownAccount = `{"AWS":"arn:aws:iam::111122223333:root"}`
	assume := `{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}`
	pass := `{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}`
	for what, tt := range map[string]struct {
		trust, policy string
		want          []string
	}{
		"named by the trust policy, whatever his own says": {trusting(`{"AWS":"arn:aws:iam::111122223333:user/person"}`), statement(``), []string{"user person → sts:AssumeRole on role target"}},
		"the account, and he may":                          {trusting(ownAccount), statement(assume), []string{"user person → sts:AssumeRole on role target"}},
		"the account, and he may not":                      {trusting(ownAccount), statement(``), nil},
		"the account, and he may another role":             {trusting(ownAccount), statement(`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/other"}`), nil},
		"all resources but another":                        {trusting(ownAccount), statement(`{"Effect":"Allow","Action":"sts:AssumeRole","NotResource":"arn:aws:iam::*:role/other"}`), []string{"user person → sts:AssumeRole on role target"}},
		"all resources but this one":                       {trusting(ownAccount), statement(`{"Effect":"Allow","Action":"sts:*","NotResource":"*"}`), nil},
		"all actions but another":                          {trusting(ownAccount), statement(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`), []string{"user person → sts:AssumeRole on role target"}},
		"all actions but this one":                         {trusting(ownAccount), statement(`{"Effect":"Allow","NotAction":"sts:*","Resource":"*"}`), nil},
		"denied":                                           {trusting(ownAccount), statement(assume + `,{"Effect":"Deny","Action":"sts:*","Resource":"*"}`), nil},
		"denied under a condition, which may not hold":     {trusting(ownAccount), statement(assume + `,{"Effect":"Deny","Action":"sts:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`), []string{"user person → sts:AssumeRole on role target"}},
		"passed to a service that it trusts":               {trusting(`{"Service":"lambda.amazonaws.com"}`), statement(pass), []string{"user person → iam:PassRole on role target"}},
		"passed, but it trusts no service":                 {trusting(`{"AWS":"arn:aws:iam::111122223333:user/other"}`), statement(pass), nil},
		"what a service runs already":                      {trusting(`{"Service":"lambda.amazonaws.com"}`), statement(`{"Effect":"Allow","Action":"lambda:Update*","Resource":"*"}`), []string{"user person → what a service runs on role target"}},
		"what another service runs":                        {trusting(`{"Service":"lambda.amazonaws.com"}`), statement(`{"Effect":"Allow","Action":"codebuild:*","Resource":"*"}`), nil},
		"a trust policy that denies him alone":             {statement(`{"Effect":"Deny","Action":"sts:AssumeRole","Principal":` + ownAccount + `}`), statement(assume), nil},
	} {
		t.Run(what, func(t *testing.T) {
			assert.Equal(t, tt.want, chainsTo(t, account(tt.trust, tt.policy), "target"))
		})
	}
}

func TestStepsAddUp(t *testing.T) {
	s := account(trusting(`{"AWS":"arn:aws:iam::111122223333:role/second"}`), statement(`{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/first"}`))
	s.Add(roleType, "second", policytest.P{"name": "second", "assumeRolePolicy": trusting(`{"AWS":"arn:aws:iam::111122223333:root"}`)})
	s.Add(roleType, "first", policytest.P{"name": "first", "assumeRolePolicy": trusting(`{"Service":"ecs-tasks.amazonaws.com"}`)}).ID = "first"
	assert.Equal(t, []string{"role second → sts:AssumeRole on role target"}, chainsTo(t, s, "target"), "first may assume nothing yet")
	s.Add(rolePolicyType, "steps", policytest.P{"role": "first", "policy": statement(`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}`)})
	assert.Equal(t, []string{
		"role second → sts:AssumeRole on role target",
		"role first → sts:AssumeRole on role second → sts:AssumeRole on role target",
		"user person → iam:PassRole on role first → sts:AssumeRole on role second → sts:AssumeRole on role target",
	}, chainsTo(t, s, "target"))
}

func TestABoundaryBreaksAStep(t *testing.T) {
	s := account(trusting(`{"AWS":"arn:aws:iam::111122223333:root"}`), statement(`{"Effect":"Allow","Action":"*","Resource":"*"}`))
	limit := s.Add("aws:iam/policy:Policy", "limit", policytest.P{"name": "limit", "policy": statement(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)})
	s.Get("person").Set("permissionsBoundary", limit.Ref())
	assert.Empty(t, chainsTo(t, s, "target"))
	limit.Set("policy", statement(`{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}`))
	assert.Len(t, chainsTo(t, s, "target"), 1)
	s.Get("person").Set("permissionsBoundary", "arn:aws:iam::111122223333:policy/out-of-sight")
	assert.Len(t, chainsTo(t, s, "target"), 1, "a boundary that nobody can read holds nothing back")
}

func TestUnknownTrustNamesWhomItComesFrom(t *testing.T) {
	s := account("", statement(`{"Effect":"Allow","Action":"sts:*","Resource":"*"}`))
	s.Get("target").Set("assumeRolePolicy", policytest.Unknown{DependsOn: []*policytest.Node{s.Get("person")}})
	assert.Equal(t, []string{"user person → sts:AssumeRole on role target"}, chainsTo(t, s, "target"))
	s.Get("target").Set("assumeRolePolicy", policytest.Unknown{})
	assert.Empty(t, chainsTo(t, s, "target"))
}
