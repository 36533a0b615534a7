package settings

import (
	"slices"

	"secure-room/internal/person"
)

// readUsers reads the people of the room, and with each what is said of that user's terminal.
func readUsers(v value) (users []person.Person, terminals []value) {
	const allowed = "a list of users, one of them a manager, each such as " +
		"{name: hanako, givenName: Hanako, familyName: Sato, mail: hanako.sato@example.com, role: operator}"
	for _, item := range v.list(allowed) {
		fields := item.fields("name", "givenName", "familyName", "mail", "role", "terminal")
		users = append(users, person.Person{
			Name:       fields["name"].text("a user name, such as hanako"),
			GivenName:  fields["givenName"].text("a given name, such as Hanako"),
			FamilyName: fields["familyName"].text("a family name, such as Sato"),
			Mail:       fields["mail"].text("a mail address, such as hanako.sato@example.com"),
			Role:       person.Role(fields["role"].text("operator or manager")),
		})
		terminals = append(terminals, fields["terminal"])
	}
	v.addAll(v, person.Problems(users))
	isManager := func(user person.Person) bool { return user.Role == person.Manager }
	if v.given() && !slices.ContainsFunc(users, isManager) {
		v.refuse("has no manager, so nobody could let anybody in", allowed)
	}
	return users, terminals
}
