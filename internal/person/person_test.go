package person_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/person"
)

var hanako = person.Person{Name: "hanako", GivenName: "Hanako", FamilyName: "Sato", Mail: "hanako.sato@example.com",
	Role: person.Operator}

func TestCheckAccepts(t *testing.T) {
	kanji := person.Person{Name: "a.b_c-1", GivenName: "花子", FamilyName: "O’Neill", Mail: "a@example.com", Role: person.Manager}
	longest := hanako
	longest.Name = strings.Repeat("x", 20)
	assert.NoError(t, person.Check([]person.Person{hanako, kanji, longest}))
}

func TestCheckRefuses(t *testing.T) {
	cases := map[string]struct {
		change func(*person.Person)
		want   string
	}{
		"name of 21 characters":         {func(p *person.Person) { p.Name = strings.Repeat("x", 21) }, "People[0].Name"},
		"no name":                       {func(p *person.Person) { p.Name = "" }, "People[0].Name"},
		"name that AD forbids":          {func(p *person.Person) { p.Name = "ha*nako" }, "People[0].Name"},
		"name with a full stop at last": {func(p *person.Person) { p.Name = "hanako." }, "last no full stop"},
		"name with a line feed":         {func(p *person.Person) { p.Name = "hanako\n" }, "People[0].Name"},
		"the directory's own Admin":     {func(p *person.Person) { p.Name = "Admin" }, "the directory's own accounts"},
		"a script for a given name":     {func(p *person.Person) { p.GivenName = "$(calc)" }, "People[0].GivenName"},
		"a parameter for a family name": {func(p *person.Person) { p.FamilyName = "{{ssm:x}}" }, "People[0].FamilyName"},
		"mail with a display name":      {func(p *person.Person) { p.Mail = "H <h@example.com>" }, "People[0].Mail"},
		"mail with a parameter":         {func(p *person.Person) { p.Mail = "{{x}}@example.com" }, "People[0].Mail"},
		"mail without a full domain":    {func(p *person.Person) { p.Mail = "hanako@localhost" }, "People[0].Mail"},
		"unknown role":                  {func(p *person.Person) { p.Role = "root" }, `"root" is not allowed; use "operator", "manager" or "viewer"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			bad := hanako
			c.change(&bad)
			require.ErrorContains(t, person.Check([]person.Person{bad}), c.want)
		})
	}
}

func TestCheckListsAll(t *testing.T) {
	twin := hanako
	twin.Name, twin.Role = "HANAKO", ""
	err := person.Check([]person.Person{hanako, twin})
	require.ErrorContains(t, err, `People[1].Name: "HANAKO" is listed twice`)
	require.ErrorContains(t, err, `People[1].Role: ""`)
	require.ErrorContains(t, person.Check(nil), "there is nobody")
}

func TestViewersHaveNoTerminal(t *testing.T) {
	manager, viewer := hanako, hanako
	manager.Name, manager.Role, viewer.Name, viewer.Role = "keiko", person.Manager, "akira", person.Viewer
	people := []person.Person{viewer, hanako, manager}
	require.NoError(t, person.Check(people))
	assert.Equal(t, []person.Person{hanako, manager}, person.WithTerminal(people))
	assert.Equal(t, viewer, people[0], "the list itself stays as it is")
}
