package squid

import (
	"net/netip"
	"strings"

	"go4.org/netipx"
)

// addressRange is one value of a src or dst list.
type addressRange struct {
	netipx.IPRange
	// unsure is set where Squid may have dropped it.
	unsure bool
}

var (
	everyIPv4 = netipx.RangeOfPrefix(netip.MustParsePrefix("0.0.0.0/0"))
	everyIPv6 = netipx.RangeOfPrefix(netip.MustParsePrefix("::/0"))
)

// everywhere are the ways to write "all" (Ip.cc, acl_ip_data::FactoryParse).
var everywhere = set("all", "0/0", "0.0.0.0/0", "0.0.0.0/0.0.0.0", "0.0.0.0-255.255.255.255", "0.0.0.0-0.0.0.0/0")

// parseAddresses reads a value: an address, a range, either with a mask, or a word. Host names, which Squid looks up
// once when it starts, are not read.
func parseAddresses(value string) ([]addressRange, bool) {
	switch {
	case everywhere[value]:
		return []addressRange{{IPRange: everyIPv4}, {IPRange: everyIPv6}}, true
	case value == "ipv4":
		return []addressRange{{IPRange: everyIPv4}}, true
	case value == "ipv6":
		// Squid leaves a few reserved blocks out; taking them in can only make the verdict stricter.
		return []addressRange{{IPRange: everyIPv6, unsure: true}}, true
	}
	text, maskText, masked := strings.Cut(value, "/")
	firstText, lastText, isRange := strings.Cut(text, "-")
	if !isRange {
		lastText = firstText
	}
	first, firstErr := netip.ParseAddr(firstText)
	last, lastErr := netip.ParseAddr(lastText)
	if firstErr != nil || lastErr != nil || first.Zone() != "" || last.Zone() != "" || first.Is4() != last.Is4() {
		return nil, false
	}
	bits := first.BitLen()
	if masked {
		var ok bool
		if bits, ok = maskBits(maskText, first); !ok {
			return nil, false
		}
	}
	// Squid masks both ends of a range and the address that it compares.
	from := netipx.RangeOfPrefix(netip.PrefixFrom(first, bits).Masked())
	to := netipx.RangeOfPrefix(netip.PrefixFrom(last, bits).Masked())
	result := netipx.IPRangeFrom(from.From(), to.To())
	return []addressRange{{IPRange: result}}, result.IsValid()
}

// maskBits reads "24" or, for IPv4, "255.255.255.0".
func maskBits(text string, address netip.Addr) (int, bool) {
	if prefix, err := netip.ParsePrefix(address.String() + "/" + text); err == nil {
		return prefix.Bits(), true
	}
	mask, err := netip.ParseAddr(text)
	if err != nil || !mask.Is4() || !address.Is4() {
		return 0, false
	}
	for bits := 0; bits <= 32; bits++ {
		if netip.PrefixFrom(netip.MustParseAddr("255.255.255.255"), bits).Masked().Addr() == mask {
			return bits, true
		}
	}
	return 0, false
}

// matchAddress compares ranges with an address.
func matchAddress(ranges []addressRange, text string) match {
	address, err := netip.ParseAddr(text)
	if err != nil {
		return no
	}
	address = address.Unmap()
	found := no
	for _, r := range ranges {
		if !r.Contains(address) {
			continue
		}
		if r.unsure {
			found = max(found, maybe)
		} else {
			found = yes
		}
	}
	return found
}

func overlapsAny(r addressRange, earlier []addressRange) bool {
	for _, other := range earlier {
		if r.Overlaps(other.IPRange) {
			return true
		}
	}
	return false
}
