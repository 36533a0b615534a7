package password

import (
	"strings"

	"secure-room/policy/resource"
)

// shortestWord is in characters: shorter parts of a directory's name, such as "jp", occur in good passwords by chance.
const shortestWord = 4

// directory judges one directory's password and remembers it for the search of copies.
func (c *checker) directory(r *resource.Resource) {
	given := r.Properties.Get("password")
	value, standing := resource.Text(given)
	switch {
	case standing == resource.Absent || standing == resource.Known && value == "":
		c.report(missing, r, "The Admin of directory %s has no password; it must have one of its own.", r.Name)
	case standing == resource.Malformed:
		c.report(unknownOrigin, r, "The password of directory %s is no text, so it cannot be judged.", r.Name)
	case standing == resource.Unknown:
		c.unknown(r)
	default:
		if !given.Secret() {
			c.report(plaintext, r, "The password of directory %s is not marked as a secret, so it stands in the clear in the "+
				"state and the logs; take it for known.", r.Name)
		}
		for _, fault := range faults(value, c.words(r), c.Baseline.AdminPassword) {
			c.report(fault.rule, r, "The password of directory %s %s.", r.Name, fault.text)
		}
		// A generator is judged by how it draws, too: what a weak one made can look good.
		g := guarded{directory: r, value: value, generators: r.PropertyDependencies["password"]}
		for _, urn := range g.generators {
			if from := c.byURN[urn]; from != nil && from.Type == randomPasswordType {
				c.generator(r, from)
			}
		}
		c.guarded = append(c.guarded, g)
	}
}

// unknown judges a password that is not there yet. A resource alone has no dependencies to follow, so in the Single
// scope there is nothing to judge: the engine previews every update, the preview ends with the Stack scope, and when
// the directory is about to be created its password is known and judged by value.
func (c *checker) unknown(r *resource.Resource) {
	if c.Scope == resource.Single {
		return
	}
	g, before := guarded{directory: r}, len(c.findings)
	for _, origin := range r.PropertyDependencies["password"] {
		c.origin(r, origin, &g, map[string]bool{})
	}
	if len(g.generators) == 0 && len(c.findings) == before {
		c.report(unknownOrigin, r, "The password of directory %s is not known yet and comes from no generator, so it cannot be "+
			"judged; allowed is a RandomPassword or a secret config value.", r.Name)
	}
	c.guarded = append(c.guarded, g)
}

// words are those that may not occur in a directory's password: the baseline's, the Admin's, and the directory's own
// names. The last label of its domain is left out, since it names nobody.
func (c *checker) words(r *resource.Resource) []string {
	words := append([]string{"admin"}, c.Baseline.AdminPassword.ForbiddenWords...)
	domain, _ := resource.Text(r.Properties.Get("name"))
	short, _ := resource.Text(r.Properties.Get("shortName"))
	labels := strings.Split(strings.TrimSuffix(domain, "."), ".")
	for _, name := range append(labels[:len(labels)-1], short) {
		if len([]rune(name)) >= shortestWord {
			words = append(words, name)
		}
	}
	return unique(words)
}

// unique drops words that come a second time, whatever their case.
func unique(words []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, word := range words {
		if lower := strings.ToLower(word); !seen[lower] {
			seen[lower] = true
			kept = append(kept, word)
		}
	}
	return kept
}
