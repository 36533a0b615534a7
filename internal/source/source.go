// Package source says which addresses may be let in by name: small blocks, each with the reason why.
package source

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Source is a block of IPv4 addresses and why it is let in.
type Source struct {
	CIDR   netip.Prefix
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
func CheckPublic(field string, sources []Source) error {
	return check(field, sources, func(block netip.Prefix) string {
		if slices.ContainsFunc(slices.Concat(private, unroutable), block.Overlaps) {
			return "is not public; use the address that the internet sees"
		}
		return ""
	})
}

// CheckPrivate returns every reason why something without public address must not be opened to these sources.
func CheckPrivate(field string, sources []Source) error {
	return check(field, sources, func(block netip.Prefix) string {
		if !slices.ContainsFunc(private, block.Overlaps) {
			return "is not private (RFC 1918), so it never gets there; use a private block"
		}
		return ""
	})
}

// check looks at each source alone and at each pair; kind says what is wrong with a block that is otherwise sound.
func check(field string, sources []Source, kind func(netip.Prefix) string) error {
	var problems []error
	for i, one := range sources {
		where := fmt.Sprintf("%s[%d]", field, i)
		if strings.TrimSpace(one.Reason) == "" {
			problems = append(problems, fmt.Errorf("%s.Reason: empty; say whose address it is", where))
		}
		switch wrong := shape(one.CIDR); {
		case wrong != "":
			problems = append(problems, fmt.Errorf("%s.CIDR: %s %s", where, one.CIDR, wrong))
			continue
		case kind(one.CIDR) != "":
			problems = append(problems, fmt.Errorf("%s.CIDR: %s %s", where, one.CIDR, kind(one.CIDR)))
		}
		for j, earlier := range sources[:i] {
			if earlier.CIDR.IsValid() && earlier.CIDR.Overlaps(one.CIDR) {
				problems = append(problems, fmt.Errorf("%s.CIDR: %s overlaps %s[%d]; list each address once", where, one.CIDR, field, j))
			}
		}
	}
	return errors.Join(problems...)
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
