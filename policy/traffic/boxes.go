package traffic

import (
	"net/netip"

	"go4.org/netipx"
)

// Box is all traffic from some addresses to some addresses by some services.
type Box struct {
	From, To *netipx.IPSet
	Services Services
}

// Empty says whether nothing passes.
func (b Box) Empty() bool { return b.Services.Empty() || None(b.From) || None(b.To) }

// Families are the parts of b that packets can be of, IPv4 or IPv6: none has a source of one and a destination of the other.
func (b Box) Families() []Box {
	if b.Empty() {
		return nil
	}
	if !sixes(b.From) && !sixes(b.To) {
		return []Box{b} // as most are
	}
	var parts []Box
	for _, family := range []*netipx.IPSet{everyIPv4, everyIPv6} {
		part := Box{From: Intersect(b.From, family), To: Intersect(b.To, family), Services: b.Services}
		if !part.Empty() {
			parts = append(parts, part)
		}
	}
	return parts
}

var everyIPv4, everyIPv6 = Of(netip.MustParsePrefix("0.0.0.0/0")), Of(netip.MustParsePrefix("::/0"))

// sixes says whether a set holds IPv6 addresses; IPv4 ones come before them.
func sixes(s *netipx.IPSet) bool {
	ranges := s.Ranges()
	return len(ranges) > 0 && ranges[len(ranges)-1].To().Is6()
}

// Without is what is left of b after taking out the approved boxes, as boxes apart from one another.
func (b Box) Without(approved ...Box) []Box {
	left := []Box{b}
	for _, cut := range approved {
		var next []Box
		for _, one := range left {
			next = append(next, one.minus(cut)...)
		}
		left = next
	}
	return left
}

// minus splits b around cut along one dimension after another.
func (b Box) minus(cut Box) []Box {
	pieces := []Box{
		{From: Minus(b.From, cut.From), To: b.To, Services: b.Services},
		{From: Intersect(b.From, cut.From), To: Minus(b.To, cut.To), Services: b.Services},
		{From: Intersect(b.From, cut.From), To: Intersect(b.To, cut.To), Services: b.Services.Minus(cut.Services)},
	}
	var left []Box
	for _, piece := range pieces {
		if !piece.Empty() {
			left = append(left, piece)
		}
	}
	return left
}

// Example writes one packet of the box: "10.20.6.4 → 10.10.6.4 tcp/22".
func (b Box) Example() string {
	return ExampleAddress(b.From).String() + " → " + ExampleAddress(b.To).String() + " " + b.Services.Example()
}
