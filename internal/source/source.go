// Package source says which addresses may be let in by name: small blocks, each with the reason why.
package source

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"secure-room/internal/problem"
)

// Source is a block of IPv4 addresses and why it is let in.
type Source struct {
	// CIDR is the block, without host bits, /24 at widest.
	CIDR netip.Prefix
	// Reason says whose address it is, in a few words.
	Reason string
}

// widest is the shortest prefix that still names somebody: an office's or a gateway's block.
const widest = 24

// private are the blocks of RFC 1918, unroutable those that nobody reaches the internet from ("IANA IPv4
// Special-Purpose Address Registry"). The documentation blocks (RFC 5737) are in neither: examples are written in them.
var (
	private = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
		netip.MustParsePrefix("192.168.0.0/16")}
	unroutable = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
		netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"),
		netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("224.0.0.0/3")}
)

// CheckPublic returns every reason why terminals must not be opened from these sources.
func CheckPublic(list string, sources []Source) error {
	return problem.Join(list, PublicProblems(sources))
}

// CheckPrivate returns every reason why something without public address must not be opened to these sources.
func CheckPrivate(list string, sources []Source) error {
	return problem.Join(list, PrivateProblems(sources))
}

// PublicProblems lists what is wrong with each of these sources of terminals.
func PublicProblems(sources []Source) []problem.Problem {
	return problems(sources, func(block netip.Prefix) string {
		if slices.ContainsFunc(slices.Concat(private, unroutable), block.Overlaps) {
			return "is not public; use the address that the internet sees"
		}
		return ""
	})
}

// PrivateProblems lists what is wrong with each of these sources of something without public address.
func PrivateProblems(sources []Source) []problem.Problem {
	return problems(sources, func(block netip.Prefix) string {
		if !slices.ContainsFunc(private, block.Overlaps) {
			return "is not private (RFC 1918), so it never gets there; use a private block"
		}
		return ""
	})
}

// problems looks at each source alone and at each pair; kind says what is wrong with a block that is otherwise sound.
func problems(sources []Source, kind func(netip.Prefix) string) []problem.Problem {
	var found []problem.Problem
	for i, one := range sources {
		add := func(field, text string) { found = append(found, problem.Problem{Index: i, Field: field, Text: text}) }
		if strings.TrimSpace(one.Reason) == "" {
			add("Reason", "is empty; say whose address it is")
		}
		switch wrong := shape(one.CIDR); {
		case wrong != "":
			add("CIDR", fmt.Sprintf("%s %s", one.CIDR, wrong))
			continue
		case kind(one.CIDR) != "":
			add("CIDR", fmt.Sprintf("%s %s", one.CIDR, kind(one.CIDR)))
		}
		for j, earlier := range sources[:i] {
			if earlier.CIDR.IsValid() && earlier.CIDR.Overlaps(one.CIDR) {
				add("CIDR", fmt.Sprintf("%s overlaps entry %d (%s); list each address once", one.CIDR, j, earlier.CIDR))
			}
		}
	}
	return found
}

func shape(block netip.Prefix) string {
	switch {
	case !block.IsValid() || !block.Addr().Is4():
		return "is not an IPv4 block; use one such as 203.0.113.10/32"
	case block.Bits() < widest:
		return fmt.Sprintf("is wider than /%d; name the addresses themselves", widest)
	case block != block.Masked():
		return fmt.Sprintf("has host bits; did you mean %s?", block.Masked())
	}
	return ""
}
