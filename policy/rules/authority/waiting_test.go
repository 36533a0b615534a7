package authority_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/corpus"
	"secure-room/policy/finding"
	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/authority"
)

// A document that a first preview does not know passes there. It must not be made unjudged: whatever a document alone gives is
// refused from that resource alone, as an update is about to make it. So of every case whose rule judges documents, the resource
// that is refused in the stack must be refused by itself.
func TestWhatWaitsIsJudgedBeforeItIsMade(t *testing.T) {
	ofDocuments := []string{"authority/terminal-power", "authority/changes-rights", "authority/passes-role", "authority/commands-machines",
		"authority/changes-network", "authority/open-to-others", "authority/no-second-factor", "authority/resource-open-to-others"}
	cases, err := corpus.Load()
	require.NoError(t, err)
	judged := 0
	for _, c := range cases {
		if c.Verdict != corpus.Rejected || !slices.Contains(ofDocuments, c.Rule) {
			continue
		}
		pair, err := c.Stacks()
		require.NoError(t, err)
		approved, err := c.Baseline()
		require.NoError(t, err)
		for _, s := range []*policytest.Stack{pair.Prod, pair.Room} {
			deployed, inputs := policytest.Deployed(s), policytest.Inputs(false, s)
			alone := map[string]bool{}
			for i := range inputs {
				for _, f := range pack.Judge([]rule.Family{authority.Family()}, resource.Single, inputs[i:i+1], approved) {
					alone[f.URN+f.Rule] = true
				}
			}
			for _, f := range pack.Judge([]rule.Family{authority.Family()}, resource.Stack, deployed, approved) {
				if f.Rule == c.Rule && carriesDocument(deployed, f) {
					judged++
					assert.True(t, alone[f.URN+f.Rule], "%s: %s passes alone", c.ID, f.URN)
				}
			}
		}
	}
	assert.Greater(t, judged, 40)
}

// carriesDocument says whether a finding is on a resource that holds a document itself, and does not attach another's.
func carriesDocument(resources []resource.Resource, f finding.Finding) bool {
	return slices.ContainsFunc(resources, func(r resource.Resource) bool {
		return r.URN == f.URN && (!r.Properties.Get("policy").IsNull() || !r.Properties.Get("assumeRolePolicy").IsNull())
	})
}
