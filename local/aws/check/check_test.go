package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

func TestRules(t *testing.T) {
	for name, c := range map[string]struct {
		rule check.Rule
		good []any
		bad  map[string]any // by a part of the sentence
	}{
		"Matches": {
			rule: check.Matches(`[a-z]+|[0-9]+`, 2, 4, "letters or digits"),
			good: []any{"ab", "1234"},
			bad:  map[string]any{`is "a", but must be 2 to 4 characters: letters or digits`: "a", `"abcde"`: "abcde", `"ab12"`: "ab12"},
		},
		"Length":      {rule: check.Length(1, 3), good: []any{"é", "漢字だ"}, bad: map[string]any{"has 0 characters": "", "has 4": "abcd"}},
		"Between":     {rule: check.Between(7, 30), good: []any{7.0, 30.0}, bad: map[string]any{"is 6,": 6.0, "is 31,": 31.0, "is 7.5,": 7.5}},
		"OneOf":       {rule: check.OneOf("A", "B"), good: []any{"A"}, bad: map[string]any{`is "a", but must be one of A, B`: "a", "…": strings.Repeat("x", 100)}},
		"OneNumberOf": {rule: check.OneNumberOf(1, 365), good: []any{365.0}, bad: map[string]any{"is 2, but must be one of 1 365": 2.0}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, good := range c.good {
				assert.Empty(t, c.rule(good))
			}
			for want, bad := range c.bad {
				assert.Contains(t, c.rule(bad), want)
			}
		})
	}
}

func TestReportGivesAllFaultsAndWaitsForTheUnknown(t *testing.T) {
	var faults []string
	check.Rules{"b.each": check.Between(1, 2), "a": check.OneOf("x"), "c": check.OneOf("x")}.Report(cloud.Values{
		"a": "y",
		"b": []any{cloud.Values{"each": 1.0}, cloud.Values{"each": 3.0}, cloud.Values{"each": cloud.Unknown{}}},
		"c": cloud.Unknown{},
	}, func(property, format string, arguments ...any) {
		faults = append(faults, property+" "+fmt.Sprintf(format, arguments...))
	})
	assert.Equal(t, []string{`a is "y", but must be one of x`, "b.each is 3, but must be a whole number from 1 to 2"}, faults)
}
