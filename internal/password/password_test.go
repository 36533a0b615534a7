package password_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/password"
)

func TestFault(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "has 0 characters",
		"aB3!xyz":                        "has 7 characters",
		"aB3!xyzw":                       "",
		strings.Repeat("aB3!", 16):       "",
		strings.Repeat("aB3!", 16) + "x": "has 65 characters",
		"abcdefgh3":                      "has 2 of the four kinds of characters",
		"abcd efgh 3":                    "has 2 of the four kinds of characters",
		"abcdefgH3":                      "",
		"ABCDEFG-3":                      "",
		"abcdefg-H":                      "",
		"x-aDmIn-2031-Q":                 "contains the word admin",
		"x-aDm-iN-2031-Q":                "",
		"ぱすわーどaB3":                       "",
	} {
		assert.Equal(t, want, password.Fault(text), text)
	}
}
