package baseline

import (
	"slices"
	"strings"

	"secure-room/internal/mailaddress"
)

// People are the baseline's users by their names in lower case.
type People map[string]*User

// People are for whoever asks for many users by name.
func (b *Baseline) People() People {
	people := make(People, len(b.Users))
	for i := range b.Users {
		people[strings.ToLower(b.Users[i].Name)] = &b.Users[i]
	}
	return people
}

// Named is the user of a name; nil when there is none. Neither Windows nor IAM tells names apart by case. An approved name is
// plain ASCII, so a name of the same length in bytes that is the same in lower case is so as well.
func (p People) Named(name string) *User {
	user := p[strings.ToLower(name)]
	if user == nil || len(name) != len(user.Name) {
		return nil
	}
	return user
}

// MayBeTold says whether an address may be told of alarms.
func (b *Baseline) MayBeTold(address string) bool {
	return slices.ContainsFunc(b.AlarmRecipients, func(one string) bool { return mailaddress.Same(one, address) })
}
