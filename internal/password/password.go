// Package password knows what AWS asks of the password of a directory's Admin.
package password

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	shortest, longest, leastKinds = 8, 64, 3

	// MostDays is the longest time between two rotations. The default domain policy ends a password's life after 42 days
	// ("Password policies", AWS Directory Service Administration Guide), and a rate of State Manager is less than 31 days
	// ("Cron and rate expressions for associations", AWS Systems Manager User Guide); so a run that failed can be mended.
	MostDays = 30
)

// Allowed says what Fault lets pass.
const Allowed = "8 to 64 characters, of three of the kinds lower case, upper case, digits and signs, without the word admin"

// kinds are the classes of characters in the pattern of CreateMicrosoftAD (AWS Directory Service API Reference).
var kinds = []*regexp.Regexp{
	regexp.MustCompile(`[a-z]`), regexp.MustCompile(`[A-Z]`), regexp.MustCompile(`[0-9]`), regexp.MustCompile(`[^A-Za-z0-9\s]`),
}

// Fault says why a directory would refuse a password, as in "has 7 characters"; empty when it would not. It shows
// nothing of the password ("CreateMicrosoftAD", AWS Directory Service API Reference, and "Create your AWS Managed
// Microsoft AD", Administration Guide: it cannot include the word admin).
func Fault(text string) string {
	found := 0
	for _, kind := range kinds {
		if kind.MatchString(text) {
			found++
		}
	}
	switch length := utf8.RuneCountInString(text); {
	case length < shortest || length > longest:
		return fmt.Sprintf("has %d characters", length)
	case found < leastKinds:
		return fmt.Sprintf("has %d of the four kinds of characters", found)
	case strings.Contains(strings.ToLower(text), "admin"):
		return "contains the word admin"
	}
	return ""
}
