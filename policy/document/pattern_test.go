package document_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/policy/document"
)

func TestLike(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"workspaces:StartWorkspaces", "Workspaces:startworkspaces", true}, {"workspaces:Start*", "workspaces:StartWorkspaces", true},
		{"*:Start*s", "workspaces:StartWorkspaces", true}, {"workspaces:St?rtWorkspaces", "workspaces:StartWorkspaces", true},
		{"workspaces:Stop*", "workspaces:StartWorkspaces", false}, {"*", "", true}, {"?", "", false}, {"**", "x", true}, {"a*b", "acbd", false},
	} {
		assert.Equal(t, c.want, document.Like(c.pattern, c.text), "%s %s", c.pattern, c.text)
	}
}

func TestCoversAndOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b            string
		covers, overlap bool
	}{
		{"*", "a*", true, true}, {"a*", "*", false, true}, {"a*", "*b", false, true}, {"a?", "a*", false, true}, {"a*", "ab*", true, true},
		{"a*c", "a?c", true, true}, {"a?c", "a?c", true, true}, {"a*", "b*", false, false}, {"arn:*:iam::*:role/a", "arn:aws:iam::1:role/*", false, true},
		{"a?", "ab", true, true}, {"ab", "a?", false, true}, {"a*b", "b*a", false, false},
	} {
		assert.Equal(t, c.covers, document.Covers(c.a, c.b), "%s covers %s", c.a, c.b)
		assert.Equal(t, c.overlap, document.Overlap(c.a, c.b), "%s overlaps %s", c.a, c.b)
		assert.Equal(t, c.overlap, document.Overlap(c.b, c.a), "%s overlaps %s", c.b, c.a)
	}
}

// TestPatternsAgree holds the three against each other over short texts of two letters.
func TestPatternsAgree(t *testing.T) {
	var texts []string
	for length := range 6 {
		for bits := range 1 << length {
			text := ""
			for i := range length {
				text += string("ab"[bits>>i&1])
			}
			texts = append(texts, text)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	pattern := func() string {
		text := ""
		for range r.IntN(4) {
			text += string("ab*?"[r.IntN(4)])
		}
		return text
	}
	for range 2000 {
		a, b := pattern(), pattern()
		both, apart := false, false
		for _, text := range texts {
			both = both || document.Like(a, text) && document.Like(b, text)
			apart = apart || document.Like(b, text) && !document.Like(a, text)
		}
		assert.Equal(t, both, document.Overlap(a, b), "%q and %q", a, b)
		if apart {
			assert.False(t, document.Covers(a, b), "%q does not cover %q", a, b)
		}
	}
}
