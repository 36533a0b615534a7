package password

import (
	"secure-room/policy/resource"
)

// origin follows a password that is not known yet to the resource it comes from, and judges that. Good origins are a
// RandomPassword that generates well, and a secret version that holds one.
func (c *checker) origin(directory *resource.Resource, urn string, g *guarded, seen map[string]bool) {
	if seen[urn] {
		return
	}
	seen[urn] = true
	from, here := c.byURN[urn]
	switch {
	case !here:
		c.report(unknownOrigin, directory, "The password of directory %s comes from %s, which is not in this stack, so it "+
			"cannot be judged; allowed is a RandomPassword or a secret config value.", directory.Name, urn)
	case from.Type == randomPasswordType:
		g.generators = append(g.generators, urn)
		c.generator(directory, from)
	case from.Type == secretVersionType && len(from.PropertyDependencies["secretString"]) > 0:
		for _, next := range from.PropertyDependencies["secretString"] {
			c.origin(directory, next, g, seen)
		}
	default:
		c.report(unknownOrigin, directory, "The password of directory %s is not known yet and comes from %s (%s), which the "+
			"rules cannot judge; allowed is a RandomPassword or a secret config value.", directory.Name, from.Name, from.Type)
	}
}
