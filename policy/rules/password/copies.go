package password

import (
	"slices"
	"strings"

	"secure-room/policy/resource"
)

// copies looks for a guarded password anywhere else: by its value where that is known, and by what depends on its
// generator where it is not, since then a copy is not known yet either.
//
// A copy marked as a secret is a copy all the same: Pulumi hides it, AWS does not, and whatever it is the password of
// falls together with the directory.
func (c *checker) copies() {
	for _, g := range c.guarded {
		search := newSearch(g.value)
		kept := 0
		for i := range c.Resources {
			r := &c.Resources[i]
			for _, found := range c.holdings(r, g, search) {
				switch {
				case r == g.directory && found.property == "password":
				case r.Type == randomPasswordType && found.property == "result" && found.secret:
				case r.Type == secretVersionType && found.property == "secretString" && found.secret:
					if kept++; kept > 1 {
						c.report(copied, r, "The secret version %s is one more that holds the password of directory %s; "+
							"allowed is one.", r.Name, g.directory.Name)
					}
				default:
					c.report(copied, r, "%s %s holds the password of directory %s in %s; it may stand in the directory, "+
						"its generator and one secret only.", typeName(r), c.nameOf(r, search), g.directory.Name, found.path)
				}
			}
		}
	}
}

// holding is one place where a password stands, or will.
type holding struct {
	// property is the name of the resource's property, path the way to the place within it.
	property, path string
	secret         bool
}

// holdings gives, for each property of a resource, the first place that holds the password.
func (c *checker) holdings(r *resource.Resource, g guarded, search search) []holding {
	var found []holding
	if search.in(r.Name) {
		found = append(found, holding{property: "its name", path: "its name"})
	}
	for name, value := range r.Properties.All {
		if place, ok := search.visit(name, value); ok {
			found = append(found, holding{property: name, path: place.path, secret: place.secret})
			continue
		}
		depends := func(generator string) bool { return slices.Contains(r.PropertyDependencies[name], generator) }
		if value.HasComputed() && slices.ContainsFunc(g.generators, depends) {
			// Whether an unknown value is a secret is not known before it is there, so it counts as one.
			found = append(found, holding{property: name, path: name, secret: true})
		}
	}
	slices.SortFunc(found, func(a, b holding) int { return strings.Compare(a.path, b.path) })
	return found
}

// nameOf is a resource's name, unless that name would give the password away.
func (c *checker) nameOf(r *resource.Resource, search search) string {
	if search.in(r.Name) {
		return "(not named here)"
	}
	return r.Name
}

// typeName is the last part of a resource's type, such as "Parameter".
func typeName(r *resource.Resource) string {
	for i := len(r.Type) - 1; i >= 0; i-- {
		if r.Type[i] == ':' {
			return r.Type[i+1:]
		}
	}
	return r.Type
}
