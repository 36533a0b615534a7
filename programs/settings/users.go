package settings

import (
	"slices"

	"secure-room/internal/person"
	"secure-room/internal/terminal"
)

// readUsers reads the people of the room and in what their terminals differ from the room's.
func readUsers(v value, room terminal.Shape) []User {
	const allowed = "a list of users, one of them a manager, each such as " +
		"{name: hanako, givenName: Hanako, familyName: Sato, mail: hanako.sato@example.com, role: operator}"
	var users []User
	for _, item := range v.list(allowed) {
		fields := item.fields("name", "givenName", "familyName", "mail", "role", "terminal")
		if own := fields["terminal"]; own.given() && fields["role"].raw == string(person.Viewer) {
			own.refuse("is given, and a viewer has no terminal", "to leave it out, or the role operator or manager")
		}
		users = append(users, User{
			Person: person.Person{
				Name:       fields["name"].text("a user name, such as hanako"),
				GivenName:  fields["givenName"].text("a given name, such as Hanako"),
				FamilyName: fields["familyName"].text("a family name, such as Sato"),
				Mail:       fields["mail"].text("a mail address, such as hanako.sato@example.com"),
				Role:       person.Role(fields["role"].text("operator, manager or viewer")),
			},
			Terminal: readOwnTerminal(fields["terminal"], room),
		})
	}
	v.addAll(v, person.Problems(Room{Users: users}.People()))
	isManager := func(user User) bool { return user.Role == person.Manager }
	if v.given() && !slices.ContainsFunc(users, isManager) {
		v.refuse("has no manager, so nobody could let anybody in", allowed)
	}
	return users
}
