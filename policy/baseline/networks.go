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

// RegionOf is the region that a network stands in.
func (b *Baseline) RegionOf(n Network) string {
	if n.Region != "" {
		return n.Region
	}
	return b.Region
}

// Networks are all approved networks, rooms first.
func (b *Baseline) Networks() []Network {
	var all []Network
	for _, r := range b.Rooms {
		all = append(all, r.Network)
	}
	for _, p := range b.Productions {
		all = append(all, p.Network)
	}
	return all
}

// Accounts are those that own an approved network; one that owns several stands there several times.
func (b *Baseline) Accounts() []string {
	var all []string
	for _, n := range b.Networks() {
		all = append(all, n.AccountID)
	}
	return all
}

// RoomAt is the room with exactly this block; nil when there is none.
func (b *Baseline) RoomAt(block netip.Prefix) *Room {
	for i := range b.Rooms {
		if own := b.Rooms[i].Prefix(); own.IsValid() && own == block {
			return &b.Rooms[i]
		}
	}
	return nil
}

// ProductionAt is the production with exactly this block; nil when there is none.
func (b *Baseline) ProductionAt(block netip.Prefix) *Production {
	for i := range b.Productions {
		if own := b.Productions[i].Prefix(); own.IsValid() && own == block {
			return &b.Productions[i]
		}
	}
	return nil
}

// TerminalAddresses are the addresses that terminals of any room may have.
func (b *Baseline) TerminalAddresses() *netipx.IPSet {
	var all []string
	for _, r := range b.Rooms {
		all = append(all, r.TerminalSubnets...)
	}
	return addresses(all)
}

// Terminals are the addresses that the room's terminals may have.
func (r *Room) Terminals() *netipx.IPSet { return addresses(r.TerminalSubnets) }

// Exposed are the addresses of all subnets that the production's endpoints stand in.
func (p *Production) Exposed() *netipx.IPSet {
	var all []string
	for _, e := range p.Endpoints {
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
