package squid

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// acl is one named list of values, gathered from all lines with its name.
type acl struct {
	name, kind string
	dimension  dimension
	addresses  []addressRange
	domains    []domain
	ports      []portRange
	methods    []string
	// steps are those of looking at an encrypted connection, 1 to 3.
	steps []int
	// lookups is set when a line lacks -n: Squid then compares the name that an address resolves to as well.
	lookups bool
	// unsure is set when a value is not modelled: the list may match more than the values above.
	unsure bool
}

type portRange struct{ first, last int }

// dimensions of the ACL types that are modelled. Regular expressions and protocols are known but not worked out:
// they may match anything, so they can never be what keeps a request inside the approved list.
var dimensions = map[string]dimension{
	"src": bySource, "dst": byHost, "dstdomain": byHost, "port": byPort, "method": byMethod, "proto": byOther,
	"at_step": byStep, "ssl::server_name": byServerName,
	"dstdom_regex": byOther, "url_regex": byOther, "urlpath_regex": byOther, "srcdom_regex": byOther, "srcdomain": byOther,
	"browser": byOther, "req_header": byOther, "time": byOther,
}

// predefined are the ACLs that exist without a line (cf.data.pre of 5.7, "acl", DEFAULT).
func predefined() map[string]*acl {
	all, _ := parseAddresses("all")
	localhost, _ := parseAddresses("127.0.0.1/32")
	localhost6, _ := parseAddresses("::1")
	acls := map[string]*acl{}
	for _, a := range []*acl{
		{name: "all", kind: "src", dimension: bySource, addresses: all},
		{name: "localhost", kind: "src", dimension: bySource, addresses: append(localhost, localhost6...)},
		{name: "to_localhost", kind: "dst", dimension: byOther, unsure: true},
		{name: "manager", kind: "url_regex", dimension: byOther, unsure: true},
		{name: "CONNECT", kind: "method", dimension: byMethod, methods: []string{"CONNECT"}},
	} {
		acls[strings.ToLower(a.name)] = a
	}
	return acls
}

// clientRequested has a list of server names compared with what the client asks for, and with where it connects to when it
// does not say (ServerName.cc).
const clientRequested = "--client-requested"

var steps = map[string]int{"SslBump1": 1, "SslBump2": 2, "SslBump3": 3}

var flagPattern = regexp.MustCompile(`^[-+][A-Za-z]$|^--$`)

// add reads the values of one line into the list and returns what it could not read.
func (a *acl) add(values []string) string {
	noLookups := false
	for len(values) > 0 && flagPattern.MatchString(values[0]) {
		switch {
		case values[0] == "-n" && a.dimension != byServerName:
			noLookups = true
		case values[0] == "--":
		case a.dimension != byOther:
			a.unsure = true
			return "option " + values[0] + " is not known for an ACL of type " + a.kind
		}
		values = values[1:]
	}
	if a.dimension == byServerName {
		// Without it, a certificate's names count as well, which whoever runs the server chooses (ServerName.cc).
		if len(values) == 0 || values[0] != clientRequested {
			a.unsure = true
			return "is a list of server names without the option " + clientRequested
		}
		values = values[1:]
	}
	a.lookups = a.lookups || !noLookups
	for _, value := range values {
		if problem := a.addValue(value); problem != "" {
			a.unsure = true
			return problem
		}
	}
	return ""
}

func (a *acl) addValue(value string) string {
	if strings.ContainsAny(value, `"'`) {
		return value + " takes values from a file"
	}
	switch a.kind {
	case "src", "dst":
		ranges, ok := parseAddresses(value)
		if !ok {
			return value + " is not an address, a range or a network"
		}
		// Of two values that overlap, Squid drops one, whole: "all" for either family of addresses (Ip.cc, ACLIP::parse).
		drops := slices.ContainsFunc(ranges, func(r addressRange) bool { return overlapsAny(r, a.addresses) })
		for _, r := range ranges {
			r.unsure = r.unsure || drops
			a.addresses = append(a.addresses, r)
		}
	case "dstdomain", "ssl::server_name":
		a.domains = append(a.domains, parseDomain(value))
	case "at_step":
		step, known := steps[value]
		if !known {
			return value + " is not a step; write SslBump1, SslBump2 or SslBump3"
		}
		a.steps = append(a.steps, step)
	case "port":
		ports, ok := parsePorts(value)
		if !ok {
			return value + " is not a port or a range of ports"
		}
		a.ports = append(a.ports, ports)
	case "method":
		// Squid compares methods without regard to case (RequestMethod.cc, relaxed_header_parser, on by default).
		a.methods = append(a.methods, strings.ToUpper(value))
	}
	return ""
}

func parsePorts(value string) (portRange, bool) {
	first, last, isRange := strings.Cut(value, "-")
	if !isRange {
		last = first
	}
	low, lowErr := strconv.ParseUint(first, 10, 16)
	high, highErr := strconv.ParseUint(last, 10, 16)
	return portRange{int(low), int(high)}, lowErr == nil && highErr == nil && low <= high
}

// match compares the list with a request; only the dimension that the list looks at matters.
func (a *acl) match(r Request) match {
	found := no
	switch a.dimension {
	case bySource:
		found = matchAddress(a.addresses, r.Source)
	case byHost:
		found = a.matchHost(r.Host)
	case byPort:
		for _, ports := range a.ports {
			if ports.first <= r.Port && r.Port <= ports.last {
				found = yes
			}
		}
	case byMethod:
		for _, method := range a.methods {
			if method == strings.ToUpper(r.Method) {
				found = yes
			}
		}
	case byStep, byServerName, byOther:
		// Outside ssl_bump lines nothing is known of a connection's server name.
		found = maybe
	}
	if a.unsure {
		found = max(found, maybe)
	}
	return found
}

func (a *acl) matchHost(host string) match {
	_, err := netip.ParseAddr(host)
	isAddress := err == nil
	if a.kind == "dst" {
		switch {
		case isAddress:
			return matchAddress(a.addresses, host)
		case len(a.addresses) > 0:
			return maybe
		default:
			return no
		}
	}
	found := no
	for _, d := range a.domains {
		found = max(found, d.match(host))
	}
	// Whoever owns an address chooses the name that it resolves to (DestinationDomain.cc, reverse look-up).
	if isAddress && a.lookups && len(a.domains) > 0 {
		found = max(found, maybe)
	}
	return found
}
