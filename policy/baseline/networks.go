package baseline

import (
	"net/netip"

	"go4.org/netipx"
)

// Prefix is the network's block; the invalid prefix, which holds no address, when the text is no block.
func (n Network) Prefix() netip.Prefix {
	prefix, err := netip.ParsePrefix(n.CIDR)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix.Masked()
}

// TerminalAddresses are the addresses that terminals may have.
func (b *Baseline) TerminalAddresses() *netipx.IPSet { return addresses(b.Room.TerminalSubnets) }

// ExposedAddresses are the addresses of all subnets that approved endpoints stand in.
func (b *Baseline) ExposedAddresses() *netipx.IPSet {
	var all []string
	for _, e := range b.Endpoints {
		all = append(all, e.Subnets...)
	}
	return addresses(all)
}

// Addresses are the addresses of the subnets that the endpoint stands in.
func (e Endpoint) Addresses() *netipx.IPSet { return addresses(e.Subnets) }

// Sources are the addresses of a list of approved ranges.
func Sources(list []SourceAddress) *netipx.IPSet {
	texts := make([]string, 0, len(list))
	for _, one := range list {
		texts = append(texts, one.CIDR)
	}
	return addresses(texts)
}

// addresses joins blocks. A text that is no block adds nothing, so nothing is approved by a slip of the pen.
func addresses(texts []string) *netipx.IPSet {
	var set netipx.IPSetBuilder
	for _, text := range texts {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			set.AddPrefix(prefix.Masked())
		}
	}
	joined, err := set.IPSet()
	if err != nil {
		return &netipx.IPSet{}
	}
	return joined
}
