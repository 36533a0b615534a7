package corpus_test

import (
	"flag"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"secure-room/policy/baseline"
	"secure-room/policy/corpus"
	"secure-room/policy/finding"
	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/policytest/rewrite"
	"secure-room/policy/resource"
	"secure-room/policy/rules"
)

var rewrites = flag.Uint64("rewrites", 20, "how often each case is rewritten")

// TestTheSameMeaningHasTheSameVerdict writes each case in other forms that mean the same, and demands its verdict of each.
func TestTheSameMeaningHasTheSameVerdict(t *testing.T) {
	cases, err := corpus.Load()
	require.NoError(t, err)
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			pair, err := c.Stacks()
			require.NoError(t, err)
			approved, err := c.Baseline()
			require.NoError(t, err)
			sameVerdict(t, c, pair, approved)
		})
	}
	t.Run("the good pair", func(t *testing.T) {
		sameVerdict(t, corpus.Case{Verdict: corpus.Accepted}, policytest.Good(), policytest.Baseline())
	})
}

func sameVerdict(t *testing.T, c corpus.Case, pair policytest.Pair, approved *baseline.Baseline) {
	t.Helper()
	// Other forms are shown otherwise; the rule that speaks is the same.
	c.Example = ""
	for seed := range *rewrites {
		written := rewrite.Of(seed, pair.Prod, pair.Room)
		other := policytest.Pair{Prod: written[0], Room: written[1]}
		var found corpus.Found
		// Each rewrite is judged in one form, for time: single resources and ids as text, which few rewrites touch, now and then.
		switch {
		case seed%20 == 0:
			found = corpus.Judge(rules.All(), other, approved)
		case seed%10 == 5:
			literal := rewrite.WithLiteralIDs(other.Prod, other.Room)
			found.Deployed = deployed(c, literal, approved)
			found.Previewed = found.Deployed
		case seed%2 == 0 && !c.OnlyDeployed:
			for _, s := range written {
				if changes(c, s) {
					found.Previewed = append(found.Previewed, together(policytest.Previewed(s), approved)...)
				}
			}
			found.Deployed = found.Previewed
		default:
			found.Deployed = deployed(c, written, approved)
			found.Previewed = found.Deployed
		}
		if err := c.Check(found); err != nil {
			t.Fatalf("rewrite %d: %s", seed, err)
		}
	}
}

// deployed judges stacks as they stand: those that the case changes, and all together.
func deployed(c corpus.Case, stacks []*policytest.Stack, approved *baseline.Baseline) []finding.Finding {
	found := together(policytest.Deployed(stacks...), approved)
	for _, s := range stacks {
		if changes(c, s) {
			found = append(found, together(policytest.Deployed(s), approved)...)
		}
	}
	return found
}

// changes says whether a case changes a stack; one that changes none is about the baseline, and so about both.
func changes(c corpus.Case, s *policytest.Stack) bool {
	return len(c.Changes.Content) == 0 || slices.ContainsFunc(c.Changes.Content, func(n *yaml.Node) bool { return n.Value == s.Name })
}

func together(resources []resource.Resource, approved *baseline.Baseline) []finding.Finding {
	return pack.Judge(rules.All(), resource.Stack, resources, approved)
}
