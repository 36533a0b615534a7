package docs

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/corpus"
	"secure-room/policy/handbook"
	"secure-room/policy/record"
	"secure-room/policy/rules"
)

// TestPolicyIsInStep makes sure that the page says what the rules say, and that each has a bad and a good case.
func TestPolicyIsInStep(t *testing.T) {
	cases, err := corpus.Load()
	assert.NoError(t, err)
	page, lacking := handbook.Write(rules.All(), record.Rules(), cases)
	assert.Empty(t, lacking)
	if *update {
		require.NoError(t, os.WriteFile("policy.md", []byte(page), 0o644))
		return
	}
	written, err := os.ReadFile("policy.md")
	require.NoError(t, err)
	assert.True(t, string(written) == page, "docs/policy.md is stale; write it anew with: go test ./docs -update")
}
