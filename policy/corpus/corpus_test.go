package corpus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"secure-room/policy/corpus"
	"secure-room/policy/policytest"
	"secure-room/policy/rules"
)

func TestTheGoodPairIsAccepted(t *testing.T) {
	good := corpus.Case{Verdict: corpus.Accepted}
	require.NoError(t, good.Check(corpus.Judge(rules.All(), policytest.Good(), policytest.Baseline())))
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
