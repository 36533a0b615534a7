package corpus_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/corpus"
	"secure-room/policy/policytest"
	"secure-room/policy/rules"
)

func TestTheGoodPairIsAccepted(t *testing.T) {
	good := corpus.Case{Verdict: corpus.Accepted}
	require.NoError(t, good.Check(corpus.Judge(rules.All(), policytest.Good(), policytest.Baseline())))
}

func TestCasesNameRulesThatThereAre(t *testing.T) {
	cases, err := corpus.Load()
	require.NoError(t, err)
	there := map[string]bool{}
	for _, family := range rules.All() {
		for _, r := range family.Rules {
			there[r.ID] = true
		}
	}
	for _, c := range cases {
		assert.True(t, there[c.Rule], "%s names %s, which no family lists", c.ID, c.Rule)
	}
}

func TestCases(t *testing.T) {
	cases, err := corpus.Load()
	if err != nil {
		t.Error(err)
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			pair, err := c.Stacks()
			require.NoError(t, err)
			approved, err := c.Baseline()
			require.NoError(t, err)
			if err := c.Check(corpus.Judge(rules.All(), pair, approved)); err != nil {
				t.Error(err)
			}
		})
	}
}
