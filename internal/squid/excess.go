package squid

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"secure-room/internal/allowlist"
)

// Excess is one kind of request that a configuration lets through and nobody approved, or leaves undecided.
type Excess struct {
	// Line is the number of the line that lets it through, and Text that line; 0 and empty when no line matches and
	// Squid does the opposite of the last one.
	Line int
	Text string
	// Request is one such request.
	Request Request
	// Reason says what about it is not approved, and Fault of what sort that is.
	Reason string
	Fault  Fault
}

// String names the request as a person would.
func (r Request) String() string {
	if r.Source == "" {
		return fmt.Sprintf("%s %s", r.Method, net.JoinHostPort(r.Host, strconv.Itoa(r.Port)))
	}
	return fmt.Sprintf("%s %s from %s", r.Method, net.JoinHostPort(r.Host, strconv.Itoa(r.Port)), r.Source)
}

// mostVerdicts bounds how long a judgement takes: how often a rule is compared with a kind of request. A hundred hosts
// on three ports for ten rooms stay below it.
const mostVerdicts = 5_000_000

// Excess returns every kind of request that is let through and not approved: one for each line and fault. A request
// that no line is sure to decide is one of them, since Squid then does the opposite of the last line and adding a line
// turns that round.
func (c *Config) Excess(approved Approved) []Excess {
	all := newSpace(c.rules, c.tunnels, approved)
	if all.size()*len(c.rules) > mostVerdicts {
		return []Excess{{Reason: "the configuration tells more kinds of request apart than can be looked at one by one", Fault: TooLarge}}
	}
	found := excesses{approved: approved, clients: map[string]bool{}, methods: approvedMethods(approved.Allow), ports: map[destination][]int{}, methodsOf: map[string][]string{},
		hosts: map[byHostKey]judgement{}, seen: map[seenKey]bool{}}
	for _, source := range all.sources {
		found.clients[source] = approved.isClient(source)
	}
	for _, host := range all.hosts {
		for _, method := range found.methods {
			if ports := approved.Allow.PortsOf(host, method); len(ports) > 0 {
				found.ports[destination{host, method}] = ports
				found.methodsOf[host] = append(found.methodsOf[host], method)
			}
		}
	}
	newTable(c.rules, all).each(func(o outcome) {
		if fault, faulty := found.judge(o); faulty && o.allowed {
			found.add(o, fault)
		}
		if !o.decided {
			found.add(o, judgement{fault: Undecided})
		}
	})
	return append(found.list, c.fronted(all.hosts, approved.Allow)...)
}

// judgement is what is not approved about a request.
type judgement struct {
	fault Fault
	// which tells it from others of that sort by the same line.
	which string
	// why adds to the reason, where that takes work.
	why string
}

// destination is a host, and a method to reach it by.
type destination struct{ host, method string }

type byHostKey struct {
	by   *accessRule
	host string
}

type seenKey struct {
	by    *accessRule
	fault Fault
	which string
}

// excesses gathers what is found, each kind once.
type excesses struct {
	approved Approved
	// clients, methods and ports hold what is approved of each source, of all destinations and of each one that is looked at.
	clients map[string]bool
	methods []string
	ports   map[destination][]int
	// methodsOf are the approved methods of each host that is looked at.
	methodsOf map[string][]string
	// hosts remembers what was worked out for a host that is not approved.
	hosts map[byHostKey]judgement
	seen  map[seenKey]bool
	list  []Excess
}

func (e *excesses) add(o outcome, j judgement) {
	key := seenKey{o.by, j.fault, j.which}
	if e.seen[key] {
		return
	}
	e.seen[key] = true
	excess := Excess{Request: o.Request, Reason: e.reason(o.Request, j), Fault: j.fault}
	if o.by != nil {
		excess.Line, excess.Text = o.by.line, o.by.text
	}
	e.list = append(e.list, excess)
}

// judge says what about a request that is let through is not approved; false when nothing is.
func (e *excesses) judge(o outcome) (judgement, bool) {
	ports := e.ports[destination{o.Host, o.Method}]
	switch {
	case !e.clients[o.Source]:
		return judgement{fault: WrongClient}, true
	case !slices.Contains(e.methods, o.Method):
		return judgement{fault: WrongMethod}, true
	case len(e.methodsOf[o.Host]) == 0:
		key := byHostKey{o.by, o.Host}
		if _, known := e.hosts[key]; !known {
			e.hosts[key] = judgeHost(o.Host, o.by)
		}
		return e.hosts[key], true
	case len(ports) == 0:
		return judgement{fault: WrongMethod, which: o.Host}, true
	case !slices.Contains(ports, o.Port):
		return judgement{fault: WrongPort, which: strconv.Itoa(o.Port)}, true
	default:
		return judgement{}, false
	}
}

// approvedMethods are a list's methods, and CONNECT: where nothing is approved, it is the host of a tunnel that is not.
func approvedMethods(list allowlist.List) []string {
	methods := append(list.Methods(), allowlist.Connect)
	slices.Sort(methods)
	return slices.Compact(methods)
}

// judgeHost says how a rule came to let through a host that is not approved.
func judgeHost(host string, by *accessRule) judgement {
	if allowlist.IsAddress(host) {
		return judgement{fault: ToAddress}
	}
	which := ""
	if by != nil {
		for _, condition := range by.conditions {
			list := condition.acl
			if list.dimension == byHost {
				which = host
			}
			for _, d := range list.domains {
				shared := allowlist.Entry{Host: d.host, Subdomains: d.subtree}.Shared()
				if !condition.negated && d.match(host) != no && shared != "" {
					return judgement{Shared, d.host, ": " + shared}
				}
			}
			if list.dimension == byOther && !condition.negated {
				return judgement{ByPattern, list.name, ", and a list of type " + list.kind + " may match anything"}
			}
		}
	}
	return judgement{fault: WrongHost, which: which}
}

// reason says a judgement in words.
func (e *excesses) reason(r Request, j judgement) string {
	switch j.fault {
	case WrongClient:
		return fmt.Sprintf("client %s is not in the terminals' subnets %s", r.Source, e.approved.clientNames())
	case WrongMethod:
		if methods := e.methodsOf[r.Host]; j.which != "" {
			return fmt.Sprintf("method %s to host %s is not approved, only %s", r.Method, r.Host, strings.Join(methods, ", "))
		}
		return "method " + r.Method + " is not approved, only " + strings.Join(e.methods, ", ")
	case ToAddress:
		return "destination " + r.Host + " is an address, and only names are approved; " +
			"whoever owns an address chooses the name that it resolves to, so a dstdomain list needs -n"
	case WrongPort:
		return fmt.Sprintf("port %d of host %s is not approved, only %s", r.Port, r.Host, joined(e.ports[destination{r.Host, r.Method}]))
	case Undecided:
		return "no http_access line is sure to decide it, and Squid does the opposite of the last one; end with http_access deny all"
	default:
		return "host " + r.Host + " is not approved" + j.why
	}
}

func joined(ports []int) string {
	texts := make([]string, 0, len(ports))
	for _, port := range ports {
		texts = append(texts, strconv.Itoa(port))
	}
	return strings.Join(texts, ", ")
}
