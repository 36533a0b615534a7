package squid

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/internal/allowlist"
)

// tunnelRule is one ssl_bump line: what becomes of an encrypted connection when all conditions match.
type tunnelRule struct {
	directive
	action     string
	conditions []condition
}

// The actions that take no connection apart ("ssl_bump", squid.conf reference).
const (
	peek      = "peek"
	splice    = "splice"
	terminate = "terminate"
)

func (p *parser) readTunnel(d directive, arguments []string) (Fault, string) {
	if len(arguments) == 0 || !slices.Contains([]string{peek, splice, terminate}, arguments[0]) {
		return Detour, "ssl_bump may take encrypted connections apart; only peek, splice and terminate do not"
	}
	conditions, reason := p.readConditions(arguments[1:])
	if len(conditions) > 0 {
		p.config.tunnels = append(p.config.tunnels, tunnelRule{d, arguments[0], conditions})
	}
	return Unread, reason
}

// readFormat reads a log format. Only the proxy's own is known to leave nothing out and to let nothing in.
func (p *parser) readFormat(d directive, arguments []string) string {
	if len(arguments) < 2 || strings.Join(arguments[1:], " ") != logFormat {
		return "defines a log format that may leave out who asked for what, or write what clients choose as it comes; write the proxy's own"
	}
	p.formats[arguments[0]] = true
	return ""
}

// match compares a condition of an ssl_bump line with a connection at one of its steps: opened to host, and asking for
// server. Before a client's first message is read, the server is the host (ServerName.cc).
func (c condition) atStep(step int, host, server string) match {
	found := maybe
	switch c.acl.dimension {
	case byStep:
		found = no
		if slices.Contains(c.acl.steps, step) {
			found = yes
		}
	case byHost:
		found = c.acl.match(Request{Host: host})
	case byServerName:
		if found = no; step == 1 {
			server = host
		}
		for _, d := range c.acl.domains {
			found = max(found, d.match(server))
		}
	case bySource:
		if covers(c.acl.addresses) {
			found = yes
		}
	}
	if c.acl.unsure {
		found = max(found, maybe)
	}
	if c.negated {
		return found.not()
	}
	return found
}

// covers says whether ranges hold every address, as the list "all" does.
func covers(ranges []addressRange) bool {
	holds := func(all addressRange) bool {
		return slices.ContainsFunc(ranges, func(r addressRange) bool { return !r.unsure && r.IPRange == all.IPRange })
	}
	return holds(addressRange{IPRange: everyIPv4}) && holds(addressRange{IPRange: everyIPv6})
}

// tunnelled lists the lines that may decide what becomes of a connection at a step, the sure one last; it ends in nil when
// none is sure to match, and Squid does what no line says.
func (c *Config) tunnelled(step int, host, server string) []*tunnelRule {
	var found []*tunnelRule
	for i := range c.tunnels {
		rule := &c.tunnels[i]
		matched := yes
		for _, condition := range rule.conditions {
			matched = min(matched, condition.atStep(step, host, server))
		}
		if matched != no {
			found = append(found, rule)
		}
		if matched == yes {
			return found
		}
	}
	return append(found, nil)
}

// Connects says whether a connection that was let through to host may go on when it asks for server; an empty server is a
// client that does not say.
func (c *Config) Connects(host, server string) bool {
	if server == "" {
		server = host
	}
	for _, rule := range c.tunnelled(1, host, server) {
		switch {
		case rule == nil || rule.action == splice:
			return true
		case rule.action == terminate:
			continue
		}
		for _, next := range c.tunnelled(2, host, server) {
			if next == nil || next.action != terminate {
				return true
			}
		}
	}
	return false
}

// fronted lists what may go on and asks for another server than it was opened to, one example for each line.
func (c *Config) fronted(hosts []string, approved allowlist.List) []Excess {
	if len(c.tunnels) == 0 {
		return nil // which is a problem of the whole text
	}
	var found []Excess
	seen := map[*tunnelRule]bool{}
	add := func(rule *tunnelRule, host, server, reason string) {
		if seen[rule] {
			return
		}
		seen[rule] = true
		excess := Excess{Request: Request{Host: host, Method: "CONNECT", Port: 443}, Reason: reason, Fault: Fronted}
		if rule != nil {
			excess.Line, excess.Text = rule.line, rule.text
		}
		found = append(found, excess)
	}
	for _, host := range hosts {
		if allowlist.IsAddress(host) || len(approved.PortsOf(host, allowlist.Connect)) == 0 {
			continue // refused before a connection begins, or a fault already
		}
		for _, rule := range c.tunnelled(1, host, host) {
			switch {
			case rule == nil:
				add(rule, host, host, "no ssl_bump line is sure to decide about a connection to "+host+" when it is opened")
			case rule.action == splice:
				add(rule, host, host, "a connection to "+host+" goes on before anybody has looked at which server it asks for")
			}
		}
		for _, server := range hosts {
			if allowlist.IsAddress(server) || sameServer(approved, host, server) {
				continue
			}
			for _, rule := range c.tunnelled(2, host, server) {
				if rule == nil {
					add(rule, host, server, "no ssl_bump line is sure to decide about a connection to "+host+" that asks for "+server+"; end with ssl_bump terminate all")
				} else if rule.action != terminate {
					add(rule, host, server, fmt.Sprintf("a connection to %s may go on that asks for %s, another server", host, server))
				}
			}
		}
	}
	return found
}

// sameServer says whether one approved entry for encrypted connections is for both names: then which of them is asked for makes no difference.
func sameServer(approved allowlist.List, host, server string) bool {
	return host == server || slices.ContainsFunc(approved, func(e allowlist.Entry) bool {
		alone := allowlist.List{e}
		return len(alone.PortsOf(host, allowlist.Connect)) > 0 && len(alone.PortsOf(server, allowlist.Connect)) > 0
	})
}
