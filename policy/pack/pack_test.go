package pack_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/finding"
	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules"
)

// reports notes what a policy reports.
type reports struct{ messages, urns []string }

func (r *reports) ReportViolation(message, urn string) {
	r.messages = append(r.messages, message)
	r.urns = append(r.urns, urn)
}

func TestEveryPolicyIsMandatory(t *testing.T) {
	made, err := pack.New(policytest.Baseline(), rules.All())
	require.NoError(t, err)
	require.Len(t, made.Policies(), 2, "the SDK reads each resource anew for each policy")
	names := map[string]bool{}
	for _, p := range made.Policies() {
		assert.Equal(t, policyx.EnforcementLevelMandatory, p.EnforcementLevel(), p.Name())
		assert.Nil(t, p.ConfigSchema(), p.Name())
		assert.NotEmpty(t, p.Description(), p.Name())
		assert.False(t, names[p.Name()], p.Name())
		names[p.Name()] = true
	}
}

func TestPoliciesReportWithTheURN(t *testing.T) {
	made, err := pack.New(policytest.Baseline(), rules.All())
	require.NoError(t, err)
	wide := policyx.AnalyzerResource{Type: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", Name: "p",
		URN:        "urn:pulumi:room::secure-room::aws:ec2/vpcPeeringConnection:VpcPeeringConnection::p",
		Properties: property.NewMap(map[string]property.Value{"autoAccept": property.New(true)})}
	var single, stack reports
	for _, p := range made.Policies() {
		switch p := p.(type) {
		case policyx.ResourceValidationPolicy:
			require.NoError(t, p.Validate(context.Background(), policyx.ResourceValidationArgs{Manager: &single, Resource: wide}))
		case policyx.StackValidationPolicy:
			require.NoError(t, p.Validate(context.Background(), policyx.StackValidationArgs{Manager: &stack, Resources: []policyx.AnalyzerResource{wide}}))
		}
	}
	assert.Contains(t, single.urns, wide.URN)
	assert.Contains(t, strings.Join(single.messages, "\n"), "peering/accepts-itself")
	assert.NotContains(t, strings.Join(stack.messages, "\n"), "peering/accepts-itself", "what a resource shows by itself is listed once")
	var alone reports
	for _, p := range made.Policies() {
		if p, ok := p.(policyx.StackValidationPolicy); ok {
			require.NoError(t, p.Validate(context.Background(), policyx.StackValidationArgs{Manager: &alone, Resources: []policyx.AnalyzerResource{wide}}))
		}
	}
	assert.Contains(t, strings.Join(alone.messages, "\n"), "peering/accepts-itself", "the next run has been told nothing")
	assert.Contains(t, stack.messages[0], "nothing can be proved", "a stack without parts is rejected")
}

func TestBrokenRuleIsAViolationAndTellsNoSecret(t *testing.T) {
	broken := rule.Family{Name: "broken", Check: func(rule.Input) []finding.Finding { panic("hunter2") }}
	findings := pack.Judge([]rule.Family{broken}, resource.Single, policytest.Deployed(policytest.Room())[:1], policytest.Baseline())
	require.Len(t, findings, 1)
	assert.NotContains(t, findings[0].String(), "hunter2")
	assert.NotEmpty(t, findings[0].URN)
}

// FuzzMangledProperties puts odd values in place of each property in turn: whatever a program or a provider gives, every
// family must come to a verdict.
func FuzzMangledProperties(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed, "x")
	}
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		prod, room := policytest.Production(), policytest.Room()
		policytest.Mangle(seed, text, prod, room)
		resources := policytest.Deployed(prod, room)
		found := pack.Judge(rules.All(), resource.Stack, resources, policytest.Baseline())
		for i := range resources {
			found = append(found, pack.Judge(rules.All(), resource.Single, resources[i:i+1], policytest.Baseline())...)
		}
		for _, finding := range found {
			require.NotContains(t, finding.Problem, "broke down")
		}
	})
}
