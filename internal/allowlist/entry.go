// Package allowlist gives meaning to what the proxy may let out: one host, or a host and every name below it, on named
// ports. Both the room's config and the approved baseline are read through it, so that the two mean the same thing by
// the same words.
package allowlist

import (
	"slices"
	"strings"
)

// Entry is one approved destination, reached by CONNECT only: the proxy never sees a plain request.
type Entry struct {
	// Host is a name in lower case, without a trailing dot, in its ASCII form (RFC 5891).
	Host string
	// Subdomains adds every name below Host.
	Subdomains bool
	// Ports are in ascending order, each once.
	Ports []int
	// Reason says what the destination is for, in words for a reviewer.
	Reason string
}

// List is a set of destinations; their order means nothing.
type List []Entry

// Destination is one place that a terminal may ask for.
type Destination struct {
	Host string
	Port int
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
	return true
}

// PortsOf are the ports of host that the list admits, in ascending order, each once.
func (l List) PortsOf(host string) []int {
	var reaching List
	for _, e := range l {
		if e.matches(host) {
			reaching = append(reaching, e)
		}
	}
	return reaching.Ports()
}

// Admits says whether d is in the list.
func (l List) Admits(d Destination) bool {
	return slices.Contains(l.PortsOf(d.Host), d.Port)
}

// Within says whether every destination of l is in approved; when not, it names one that is not.
func (l List) Within(approved List) (Destination, bool) {
	for _, e := range l {
		for _, port := range e.Ports {
			if !approved.Admits(Destination{e.Host, port}) {
				return Destination{e.Host, port}, false
			}
			if !e.Subdomains {
				continue
			}
			// Only an entry with subdomains can cover all the names below a host, so one that no entry spells out
			// decides.
			unlisted := Destination{approved.unlistedBelow(e.Host), port}
			if !approved.Admits(unlisted) {
				return unlisted, false
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
