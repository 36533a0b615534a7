package traffic

import "go4.org/netipx"

// Box is all traffic from some addresses to some addresses by some services.
type Box struct {
	From, To *netipx.IPSet
	Services Services
}

// Empty says whether nothing passes.
func (b Box) Empty() bool { return b.Services.Empty() || None(b.From) || None(b.To) }

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
