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
			if waiting[c.ID] {
				t.Skip("its rule is on its way")
			}
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

// waiting are cases whose rules are not there yet.
var waiting = map[string]bool{
	"terminals/volume-under-the-shared-key":                  true,
	"terminals/volume-under-the-shared-key-by-arn":           true,
	"terminals/instance-with-a-launch-configuration":         true,
	"terminals/instance-metadata-far":                        true,
	"terminals/instance-from-a-launch-template":              true,
	"terminals/instance-from-a-launch-template-of-the-stack": true,
}
