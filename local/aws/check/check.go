// Package check holds the forms that AWS's API references give their constraints: a pattern, a
// range, a list of valid values. A service states its rules as a table of them.
package check

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

// Rule judges one known value and says what is wrong with it; empty means nothing is.
type Rule func(value any) string

// Rules are the rules of a resource type, each by the path of its property. Dots descend, also into
// the objects of a list; a rule on a list of plain values holds for each of them.
type Rules map[string]Rule

// Report applies every rule and reports all faults.
func (r Rules) Report(in cloud.Values, report cloud.Report) {
	for _, path := range slices.Sorted(maps.Keys(r)) {
		for _, value := range in.At(path) {
			if _, unknown := value.(cloud.Unknown); unknown {
				continue
			}
			if fault := r[path](value); fault != "" {
				report(path, "%s", fault)
			}
		}
	}
}

// Matches wants a text of a length that consists of what the pattern allows. The pattern is held
// against the whole text; allowed says the same in words.
func Matches(pattern string, least, most int, allowed string) Rule {
	whole := regexp.MustCompile(`^(?:` + pattern + `)$`)
	return func(value any) string {
		text, _ := value.(string)
		if n := len([]rune(text)); n < least || n > most || !whole.MatchString(text) {
			return fmt.Sprintf("is %q, but must be %d to %d characters: %s", abridged(text), least, most, allowed)
		}
		return ""
	}
}

// Length wants a text of at most that many characters.
func Length(least, most int) Rule {
	return func(value any) string {
		text, _ := value.(string)
		if n := len([]rune(text)); n < least || n > most {
			return fmt.Sprintf("has %d characters, but must have %d to %d", n, least, most)
		}
		return ""
	}
}

// Between wants a whole number in a range.
func Between(least, most int) Rule {
	return func(value any) string {
		number, _ := value.(float64)
		if number < float64(least) || number > float64(most) || number != math.Trunc(number) {
			return fmt.Sprintf("is %v, but must be a whole number from %d to %d", number, least, most)
		}
		return ""
	}
}

// OneOf wants one of a few texts.
func OneOf(allowed ...string) Rule {
	return func(value any) string {
		if text, _ := value.(string); !slices.Contains(allowed, text) {
			return fmt.Sprintf("is %q, but must be one of %s", abridged(text), strings.Join(allowed, ", "))
		}
		return ""
	}
}

// OneNumberOf wants one of a few numbers.
func OneNumberOf(allowed ...float64) Rule {
	return func(value any) string {
		if number, _ := value.(float64); !slices.Contains(allowed, number) {
			return fmt.Sprintf("is %v, but must be one of %s", number, strings.Trim(fmt.Sprint(allowed), "[]"))
		}
		return ""
	}
}

// abridged keeps messages short.
func abridged(text string) string {
	const limit = 80
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
