package password

import (
	"fmt"
	"strings"

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
		for _, fault := range c.generatorFaults(from) {
			c.report(weakGenerator, from, "The RandomPassword %s, which makes the password of directory %s, %s.", from.Name,
				directory.Name, fault)
		}
	case from.Type == secretVersionType && len(from.PropertyDependencies["secretString"]) > 0:
		for _, next := range from.PropertyDependencies["secretString"] {
			c.origin(directory, next, g, seen)
		}
	default:
		c.report(unknownOrigin, directory, "The password of directory %s is not known yet and comes from %s (%s), which the "+
			"rules cannot judge; allowed is a RandomPassword or a secret config value.", directory.Name, from.Name, from.Type)
	}
}

// generatorFaults says everything that is wrong with how a RandomPassword generates. What is not known yet counts as
// wrong: it could be anything.
func (c *checker) generatorFaults(r *resource.Resource) []string {
	var found []string
	shortest := max(awsShortest, c.Baseline.AdminPassword.MinimumLength)
	length, standing := resource.Number(r.Properties.Get("length"))
	switch {
	case standing != resource.Known:
		found = append(found, "has a length that is not known yet")
	case int(length) < shortest || int(length) > awsLongest:
		found = append(found, fmt.Sprintf("makes %d characters where %d to %d are allowed", int(length), shortest, awsLongest))
	}
	if setsOn(r) < 3 {
		found = append(found, "draws from fewer than three of the four sets of characters (lower, upper, numeric, special)")
	}
	return found
}

// setsOn counts the sets of characters that a RandomPassword surely draws from. All are on unless turned off; "number"
// is the old name of "numeric" (pulumi-random: RandomPassword).
func setsOn(r *resource.Resource) int {
	on := func(names ...string) bool {
		for _, name := range names {
			truth, standing := resource.Truth(r.Properties.Get(name))
			if standing != resource.Absent && !(standing == resource.Known && truth) {
				return false
			}
		}
		return true
	}
	count := 0
	for _, set := range [][]string{{"lower"}, {"upper"}, {"number", "numeric"}} {
		if on(set...) {
			count++
		}
	}
	signs, standing := resource.Text(r.Properties.Get("overrideSpecial"))
	ownSigns := standing == resource.Known && signs != ""
	if on("special") && (standing == resource.Absent || standing == resource.Known && signs == "" ||
		ownSigns && strings.IndexFunc(signs, isSign) >= 0) {
		count++
	}
	return count
}

func isSign(r rune) bool { return classes[len(classes)-1].MatchString(string(r)) }
