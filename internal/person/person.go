// Package person says who may be a person of the room: one name that the directory, WorkSpaces and IAM all take.
package person

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"secure-room/internal/mailaddress"
	"secure-room/internal/problem"
)

// Role is what a person may do in the room.
type Role string

const (
	// Operator works in production from a terminal.
	Operator Role = "operator"
	// Manager opens and closes terminals, and has one as well.
	Manager Role = "manager"
	// Viewer looks at the room from outside, an auditor for instance, and has no terminal.
	Viewer Role = "viewer"
)

// HasTerminal says whether people of the role log in to a terminal. Those who do not are kept out of the directory too:
// an account that nobody needs is one more to guess a password of.
func (r Role) HasTerminal() bool { return r == Operator || r == Manager }

// Person is one person of the room.
type Person struct {
	// Name is the user name in the directory and in IAM: 1 to 20 letters, digits, full stops, hyphens and underscores.
	Name string
	// GivenName and FamilyName are as the directory shows them: 1 to 64 letters each.
	GivenName, FamilyName string
	// Mail is a plain address, such as "hanako.sato@example.com".
	Mail string
	// Role is "operator" (works in production from a terminal), "manager" (opens and closes terminals, and has one) or
	// "viewer" (looks at the room from outside, and has none).
	Role Role
}

// WithTerminal are those of the people who log in to a terminal, in their order.
func WithTerminal(people []Person) []Person {
	return slices.DeleteFunc(slices.Clone(people), func(one Person) bool { return !one.Role.HasTerminal() })
}

var (
	// A sAMAccountName has at most 20 characters (Active Directory schema: "SAM-Account-Name attribute") and no full
	// stop at its end; an IAM user name takes these characters as well (IAM User Guide: "IAM and AWS STS quotas").
	nameForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,18}[A-Za-z0-9_-])?$`)
	// givenName and sn hold at most 64 characters ("Given-Name attribute", "Surname attribute"). Letters of any script,
	// and nothing that a shell or Systems Manager's {{ }} would act upon.
	properForm = regexp.MustCompile(`^[\p{L}\p{M}]([\p{L}\p{M} .'’・-]{0,62}[\p{L}\p{M}.])?$`)
)

// builtIn are accounts that every directory has ("Active Directory accounts", Windows Server; AWS adds Admin).
var builtIn = []string{"admin", "administrator", "guest", "krbtgt"}

// Check returns every reason why these people cannot be the people of one room.
func Check(people []Person) error {
	if len(people) == 0 {
		return errors.New("People: there is nobody; name at least one person")
	}
	return problem.Join("People", Problems(people))
}

// Problems lists what is wrong with each of these people.
func Problems(people []Person) []problem.Problem {
	var problems []problem.Problem
	seen := map[string]bool{}
	for i, one := range people {
		add := func(field, text string) {
			problems = append(problems, problem.Problem{Index: i, Field: field, Text: text})
		}
		one.check(add)
		lower := strings.ToLower(one.Name)
		if one.Name != "" && seen[lower] {
			add("Name", fmt.Sprintf("%q is listed twice; names differ by more than case", one.Name))
		}
		seen[lower] = true
	}
	return problems
}

func (p Person) check(add func(field, text string)) {
	refuse := func(field, value, allowed string) {
		add(field, fmt.Sprintf("%q is not allowed; use %s", value, allowed))
	}
	if !nameForm.MatchString(p.Name) {
		refuse("Name", p.Name, "1 to 20 letters, digits, full stops, hyphens and underscores, first a letter or digit, last no full stop")
	}
	if slices.Contains(builtIn, strings.ToLower(p.Name)) {
		refuse("Name", p.Name, "a name other than the directory's own accounts")
	}
	if !properForm.MatchString(p.GivenName) {
		refuse("GivenName", p.GivenName, "1 to 64 letters")
	}
	if !properForm.MatchString(p.FamilyName) {
		refuse("FamilyName", p.FamilyName, "1 to 64 letters")
	}
	if !mailaddress.Valid(p.Mail) {
		refuse("Mail", p.Mail, "a plain address such as hanako.sato@example.com")
	}
	if p.Role != Operator && p.Role != Manager && p.Role != Viewer {
		refuse("Role", string(p.Role), fmt.Sprintf("%q, %q or %q", Operator, Manager, Viewer))
	}
}
