// Package docs tests that the documents lead where they say.
package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	link = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	// place is something in backquotes that names a file or folder of the project.
	place = regexp.MustCompile("`((?:components|policy|internal|local|programs|cmd|docs|\\.github)/[A-Za-z0-9_./-]*|Pulumi[A-Za-z.]*\\.yaml)`")
)

// documents are all pages, from the project's top folder.
func documents(t *testing.T) []string {
	t.Helper()
	require.NoError(t, os.Chdir(".."))
	t.Cleanup(func() { require.NoError(t, os.Chdir("docs")) })
	var all []string
	for _, pattern := range []string{"README*.md", "docs/*.md", "docs/guides/*.md"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		all = append(all, found...)
	}
	require.Greater(t, len(all), 15)
	return all
}

func TestLinksAndPathsLeadSomewhere(t *testing.T) {
	for _, page := range documents(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(found[1], "://") {
				assert.FileExists(t, filepath.Join(filepath.Dir(page), found[1]), "linked from %s", page)
			}
		}
		for _, found := range place.FindAllStringSubmatch(string(text), -1) {
			_, err := os.Stat(strings.TrimSuffix(found[1], "…"))
			assert.NoError(t, err, "named in %s", page)
		}
	}
}

func TestEveryPageIsInBothLanguages(t *testing.T) {
	for _, page := range documents(t) {
		if english, ok := strings.CutSuffix(page, ".ja.md"); ok {
			assert.FileExists(t, english+".md")
		} else {
			assert.FileExists(t, strings.TrimSuffix(page, ".md")+".ja.md")
		}
	}
}
