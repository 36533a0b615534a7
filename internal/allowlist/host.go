package allowlist

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

var (
	schemePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)
	portPattern   = regexp.MustCompile(`:[0-9]*$`)
)

// CanonicalHost is the one form in which a host name is compared: lower case, without a trailing dot, in ASCII
// (RFC 4343 for case, RFC 1034 for the root's dot, RFC 5891 for Unicode). The second result is false when name is no
// host name.
func CanonicalHost(name string) (string, bool) {
	ascii, err := idna.Lookup.ToASCII(strings.TrimSpace(name))
	if err != nil {
		return "", false
	}
	// The mapping has turned full-width dots into dots by now.
	ascii = strings.TrimSuffix(ascii, ".")
	if ascii == "" || len(ascii) > 253 || strings.HasPrefix(ascii, ".") || strings.Contains(ascii, "..") {
		return "", false
	}
	for _, label := range strings.Split(ascii, ".") {
		if len(label) > 63 {
			return "", false
		}
	}
	return strings.ToLower(ascii), true
}

// parseHost reads one host name and lists everything that is wrong with it.
func parseHost(text string) (string, []string) {
	var problems []string
	complain := func(what string) {
		problems = append(problems, fmt.Sprintf("%q %s", text, what))
	}
	rest := strings.TrimSpace(text)
	if rest == "" {
		return "", []string{"is empty; write a host name such as git.example.com"}
	}
	if scheme := schemePattern.FindString(rest); scheme != "" {
		complain("has a scheme; leave " + scheme + " out")
		rest = rest[len(scheme):]
	}
	if IsAddress(rest) {
		complain("is an IP address or range; write the host's name, since whoever holds an address can change")
		return "", problems
	}
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		complain("has a path; leave " + rest[at:] + " out, since the proxy sees only the host's name")
		rest = rest[:at]
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		complain("has a user name; leave it out")
		rest = rest[at+1:]
	}
	if port := portPattern.FindString(rest); port != "" {
		complain("has a port; leave " + port + " out and write it under ports")
		rest = strings.TrimSuffix(rest, port)
	}
	if strings.ContainsAny(rest, "*?[]^$|\\()+") {
		complain("has a wildcard; write the host's name, with subdomains: true when every name below it is needed")
		return "", problems
	}
	if strings.HasPrefix(rest, ".") {
		complain("begins with a dot; write the host's name, with subdomains: true when every name below it is needed")
		rest = strings.TrimLeft(rest, ".")
	}
	host, ok := CanonicalHost(rest)
	switch {
	case !ok:
		complain("is not a host name; write letters, digits and hyphens between dots, such as git.example.com")
	case IsAddress(host):
		complain("is an IP address or range; write the host's name, since whoever holds an address can change")
	}
	return host, problems
}

// IsAddress says whether text is an IP address or range in any of the forms that programs take for one. No top-level
// domain is a number, so a last label that is one can only be an address (WHATWG URL Standard, "host parsing").
func IsAddress(text string) bool {
	text = strings.Trim(text, "[]")
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	if _, err := netip.ParsePrefix(text); err == nil {
		return true
	}
	text = strings.TrimSuffix(text, ".")
	last := text[strings.LastIndex(text, ".")+1:]
	return numberPattern.MatchString(last)
}

var numberPattern = regexp.MustCompile(`^([0-9]+|0[xX][0-9A-Fa-f]*)(-[0-9.]+)?(:[0-9]*)?$`)
