package squid

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Excess is one kind of request that a configuration lets through and nobody approved, or leaves undecided.
type Excess struct {
	// Decision names the line that lets it through.
	Decision
	// Request is one such request.
	Request Request
	// Reason says what about it is not approved.
	Reason string
}

// String names the request as a person would.
func (r Request) String() string {
	return fmt.Sprintf("%s %s from %s", r.Method, net.JoinHostPort(r.Host, strconv.Itoa(r.Port)), r.Source)
}

// Excess returns every kind of request that is let through and not approved: one for each line and fault. A request
// that no line is sure to decide is one of them, since Squid then does the opposite of the last line and adding a line
// turns that round.
func (c *Config) Excess(approved Approved) []Excess {
	found := excesses{config: c, approved: approved, seen: map[string]bool{}}
	newTable(c.rules, newSpace(c.rules, approved)).each(func(r Request, allowed, decided bool) {
		if allowed {
			found.add(r, found.fault)
		}
		if !decided {
			found.add(r, func(Request) (string, string) {
				return "undecided", "no http_access line is sure to decide it, and Squid does the opposite of the last one; end with http_access deny all"
			})
		}
	})
	return found.list
}

// excesses gathers what is found, each kind once.
type excesses struct {
	config   *Config
	approved Approved
	seen     map[string]bool
	list     []Excess
}

func (e *excesses) add(r Request, judge func(Request) (kind, reason string)) {
	kind, reason := judge(r)
	if kind == "" {
		return
	}
	decision := e.config.Evaluate(r)
	key := fmt.Sprint(decision.Line, " ", kind)
	if e.seen[key] {
		return
	}
	e.seen[key] = true
	e.list = append(e.list, Excess{Decision: decision, Request: r, Reason: reason})
}

// fault says what about a request that is let through is not approved, with a key for its kind; both are empty when
// nothing is.
func (e *excesses) fault(r Request) (string, string) {
	ports := e.approved.Allow.PortsOf(r.Host)
	_, err := netip.ParseAddr(r.Host)
	switch {
	case !e.approved.isClient(r.Source):
		return "source", fmt.Sprintf("client %s is not in the terminals' subnets %s", r.Source, e.approved.clientNames())
	case r.Method != "CONNECT":
		return "method", "method " + r.Method + " is not approved, only CONNECT is"
	case err == nil:
		return "address", "destination " + r.Host + " is an address, and only names are approved; " +
			"whoever owns an address chooses the name that it resolves to, so a dstdomain list needs -n"
	case len(ports) == 0:
		return "host " + r.Host, "host " + r.Host + " is not approved"
	case !slices.Contains(ports, r.Port):
		return fmt.Sprint("port ", r.Port), fmt.Sprintf("port %d of host %s is not approved, only %s", r.Port, r.Host, joined(ports))
	default:
		return "", ""
	}
}

func joined(ports []int) string {
	var texts []string
	for _, port := range ports {
		texts = append(texts, strconv.Itoa(port))
	}
	return strings.Join(texts, ", ")
}
