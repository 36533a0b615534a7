package settings

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

var (
	// A user's name is a sAMAccountName of at most 20 characters (Active Directory schema: "SAM-Account-Name
	// attribute"), an IAM user name (IAM User Guide: "IAM and AWS STS quotas") and a WorkSpaces user name at once; this
	// is what all three take. Active Directory refuses a full stop at the end.
	userForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,18}[A-Za-z0-9_-])?$`)
	// A person's name travels to the directory inside a script, so it holds nothing that a shell could act upon.
	personForm = regexp.MustCompile(`^[\p{L}\p{M}]([\p{L}\p{M} .'’・-]{0,62}[\p{L}\p{M}.])?$`)
	mailForm   = regexp.MustCompile(`^[^\s@<>"]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$`)
)

// builtInUsers are accounts that every directory has.
var builtInUsers = []string{"admin", "administrator", "guest", "krbtgt"}

// readUsers reads the people of the room.
func readUsers(v value) []User {
	const allowed = "a list of users, one of them a manager, each such as " +
		"{name: hanako, givenName: Hanako, familyName: Sato, mail: hanako.sato@example.com, role: operator}"
	seen := names{}
	var users []User
	for _, item := range v.list(allowed) {
		fields := item.fields("name", "givenName", "familyName", "mail", "role")
		user := User{
			Name:       readUserName(fields["name"]),
			GivenName:  readPerson(fields["givenName"]),
			FamilyName: readPerson(fields["familyName"]),
			Mail:       readMail(fields["mail"]),
			Role:       fields["role"].choice(RoleOperator, RoleManager),
		}
		seen.once(fields["name"], user.Name)
		users = append(users, user)
	}
	isManager := func(user User) bool { return user.Role == RoleManager }
	if v.given() && !slices.ContainsFunc(users, isManager) {
		v.refuse("has no manager, so nobody could let anybody in", allowed)
	}
	return users
}

func readUserName(v value) string {
	const allowed = "1 to 20 letters, digits, full stops, hyphens and underscores, first a letter or digit and last no full stop"
	name := v.match(userForm, allowed)
	if slices.Contains(builtInUsers, strings.ToLower(name)) {
		v.refuse("is "+describe(name)+", which the directory has already", "a name of the person's own")
	}
	return name
}

func readPerson(v value) string {
	return v.match(personForm, "1 to 64 letters, with spaces, hyphens, apostrophes and full stops between them")
}

func readMail(v value) string {
	const allowed = "a mail address, such as hanako.sato@example.com"
	address := v.match(mailForm, allowed)
	if address == "" {
		return ""
	}
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
		v.refuse("is "+describe(address), allowed)
	}
	return address
}
