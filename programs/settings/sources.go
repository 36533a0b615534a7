package settings

import (
	"net/netip"
	"slices"
)

// unroutable are blocks that nobody reaches the internet from ("IANA IPv4 Special-Purpose Address Registry"), apart
// from the private ones. The documentation blocks are not among them: examples are written with them.
var unroutable = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("224.0.0.0/3"),
}

const sourceForm = "a public IPv4 block from /24 to /32, such as 203.0.113.10/32"

// readSourceAddresses reads where terminals may be opened from. At least one: a directory without IP access control
// group lets everyone in (WorkSpaces Administration Guide: "IP access control groups"), and those know IPv4 only.
func readSourceAddresses(v value) []SourceAddress {
	sources := readSources(v, sourceForm, func(item value, block netip.Prefix) {
		if isPrivate(block) || slices.ContainsFunc(unroutable, block.Overlaps) {
			item.refuse("is "+block.String()+", which is not a public address", sourceForm)
		}
	})
	if len(sources) == 0 && v.given() {
		v.refuse("lets nobody in", "a list of at least one source such as {cidr: 203.0.113.10/32, reason: Tokyo office}")
	}
	return sources
}

// readManagementSources reads where the management instance may be reached from. It has no public address.
func readManagementSources(v value) []SourceAddress {
	const allowed = "a private IPv4 block (RFC 1918) from /24 to /32, such as 10.20.0.10/32"
	return readSources(v, allowed, func(item value, block netip.Prefix) {
		if !isPrivate(block) {
			item.refuse("is "+block.String()+", which is not private and never reaches the instance", allowed)
		}
	})
}

// readSources reads a list of blocks and reasons; kind refuses those that are narrow enough and yet of a wrong kind.
func readSources(v value, allowed string, kind func(value, netip.Prefix)) []SourceAddress {
	var sources []SourceAddress
	for _, item := range v.list("a list of sources such as {cidr: 203.0.113.10/32, reason: Tokyo office}") {
		fields := item.fields("cidr", "reason")
		block := readPrefix(fields["cidr"], allowed)
		overlaps := func(other SourceAddress) bool { return other.CIDR.IsValid() && other.CIDR.Overlaps(block) }
		switch {
		case !block.IsValid():
		case block.Bits() < 24:
			fields["cidr"].refuse("is "+block.String()+", which is wider than /24", allowed)
		case slices.ContainsFunc(sources, overlaps):
			fields["cidr"].refuse("is "+block.String()+", which overlaps an earlier one", "each address once")
		default:
			kind(fields["cidr"], block)
		}
		sources = append(sources, SourceAddress{
			CIDR:   block,
			Reason: fields["reason"].text("a few words that say whose address it is"),
		})
	}
	return sources
}
