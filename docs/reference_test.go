package docs

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/reference"
)

var update = flag.Bool("update", false, "write reference.md anew instead of comparing with it")

// TestReferenceIsInStep makes sure that the page says what the docstrings say, and that each argument has one.
func TestReferenceIsInStep(t *testing.T) {
	page, err := reference.Write("..")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("reference.md", []byte(page), 0o644))
		return
	}
	written, err := os.ReadFile("reference.md")
	require.NoError(t, err)
	assert.Equal(t, string(written), page, "docs/reference.md is stale; write it anew with: go test ./docs -update")
}

var (
	keysRead = regexp.MustCompile(`\b(?:fields|open)\(([^()]*)\)`)
	quoted   = regexp.MustCompile(`"([A-Za-z]+)"`)
)

// TestReferenceHasEveryConfigKey compares the page, which is made from the settings' structs, with what is really read.
func TestReferenceHasEveryConfigKey(t *testing.T) {
	page, err := os.ReadFile("reference.md")
	require.NoError(t, err)
	files, err := filepath.Glob("../programs/settings/*.go")
	require.NoError(t, err)
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, call := range keysRead.FindAllStringSubmatch(string(text), -1) {
			for _, key := range quoted.FindAllStringSubmatch(call[1], -1) {
				found++
				documented := regexp.MustCompile("(?m)^\\| `secure-room:([^`]*\\.)?" + key[1] + "` ")
				assert.True(t, documented.Match(page), "%s, read in %s, is not in reference.md", key[1], file)
			}
		}
	}
	assert.Greater(t, found, 30)
}
