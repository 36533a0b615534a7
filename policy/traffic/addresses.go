package traffic

import (
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"
)

// Union joins address sets; nil counts as empty.
func Union(sets ...*netipx.IPSet) *netipx.IPSet {
	var b netipx.IPSetBuilder
	for _, s := range sets {
		if s != nil {
			b.AddSet(s)
		}
	}
	return Build(&b)
}

// Intersect is what lies in both sets; it shares them where one holds the other.
func Intersect(a, b *netipx.IPSet) *netipx.IPSet {
	// Most pairs have nothing in common, and finding that out is cheap.
	if !a.Overlaps(b) {
		return &netipx.IPSet{}
	}
	x, y := a.Ranges(), b.Ranges()
	var common []netipx.IPRange
	for i, k := 0, 0; i < len(x) && k < len(y); {
		first, last := x[i].From(), x[i].To()
		if first.Less(y[k].From()) {
			first = y[k].From()
		}
		if y[k].To().Less(last) {
			last = y[k].To()
		}
		if !last.Less(first) {
			common = append(common, netipx.IPRangeFrom(first, last))
		}
		if x[i].To().Less(y[k].To()) {
			i++
		} else {
			k++
		}
	}
	switch {
	case slices.Equal(common, x):
		return a
	case slices.Equal(common, y):
		return b
	}
	var builder netipx.IPSetBuilder
	for _, r := range common {
		builder.AddRange(r)
	}
	return Build(&builder)
}

// Minus is what lies in a and not in b.
func Minus(a, b *netipx.IPSet) *netipx.IPSet {
	var builder netipx.IPSetBuilder
	builder.AddSet(a)
	builder.RemoveSet(b)
	return Build(&builder)
}

// Of is the set of some blocks; an invalid block adds nothing.
func Of(prefixes ...netip.Prefix) *netipx.IPSet {
	var b netipx.IPSetBuilder
	for _, p := range prefixes {
		AddTo(&b, p)
	}
	return Build(&b)
}

// AddTo adds a block to a set that is being built; an invalid block adds nothing. IPv4 addresses written as IPv6 ones count
// as both: whatever a service makes of ::ffff:10.20.0.0/112, nothing is let through by the spelling.
func AddTo(b *netipx.IPSetBuilder, p netip.Prefix) {
	if !p.IsValid() {
		return
	}
	b.AddPrefix(p.Masked())
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		b.AddPrefix(netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96).Masked())
	}
}

// Anywhere is every IPv4 and IPv6 address.
func Anywhere() *netipx.IPSet {
	return Of(netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0"))
}

// None says whether the set is empty.
func None(s *netipx.IPSet) bool { return s == nil || s.Equal(&netipx.IPSet{}) }

// Build ends a builder that was fed valid prefixes and sets only, for which it knows no errors.
func Build(b *netipx.IPSetBuilder) *netipx.IPSet {
	set, err := b.IPSet()
	if err != nil {
		panic("address set of valid parts: " + err.Error())
	}
	return set
}

// AddressText lists the set in as few blocks as can be.
func AddressText(s *netipx.IPSet) string {
	if None(s) {
		return "nowhere"
	}
	prefixes := s.Prefixes()
	texts := make([]string, 0, len(prefixes))
	for _, p := range prefixes {
		texts = append(texts, p.String())
	}
	const shown = 6
	if len(texts) > shown {
		texts = append(slices.Clip(texts[:shown]), "…")
	}
	return strings.Join(texts, ", ")
}

// ExampleAddress is one host address of the set, avoiding the four that AWS keeps at the start of every subnet
// ("Subnet CIDR blocks", Amazon VPC User Guide) where there is a choice.
func ExampleAddress(s *netipx.IPSet) netip.Addr {
	if None(s) {
		return netip.Addr{}
	}
	r := s.Ranges()[0]
	address := r.From()
	for range 4 {
		if next := address.Next(); next.IsValid() && r.Contains(next) {
			address = next
		}
	}
	return address
}
