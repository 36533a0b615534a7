package squid

import (
	"fmt"
	"iter"
	"slices"

	"go4.org/netipx"

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

// atStep compares a condition of an ssl_bump line with connections that are opened to host, at one of their steps. What it asks
// of the server is left to asks.
func (c condition) atStep(step int, host string) match {
	found := maybe
	switch c.acl.dimension {
	case byStep:
		found = no
		if slices.Contains(c.acl.steps, step) {
			found = yes
		}
	case byHost:
		found = c.acl.match(Request{Host: host})
	case bySource:
		if coversAll(c.acl.addresses) {
			found = yes
		}
	}
	return c.settle(found)
}

// asks compares a condition on the server that a connection asks for.
func (c condition) asks(server string) match {
	found := no
	for _, d := range c.acl.domains {
		found = max(found, d.match(server))
	}
	return c.settle(found)
}

// settle takes in what is not sure of the list, and a negation.
func (c condition) settle(found match) match {
	if c.acl.unsure {
		found = max(found, maybe)
	}
	if c.negated {
		return found.not()
	}
	return found
}

// coversAll says whether ranges hold every address, as the list "all" does.
func coversAll(ranges []addressRange) bool {
	holds := func(all netipx.IPRange) bool {
		return slices.ContainsFunc(ranges, func(r addressRange) bool { return !r.unsure && r.IPRange == all })
	}
	return holds(everyIPv4) && holds(everyIPv6)
}

// line is an ssl_bump line that may decide about connections opened to one host, at one step.
type line struct {
	*tunnelRule
	// matched is what its conditions make of all but the server; servers are those on the server.
	matched match
	servers []condition
}

// lines are those that may decide at a step about connections opened to host, up to one that is sure to, whatever the server.
func (c *Config) lines(step int, host string) []line {
	var found []line
	for i := range c.tunnels {
		one := line{tunnelRule: &c.tunnels[i], matched: yes}
		for _, condition := range one.conditions {
			if condition.acl.dimension == byServerName {
				one.servers = append(one.servers, condition)
			} else {
				one.matched = min(one.matched, condition.atStep(step, host))
			}
		}
		if one.matched != no {
			found = append(found, one)
		}
		if one.matched == yes && len(one.servers) == 0 {
			break
		}
	}
	return found
}

// deciding lists the lines that may decide about a connection that asks for server, the sure one last; it ends in nil when none
// is sure to match, and Squid does what no line says.
func deciding(lines []line, server string) iter.Seq[*tunnelRule] {
	return func(yield func(*tunnelRule) bool) {
		for _, one := range lines {
			matched := one.matched
			for _, condition := range one.servers {
				matched = min(matched, condition.asks(server))
			}
			if matched != no && !yield(one.tunnelRule) || matched == yes {
				return
			}
		}
		yield(nil)
	}
}

// Connects says whether a connection that was let through to host may go on when it asks for server; an empty server is a
// client that does not say. Before a client's first message is read, the server is the host (ServerName.cc).
func (c *Config) Connects(host, server string) bool {
	if server == "" {
		server = host
	}
	for opening := range deciding(c.lines(1, host), host) {
		switch {
		case opening == nil || opening.action == splice:
			return true
		case opening.action == terminate:
			continue
		}
		for next := range deciding(c.lines(2, host), server) {
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
	names := slices.DeleteFunc(slices.Clone(hosts), allowlist.IsAddress)
	for _, host := range names {
		if len(approved.PortsOf(host, allowlist.Connect)) == 0 {
			continue // refused before a connection begins, or a fault already
		}
		for rule := range deciding(c.lines(1, host), host) {
			switch {
			case rule == nil:
				add(rule, host, host, "no ssl_bump line is sure to decide about a connection to "+host+" when it is opened")
			case rule.action == splice:
				add(rule, host, host, "a connection to "+host+" goes on before anybody has looked at which server it asks for")
			}
		}
		second := c.lines(2, host)
		for _, server := range names {
			for rule := range deciding(second, server) {
				switch {
				case rule != nil && rule.action == terminate, sameServer(approved, host, server):
				case rule == nil:
					add(rule, host, server, "no ssl_bump line is sure to decide about a connection to "+host+" that asks for "+server+"; end with ssl_bump terminate all")
				default:
					add(rule, host, server, fmt.Sprintf("a connection to %s may go on that asks for %s, another server", host, server))
				}
			}
		}
	}
	return found
}

// sameServer says whether one approved entry for encrypted connections is for both names: then which of them is asked for makes
// no difference.
func sameServer(approved allowlist.List, host, server string) bool {
	return host == server || slices.ContainsFunc(approved, func(e allowlist.Entry) bool {
		alone := allowlist.List{e}
		return len(alone.PortsOf(host, allowlist.Connect)) > 0 && len(alone.PortsOf(server, allowlist.Connect)) > 0
	})
}
