package password

import (
	"fmt"
	"regexp"
	"slices"

	"secure-room/policy/baseline"
	"secure-room/policy/rule"
)

// AWS takes 8 to 64 characters (Directory Service API reference: CreateMicrosoftAD, Password).
const (
	awsShortest = 8
	awsLongest  = 64
)

// fewestDistinct is how many different characters a password must have, lest it be a short one repeated.
const fewestDistinct = 8

// classes are the kinds of character of which AWS wants three of the four.
var classes = []*regexp.Regexp{
	regexp.MustCompile(`[a-z]`),
	regexp.MustCompile(`[A-Z]`),
	regexp.MustCompile(`[0-9]`),
	regexp.MustCompile(`[^A-Za-z0-9\s]`),
}

// fault is one thing wrong with a password, as the end of a sentence.
type fault struct {
	rule rule.Rule
	text string
}

// faults says everything that is wrong with a password, without ever quoting it or a part of it. The words are those
// which may not occur in it: names that an attacker would try first.
func faults(password string, words []string, approved baseline.AdminPassword) []fault {
	var found []fault
	add := func(by rule.Rule, format string, args ...any) {
		found = append(found, fault{by, fmt.Sprintf(format, args...)})
	}

	runes := []rune(password)
	switch {
	case len(runes) < awsShortest:
		add(refusedByAWS, "is shorter than the %d characters that AWS demands", awsShortest)
	case len(runes) > awsLongest:
		add(refusedByAWS, "is longer than the %d characters that AWS takes", awsLongest)
	case len(runes) < approved.MinimumLength:
		add(tooShort, "is shorter than the %d characters that the baseline demands", approved.MinimumLength)
	}
	if classesIn(password) < 3 {
		add(refusedByAWS, "has fewer than three of the four kinds of character (lower case, upper case, digits, signs) that AWS demands")
	}
	if distinct(runes) < fewestDistinct {
		add(tooSimple, "has fewer than %d different characters", fewestDistinct)
	}

	whole := fold(password)
	for _, word := range words {
		if whole.contains(fold(word).runes) {
			add(containsName, "contains %q, as it stands or with letters swapped for look-alikes", word)
		}
	}
	if rest, hit := withoutSamples(runes, whole); hit && (len(rest) < approved.MinimumLength || distinct(rest) < fewestDistinct) {
		add(published, "is a published default or sample password, as it stands or with something put on or swapped")
	}
	return found
}

func classesIn(password string) int {
	count := 0
	for _, class := range classes {
		if class.MatchString(password) {
			count++
		}
	}
	return count
}

func distinct(runes []rune) int {
	sorted := slices.Sorted(slices.Values(runes))
	return len(slices.Compact(sorted))
}

// withoutSamples takes every published password out of this one. What is left is all that its maker has added, and has
// to be good enough by itself: "published plus a year" is not, a long passphrase in which "summer" occurs is.
func withoutSamples(password []rune, whole folded) (rest []rune, hit bool) {
	taken := make([]bool, len(password))
	for _, sample := range samples {
		for _, place := range whole.find(sample) {
			hit = true
			for i := whole.at[place]; i <= whole.at[place+len(sample)-1]; i++ {
				taken[i] = true
			}
		}
	}
	for i, r := range password {
		if !taken[i] {
			rest = append(rest, r)
		}
	}
	return rest, hit
}
