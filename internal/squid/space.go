package squid

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"secure-room/internal/allowlist"
)

// Approved is what a configuration may let through: requests from these clients to these destinations.
type Approved struct {
	Allow   allowlist.List
	Clients []netip.Prefix
}

// space holds one representative of every class of requests that neither the configuration nor the approved list can
// tell apart, so that looking at the representatives is looking at all requests there are.
type space struct {
	sources, hosts, methods []string
	ports                   []int
}

// newSpace divides the requests.
func newSpace(rules []accessRule, tunnels []tunnelRule, approved Approved) space {
	var sources, destinations []addressRange
	var ports []portRange
	names := map[string]bool{}
	methods := approvedMethods(approved.Allow)
	for _, rule := range rules {
		for _, condition := range rule.conditions {
			list := condition.acl
			if list.dimension == bySource {
				sources = append(sources, list.addresses...)
			} else {
				destinations = append(destinations, list.addresses...)
			}
			ports = append(ports, list.ports...)
			methods = append(methods, list.methods...)
			for _, d := range list.domains {
				names[d.host] = true
			}
		}
	}
	for _, rule := range tunnels {
		for _, condition := range rule.conditions {
			for _, d := range condition.acl.domains {
				names[d.host] = true
			}
		}
	}
	for _, client := range approved.Clients {
		ranges, _ := parseAddresses(client.String())
		sources = append(sources, ranges...)
	}
	for _, entry := range approved.Allow {
		names[entry.Host] = true
		for _, port := range entry.Ports {
			ports = append(ports, portRange{port, port})
		}
	}
	delete(names, "")
	return space{
		sources: addressClasses(sources, "203.0.113.7", "2001:db8::7"),
		hosts:   append(nameClasses(names), addressClasses(destinations, "203.0.113.9", "2001:db8::9")...),
		methods: methodClasses(methods),
		ports:   portClasses(ports),
	}
}

// size is how many kinds of request there are.
func (s space) size() int { return len(s.sources) * len(s.hosts) * len(s.methods) * len(s.ports) }

// addressClasses cuts both address families at every border of ranges and returns one address of each piece: an
// example where it lies in it.
func addressClasses(ranges []addressRange, examples ...string) []string {
	starts := []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	for _, r := range ranges {
		starts = append(starts, r.From())
		if next := r.To().Next(); next.IsValid() {
			starts = append(starts, next)
		}
	}
	slices.SortFunc(starts, netip.Addr.Compare)
	starts = slices.Compact(starts)
	var classes []string
	for i, start := range starts {
		end := everyIPv4.To()
		if start.Is6() {
			end = everyIPv6.To()
		}
		if i+1 < len(starts) && starts[i+1].BitLen() == start.BitLen() {
			end = starts[i+1].Prev()
		}
		classes = append(classes, representative(start, end, examples))
	}
	return classes
}

// representative chooses an address between start and end that reads well.
func representative(start, end netip.Addr, examples []string) string {
	for _, text := range examples {
		if example := netip.MustParseAddr(text); example.BitLen() == start.BitLen() && start.Compare(example) <= 0 && example.Compare(end) <= 0 {
			return text
		}
	}
	if start.IsUnspecified() {
		return end.String()
	}
	chosen := start
	for range 10 {
		if next := chosen.Next(); next.IsValid() && next.Compare(end) <= 0 {
			chosen = next
		}
	}
	return chosen.String()
}

// nameClasses returns each name, a name below each that nothing else mentions, and a name apart from all of them.
func nameClasses(names map[string]bool) []string {
	var below, classes []string
	for name := range names {
		unlisted := "any." + name
		for names[unlisted] {
			unlisted = "any-" + unlisted
		}
		below, classes = append(below, unlisted), append(classes, name)
	}
	top := "example"
	for names[top] || names["unlisted."+top] {
		top += "-more"
	}
	// The plainest examples come first: a host that nobody approved, then what a subtree takes in, short names before long.
	for _, list := range [][]string{below, classes} {
		slices.SortFunc(list, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	}
	return slices.Concat([]string{"unlisted." + top}, below, classes)
}

func methodClasses(methods []string) []string {
	slices.Sort(methods)
	methods = slices.Compact(methods)
	other := "GET"
	for _, candidate := range []string{"GET", "POST", "PUT", "PATCH", "OPTIONS", "BREW"} {
		other = candidate
		if !slices.Contains(methods, other) {
			break
		}
	}
	// However many methods lists name, one that none of them names is left: a client may make one up.
	for slices.Contains(methods, other) {
		other += "X"
	}
	return append(methods, other)
}

func portClasses(ranges []portRange) []int {
	starts := []int{1}
	for _, r := range ranges {
		starts = append(starts, r.first, r.last+1)
	}
	slices.Sort(starts)
	return slices.DeleteFunc(slices.Compact(starts), func(port int) bool { return port < 1 || port > 65535 })
}

// isClient says whether source is an approved client.
func (a Approved) isClient(source string) bool {
	address, err := netip.ParseAddr(source)
	return err == nil && slices.ContainsFunc(a.Clients, func(p netip.Prefix) bool { return p.Contains(address) })
}

// clientNames lists the clients for a message.
func (a Approved) clientNames() string {
	var names []string
	for _, prefix := range a.Clients {
		names = append(names, prefix.String())
	}
	return strings.Join(names, ", ")
}
