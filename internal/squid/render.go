package squid

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"secure-room/internal/allowlist"
)

// Settings is all that differs from one room's proxy to another's.
type Settings struct {
	// Clients are the subnets that may use the proxy.
	Clients []netip.Prefix
	// Allow is what they may reach, by CONNECT.
	Allow allowlist.List
}

// preamble holds what does not depend on the room. Nothing is cached or written to disk, the access log goes where
// the task's log driver reads, and nothing about the room is told to the hosts reached.
const preamble = `# The room's proxy: terminals may open encrypted connections to the hosts named here. All else is denied.
http_port %d
visible_hostname proxy
access_log stdio:/dev/stdout squid
cache_log stdio:/dev/stderr
pid_filename none
coredump_dir none
netdb_filename none
pinger_enable off
cache deny all
cache_mem 0 MB
forwarded_for delete
via off
httpd_suppress_version_string on
shutdown_lifetime 10 seconds
`

// Render writes the configuration. The same settings give the same text, whatever their order.
func Render(settings Settings) string {
	var b strings.Builder
	fmt.Fprintf(&b, preamble, Port)

	b.WriteString("\n# Who may ask: the terminals.\n")
	for _, client := range clients(settings.Clients) {
		fmt.Fprintf(&b, "acl terminals src %s\n", client)
	}
	ports := settings.Allow.Ports()
	for _, port := range ports {
		fmt.Fprintf(&b, "\n# What they may reach on port %d.\nacl port_%d port %d\n", port, port, port)
		for _, value := range domains(settings.Allow, port) {
			// Without -n, Squid looks up the name of an address that a client asks for, and whoever owns the address
			// chooses that name.
			fmt.Fprintf(&b, "acl hosts_%d dstdomain -n %s\n", port, value)
		}
	}

	b.WriteString("\n# The first line that matches decides.\nhttp_access deny manager\nhttp_access deny !terminals\nhttp_access deny !CONNECT\n")
	for _, port := range ports {
		fmt.Fprintf(&b, "http_access allow CONNECT terminals port_%d hosts_%d\n", port, port)
	}
	b.WriteString("http_access deny all\n")
	return b.String()
}

// clients puts subnets in order, each once.
func clients(prefixes []netip.Prefix) []netip.Prefix {
	masked := make([]netip.Prefix, 0, len(prefixes))
	for _, prefix := range prefixes {
		masked = append(masked, prefix.Masked())
	}
	slices.SortFunc(masked, func(a, b netip.Prefix) int {
		if order := a.Addr().Compare(b.Addr()); order != 0 {
			return order
		}
		return a.Bits() - b.Bits()
	})
	return slices.Compact(masked)
}

// domains are the values that stand for all hosts of one port. Squid stops at a list that holds both a name and a
// subtree with that name in it, so covered names are left out.
func domains(list allowlist.List, port int) []string {
	var onPort allowlist.List
	for _, entry := range list {
		if slices.Contains(entry.Ports, port) {
			onPort = append(onPort, allowlist.Entry{Host: entry.Host, Subdomains: entry.Subdomains, Ports: []int{port}})
		}
	}
	var values []string
	for _, entry := range allowlist.Union(onPort) {
		if entry.Subdomains {
			values = append(values, "."+entry.Host)
		} else {
			values = append(values, entry.Host)
		}
	}
	slices.Sort(values)
	return values
}
