package mailaddress_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/mailaddress"
	"secure-room/internal/problem"
)

func TestValid(t *testing.T) {
	for text, want := range map[string]bool{
		"security@example.com": true, "a.b+c@mail.example.co.jp": true,
		"": false, "security": false, "security@localhost": false, "Security <security@example.com>": false,
		"a..b@example.com": false, `"a b"@example.com`: false, "a{b}@example.com": false, "a@example.com, b@example.com": false,
	} {
		assert.Equal(t, want, mailaddress.Valid(text), text)
	}
}

func TestSame(t *testing.T) {
	assert.True(t, mailaddress.Same("security@Example.com", "security@example.COM"))
	assert.False(t, mailaddress.Same("Security@example.com", "security@example.com"))
	assert.False(t, mailaddress.Same("security@example.com", "security@example.com.attacker.example"))
}

func TestProblems(t *testing.T) {
	assert.Empty(t, mailaddress.Problems(nil))
	assert.Equal(t, []problem.Problem{
		{Index: 1, Text: `"security" is not allowed; use a plain address such as security@example.com`},
		{Index: 2, Text: `"security@EXAMPLE.com" is listed twice`},
	}, mailaddress.Problems([]string{"security@example.com", "security", "security@EXAMPLE.com", "audit@example.com"}))
}
