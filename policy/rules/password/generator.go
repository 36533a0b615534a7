package password

import (
	"fmt"
	"math"
	"strings"

	"secure-room/policy/resource"
)

// bitsPerCharacter is how many guesses a generated character must cost at least, as a power of two: a password of the
// baseline's minimum length is then as good as one of that many hexadecimal digits.
const bitsPerCharacter = 4

// generator judges what draws a directory's password.
func (c *checker) generator(directory, from *resource.Resource) {
	for _, fault := range c.generatorFaults(from) {
		c.report(weakGenerator, from, "The RandomPassword %s, which makes the password of directory %s, %s.", from.Name, directory.Name, fault)
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
		return append(found, "has a length that is not known yet")
	case int(length) < shortest || int(length) > awsLongest:
		found = append(found, fmt.Sprintf("makes %d characters where %d to %d are allowed", int(length), shortest, awsLongest))
	}
	sets := setsOf(r)
	if len(sets) < 3 {
		found = append(found, "draws from fewer than three of the four sets of characters (lower, upper, numeric, special)")
	}
	if entropy(r, sets, int(length)) < float64(bitsPerCharacter*shortest) {
		found = append(found, "draws too many of its characters from too few")
	}
	return found
}

// characterSet is one that a RandomPassword draws from.
type characterSet struct {
	// size is how many different characters it has, minimum the property that says how many are drawn from it at least.
	size    int
	minimum string
}

// setsOf are the sets that a RandomPassword surely draws from. All are on unless turned off; "number" is the old name of
// "numeric", and overrideSpecial takes the place of the usual 21 signs (pulumi-random: RandomPassword).
func setsOf(r *resource.Resource) []characterSet {
	on := func(names ...string) bool {
		for _, name := range names {
			truth, standing := resource.Truth(r.Properties.Get(name))
			if standing != resource.Absent && !(standing == resource.Known && truth) {
				return false
			}
		}
		return true
	}
	var sets []characterSet
	if on("lower") {
		sets = append(sets, characterSet{26, "minLower"})
	}
	if on("upper") {
		sets = append(sets, characterSet{26, "minUpper"})
	}
	if on("number", "numeric") {
		sets = append(sets, characterSet{10, "minNumeric"})
	}
	signs, standing := resource.Text(r.Properties.Get("overrideSpecial"))
	switch {
	case !on("special"):
	case standing == resource.Absent || standing == resource.Known && signs == "":
		sets = append(sets, characterSet{21, "minSpecial"})
	case standing == resource.Known && strings.IndexFunc(signs, isSign) >= 0:
		sets = append(sets, characterSet{distinct([]rune(signs)), "minSpecial"})
	}
	return sets
}

// entropy is how many bits of chance a RandomPassword surely has: its minimums are drawn from one set each, the rest from
// all together. How they are shuffled is not counted. A minimum that is not known could be the whole.
func entropy(r *resource.Resource, sets []characterSet, length int) float64 {
	bits, rest, all := 0.0, length, 0
	for _, set := range sets {
		all += set.size
		count, standing := resource.Number(r.Properties.Get(set.minimum))
		switch standing {
		case resource.Absent:
		case resource.Known:
			count = min(max(count, 0), float64(rest))
			rest -= int(count)
			bits += math.Floor(count) * math.Log2(float64(set.size))
		default:
			return 0
		}
	}
	if all == 0 {
		return 0
	}
	return bits + float64(rest)*math.Log2(float64(all))
}

func isSign(r rune) bool { return classes[len(classes)-1].MatchString(string(r)) }
