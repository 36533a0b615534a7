package baseline

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// widestSource is the shortest prefix that may be approved as a source: 256 addresses, a small office at most.
const widestSource = 24

// sources checks public or office addresses that may open something.
func (c *checker) sources(path []any, list []SourceAddress) {
	seen := map[netip.Prefix]bool{}
	for i, s := range list {
		prefix := c.prefix(below(path, i, "cidr"), s.CIDR)
		if strings.TrimSpace(s.Reason) == "" {
			c.add(below(path, i), "gives no reason; say whose address %s is", s.CIDR)
		}
		if !prefix.IsValid() {
			continue
		}
		switch {
		case !prefix.Addr().Is4():
			// An IP access control group of WorkSpaces holds IPv4 rules only.
			c.add(below(path, i, "cidr"), "is %s; source addresses are IPv4", prefix)
		case prefix.Bits() < widestSource:
			c.add(below(path, i, "cidr"), "is %s, which lets in %d addresses; name /%d or narrower", prefix, 1<<(32-prefix.Bits()), widestSource)
		}
		if seen[prefix] {
			c.add(below(path, i, "cidr"), "%s is already in this list", prefix)
		}
		seen[prefix] = true
	}
}

// sharedParents are names below which anybody may put content of his own, and which the public suffix list, made for
// cookies, does not hold or holds only in part.
var sharedParents = []string{
	"amazonaws.com", "amazonaws.com.cn", "cloudfront.net", "awsapps.com", "amazonwebservices.com",
	"blob.core.windows.net", "windows.net", "azure.com", "azureedge.net", "azurewebsites.net", "sharepoint.com", "onmicrosoft.com",
	"googleapis.com", "googleusercontent.com", "appspot.com", "githubusercontent.com", "fastly.net", "akamaized.net",
}

// egress checks what the proxy may let out. Whether a host is exactly what the configuration lets through is the
// egress family's question; here the baseline must not itself approve a name that everybody can write below.
func (c *checker) egress(e Egress) {
	for i, h := range e.Hosts {
		path := at("egress", "hosts", i)
		if problem := hostProblem(h); problem != "" {
			c.add(below(path, "host"), "%s", problem)
		}
		if len(h.Ports) == 0 {
			c.add(path, "names no ports; write ports: [443]")
		}
		for j, port := range h.Ports {
			if port < 1 || port > 65535 {
				c.add(below(path, "ports", j), "is %d; write one port between 1 and 65535", port)
			}
		}
		if strings.TrimSpace(h.Reason) == "" {
			c.add(path, "gives no reason; say what %s is for", h.Host)
		}
	}
}

// hostProblem says why a host may not be approved; empty when it may.
func hostProblem(h Host) string {
	name := h.Host
	if name != strings.ToLower(strings.TrimSuffix(name, ".")) || strings.ContainsAny(name, "/:*?[]()\\ ") || strings.HasPrefix(name, ".") {
		return "is \"" + name + "\"; write one plain host name in lower case, without scheme, path, port, star or dots at the ends"
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return "is the address " + name + "; name a host"
	}
	suffix, _ := publicsuffix.PublicSuffix(name)
	if suffix == name || !strings.Contains(name, ".") {
		return "is the public suffix " + name + ", below which anybody may own a name; name one host"
	}
	for _, parent := range sharedParents {
		if name == parent {
			return "is " + name + ", below which anybody may put content; name one host of it"
		}
		if h.Subdomains && strings.HasSuffix(name, "."+parent) {
			return "takes every name below " + name + ", part of " + parent + " where anybody may put content; name one host"
		}
	}
	return ""
}
