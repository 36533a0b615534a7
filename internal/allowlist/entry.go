// Package allowlist gives meaning to what the proxy may let out: one host, or a host and every name below it, on named
// ports by named methods. Both the room's config and the approved baseline are read through it, so that the two mean the same thing by
// the same words.
package allowlist

import (
	"slices"
	"strings"
)

// Entry is one approved destination: reached encrypted, by CONNECT to port 443, or in plain HTTP on other ports.
type Entry struct {
	// Host is a name in lower case, without a trailing dot, in its ASCII form (RFC 5891).
	Host string
	// Subdomains adds every name below Host.
	Subdomains bool
	// Ports are in ascending order, each once.
	Ports []int
	// Methods are those of plain HTTP, in ascending order, each once; none for an encrypted entry.
	Methods []string
	// Reason says what the destination is for, in words for a reviewer.
	Reason string
}

// List is a set of destinations; their order means nothing.
type List []Entry

// Destination is one place that a terminal may ask for.
type Destination struct {
	Host string
	Port int
	// Method is CONNECT or one of plain HTTP; an empty one is in no list.
	Method string
}

// matches says whether e speaks of host, whatever the port.
func (e Entry) matches(host string) bool {
	return host == e.Host || e.Subdomains && strings.HasSuffix(host, "."+e.Host)
}

// Covers says whether every destination of other is one of e.
func (e Entry) Covers(other Entry) bool {
	if !e.matches(other.Host) || other.Subdomains && !e.Subdomains {
		return false
	}
	for _, port := range other.Ports {
		if !slices.Contains(e.Ports, port) {
			return false
		}
	}
	for _, method := range other.AllMethods() {
		if !slices.Contains(e.AllMethods(), method) {
			return false
		}
	}
	return true
}

// PortsOf are the ports of host that the list admits by a method, in ascending order, each once.
func (l List) PortsOf(host, method string) []int {
	var reaching List
	for _, e := range l {
		if e.matches(host) && slices.Contains(e.AllMethods(), method) {
			reaching = append(reaching, e)
		}
	}
	return reaching.Ports()
}

// Admits says whether d is in the list.
func (l List) Admits(d Destination) bool {
	return slices.Contains(l.PortsOf(d.Host, d.Method), d.Port)
}

// Within says whether every destination of l is in approved; when not, it names one that is not.
func (l List) Within(approved List) (Destination, bool) {
	for _, e := range l {
		hosts := []string{e.Host}
		if e.Subdomains {
			// Only an entry with subdomains can cover all the names below a host, so one that no entry spells out
			// decides.
			hosts = append(hosts, approved.unlistedBelow(e.Host))
		}
		for _, port := range e.Ports {
			for _, method := range e.AllMethods() {
				for _, host := range hosts {
					if d := (Destination{host, port, method}); !approved.Admits(d) {
						return d, false
					}
				}
			}
		}
	}
	return Destination{}, true
}

// unlistedBelow returns a name right below host that no entry spells out.
func (l List) unlistedBelow(host string) string {
	name := "any." + host
	for slices.ContainsFunc(l, func(e Entry) bool { return e.Host == name }) {
		name = "any-" + name
	}
	return name
}

// Ports are the ports of all entries, in ascending order, each once.
func (l List) Ports() []int {
	var ports []int
	for _, e := range l {
		ports = append(ports, e.Ports...)
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// Methods are the methods of all entries, in ascending order, each once.
func (l List) Methods() []string {
	var methods []string
	for _, e := range l {
		methods = append(methods, e.AllMethods()...)
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
