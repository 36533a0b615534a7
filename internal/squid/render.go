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
	// Allow is what they may reach.
	Allow allowlist.List
}

// Certificate is where the image's entry point puts a certificate that it makes at each start and that nobody trusts. Squid
// wants one in order to look at a connection's server name, though it never takes one apart: only to a client whose
// request was refused does it answer with it.
const Certificate = Scratch + "/unused.pem"

// logFormat is one JSON object a line: who, when, where to, allowed or not, how much. What a client chose is written with
// percent signs for all but plain characters, so that it can end no text; paths and queries, which may hold secrets, are left
// out. `result` is TCP_DENIED… where http_access refused, TCP_TUNNEL at the end of a connection. `tunnel` is terminate where a
// connection asked for another server than it was opened to, and peek where it was not TLS at all; an encrypted connection
// has a first line with result NONE_NONE when it begins. `sent` counts bytes from the terminal ("logformat", squid.conf
// reference).
const logFormat = `{"time":"%{%Y-%m-%dT%H:%M:%S}tg.%03tuZ","client":"%>a","method":"%#rm","host":"%#>rd","port":"%#>rP",` +
	`"sni":"%#ssl::>sni","tunnel":"%ssl::bump_mode","status":%>Hs,"result":"%Ss","sent":%>st,"received":%<st,"milliseconds":%tr}`

// preamble holds what does not depend on the room. Nothing is cached or written to disk, the access log goes where
// the task's log driver reads, nothing about the room is told to the hosts reached, and nobody holds many connections.
const preamble = `# The room's proxy: terminals may open encrypted connections to the hosts named here. All else is denied.
http_port %d ssl-bump tls-cert=%s generate-host-certificates=off
visible_hostname proxy
logformat audit %s
access_log stdio:/dev/stdout logformat=audit
cache_log stdio:/dev/stderr
pid_filename none
coredump_dir none
netdb_filename none
pinger_enable off
hosts_file none
cache deny all
cache_mem 0 MB
forwarded_for delete
via off
httpd_suppress_version_string on
email_err_data off
shutdown_lifetime 10 seconds
request_header_max_size 16 KB
request_body_max_size 1 MB
client_ip_max_connections 512
connect_timeout 15 seconds
request_timeout 60 seconds
dns_timeout 10 seconds
half_closed_clients off
`

// private are addresses that no host of the internet has (RFC 6890, IANA's special-purpose registries): a name that leads
// there leads into the room, to the task itself or to its metadata.
const private = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 " +
	"198.18.0.0/15 224.0.0.0/3 ::/127 64:ff9b::/96 fc00::/7 fe80::/10 ff00::/8"

// Render writes the configuration. The same settings give the same text, whatever their order.
func Render(settings Settings) string {
	var b strings.Builder
	fmt.Fprintf(&b, preamble, Port, Certificate, logFormat)

	b.WriteString("\n# Who may ask: the terminals.\n")
	for _, client := range clients(settings.Clients) {
		fmt.Fprintf(&b, "acl terminals src %s\n", client)
	}
	var encrypted, plain allowlist.List
	for _, entry := range settings.Allow {
		if entry.Encrypted() {
			encrypted = append(encrypted, entry)
		} else {
			plain = append(plain, entry)
		}
	}
	// The last list has a name looked up, and so comes after those that say which names may be.
	var allow strings.Builder
	for _, port := range encrypted.Ports() {
		fmt.Fprintf(&b, "\n# What they may reach on port %d.\nacl port_%d port %d\n", port, port, port)
		writeHosts(&b, fmt.Sprintf("hosts_%d", port), domains(encrypted, port, allowlist.Connect))
		fmt.Fprintf(&allow, "http_access allow CONNECT terminals port_%d hosts_%d !private\n", port, port)
	}
	methods := plain.Methods()
	if len(methods) > 0 {
		// Squid would also fetch by FTP, WHOIS or TLS of its own what a plain request names.
		b.WriteString("\n# Plain HTTP and its methods.\nacl web proto HTTP\n")
	}
	for _, method := range methods {
		fmt.Fprintf(&b, "acl method_%s method %s\n", method, method)
	}
	for _, port := range plain.Ports() {
		fmt.Fprintf(&b, "\n# What they may reach in plain HTTP on port %d.\nacl port_%d port %d\n", port, port, port)
		for _, method := range methods {
			hosts := domains(plain, port, method)
			if len(hosts) == 0 {
				continue // a line without its list would be one that Squid refuses
			}
			list := fmt.Sprintf("hosts_%d_%s", port, method)
			writeHosts(&b, list, hosts)
			fmt.Fprintf(&allow, "http_access allow method_%s terminals port_%d %s web !private\n", method, port, list)
		}
	}
	if len(settings.Allow) > 0 {
		fmt.Fprintf(&b, "\n# Where no name may lead.\nacl private dst %s\n", private)
	}

	b.WriteString("\n# The first line that matches decides.\nhttp_access deny manager\nhttp_access deny !terminals\n")
	if len(plain) == 0 {
		b.WriteString("http_access deny !CONNECT\n")
	}
	b.WriteString(allow.String() + "http_access deny all\n")
	renderTunnels(&b, encrypted)
	return b.String()
}

// writeHosts names a list's hosts. Without -n, Squid looks up the name of an address that a client asks for, and whoever
// owns the address chooses that name.
func writeHosts(b *strings.Builder, list string, hosts []string) {
	for _, host := range hosts {
		fmt.Fprintf(b, "acl %s dstdomain -n %s\n", list, host)
	}
}

// renderTunnels has Squid look at each connection's first message: it goes on only to the server that it was opened to, since
// one that serves many names would else take an approved one for any other. None is ever taken apart ("ssl_bump",
// squid.conf reference).
func renderTunnels(b *strings.Builder, allow allowlist.List) {
	b.WriteString("\n# A connection goes on only if it asks for the server that it was opened to. None is taken apart.\n" +
		"acl opened at_step SslBump1\nssl_bump peek opened\n")
	var everywhere allowlist.List
	for _, e := range allow {
		everywhere = append(everywhere, allowlist.Entry{Host: e.Host, Subdomains: e.Subdomains})
	}
	for i, value := range values(everywhere) {
		fmt.Fprintf(b, "acl to_%d dstdomain -n %s\nacl asks_%d ssl::server_name --client-requested %s\nssl_bump splice to_%d asks_%d\n",
			i+1, value, i+1, value, i+1, i+1)
	}
	b.WriteString("ssl_bump terminate all\n")
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

// domains are the values that stand for all hosts of one port by one method. Squid stops at a list that holds both a name and a
// subtree with that name in it, so covered names are left out.
func domains(list allowlist.List, port int, method string) []string {
	var reached allowlist.List
	for _, entry := range list {
		if slices.Contains(entry.Ports, port) && slices.Contains(entry.AllMethods(), method) {
			reached = append(reached, allowlist.Entry{Host: entry.Host, Subdomains: entry.Subdomains, Ports: []int{port}})
		}
	}
	return values(reached)
}

// values are a list's hosts as Squid writes them, in order, without those that another covers.
func values(list allowlist.List) []string {
	var texts []string
	for _, entry := range allowlist.Union(list) {
		if entry.Subdomains {
			texts = append(texts, "."+entry.Host)
		} else {
			texts = append(texts, entry.Host)
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}
