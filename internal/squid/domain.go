package squid

import (
	"strings"

	"secure-room/internal/allowlist"
)

// domain is one value of a dstdomain list.
type domain struct {
	// host is the name in its canonical form; empty for the root, below which every name lies.
	host string
	// subtree adds every name below host: the value began with a dot.
	subtree bool
	// odd is set when Squid compares the value as written and so perhaps never matches it (a trailing dot, Unicode, a
	// wildcard). Whoever wrote it meant the canonical form, and another release may read it so: it may match, and is
	// not sure to.
	odd bool
}

// parseDomain reads a value. Squid compares names without regard to case, and a leading dot takes in the name itself
// and all below it (Uri.cc, matchDomainName).
func parseDomain(value string) domain {
	d := domain{host: strings.ToLower(value)}
	if rest, dotted := strings.CutPrefix(d.host, "*."); dotted {
		d.odd = true
		d.host = "." + rest
	}
	if strings.HasPrefix(d.host, ".") {
		d.subtree = true
		d.host = d.host[1:]
	}
	canonical, ok := allowlist.CanonicalHost(d.host)
	switch {
	case d.host == "" || d.host == "*":
		return domain{subtree: true, odd: true}
	case !ok:
		d.odd = true
	case canonical != d.host:
		d.odd = true
		d.host = canonical
	}
	return d
}

func (d domain) match(host string) match {
	found := host == d.host || d.subtree && (d.host == "" || strings.HasSuffix(host, "."+d.host))
	switch {
	case !found:
		return no
	case d.odd:
		return maybe
	default:
		return yes
	}
}
