package baseline

import (
	"net/netip"
	"strings"

	"secure-room/internal/allowlist"
	entry "secure-room/internal/problem"
	"secure-room/internal/source"
)

// sources checks addresses that may open something, each alone by the same test that the room's config must pass.
func (c *checker) sources(path []any, list []SourceAddress, test func([]source.Source) []entry.Problem) {
	var seen []netip.Prefix
	for i, s := range list {
		prefix := c.prefix(below(path, i, "cidr"), s.CIDR)
		if !prefix.IsValid() {
			continue
		}
		for _, p := range test([]source.Source{{CIDR: prefix, Reason: s.Reason}}) {
			c.add(below(path, i, strings.ToLower(p.Field)), "%s", p.Text)
		}
		for _, other := range seen {
			if other.Overlaps(prefix) {
				c.add(below(path, i, "cidr"), "%s overlaps %s of the same list", prefix, other)
			}
		}
		seen = append(seen, prefix)
	}
}

// egress checks what the proxy may let out by the meaning that the room's config and the proxy give it.
func (c *checker) egress(b *Baseline) {
	for _, r := range b.Rooms {
		if _, err := allowlist.Console(b.RegionOf(r.Network)); b.Egress.Console && err != nil {
			c.add(at("egress", "console"), "cannot be approved for %s in region %s: %v", r.Name, b.RegionOf(r.Network), err)
		}
	}
	_, problems := allowlist.Parse(b.Egress.Entries())
	for _, p := range problems {
		c.add(at("egress", "hosts", p.Index, p.Field), "%s", p.Text)
	}
}

// Entries are the approved hosts as an allowlist understands them.
func (e Egress) Entries() []allowlist.Entry {
	entries := make([]allowlist.Entry, 0, len(e.Hosts))
	for _, h := range e.Hosts {
		entries = append(entries, allowlist.Entry{Host: h.Host, Subdomains: h.Subdomains, Ports: h.Ports, Methods: h.Methods, Reason: h.Reason})
	}
	return entries
}
