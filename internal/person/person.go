// Package person says who may be a person of the room: one name that the directory, WorkSpaces and IAM all take.
package person

import (
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

// Role is what a person may do in the room.
type Role string

const (
	// Operator works in production from a terminal.
	Operator Role = "operator"
	// Manager opens and closes terminals, and has one as well.
	Manager Role = "manager"
)

// Person is one person of the room.
type Person struct {
	Name, GivenName, FamilyName, Mail string
	Role                              Role
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
	var problems []error
	seen := map[string]bool{}
	for i, one := range people {
		problems = append(problems, one.check(fmt.Sprintf("People[%d]", i)))
		lower := strings.ToLower(one.Name)
		if one.Name != "" && seen[lower] {
			problems = append(problems, fmt.Errorf("People[%d].Name: %q is listed twice; names differ by more than case", i, one.Name))
		}
		seen[lower] = true
	}
	return errors.Join(problems...)
}

func (p Person) check(where string) error {
	var problems []error
	refuse := func(field, value, allowed string) {
		problems = append(problems, fmt.Errorf("%s.%s: %q is not allowed; use %s", where, field, value, allowed))
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
	if address, err := mail.ParseAddress(p.Mail); err != nil || address.Address != p.Mail || strings.ContainsAny(p.Mail, "{}") {
		refuse("Mail", p.Mail, "a plain address such as hanako.sato@example.com")
	}
	if p.Role != Operator && p.Role != Manager {
		refuse("Role", string(p.Role), fmt.Sprintf("%q or %q", Operator, Manager))
	}
	return errors.Join(problems...)
}
