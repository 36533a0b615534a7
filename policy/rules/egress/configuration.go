package egress

import (
	"fmt"

	"secure-room/internal/squid"
	"secure-room/policy/finding"
	"secure-room/policy/rule"
)

// environment judges what the container is told: Squid's configuration and nothing else.
func (c *checker) environment(value any, secret bool) {
	variables, ok := objects(value)
	if !ok {
		c.reject(unknownConfiguration, "The container's environment cannot be read.")
		return
	}
	var configurations []string
	for _, variable := range variables {
		text, isText := variable["value"].(string)
		switch name, _ := variable["name"].(string); {
		case name != squid.Variable:
			c.reject(outsideInput, "The container's environment holds %s, which can change how Squid or the image behaves.", name)
		case isText:
			configurations = append(configurations, text)
		}
	}
	if len(configurations) != 1 {
		c.reject(unknownConfiguration, "The container gets %d Squid configurations in %s; it has to be one, and known.", len(configurations), squid.Variable)
		return
	}
	c.configuration(configurations[0], secret)
}

// configuration judges what a squid.conf lets through.
func (c *checker) configuration(text string, secret bool) {
	allowed, err := approved(c.Baseline, c.rooms())
	if err != nil {
		c.reject(unapprovedHost, "The approved baseline is unsafe, so nothing can be compared with it: %s.", err)
		return
	}
	config := squid.Parse(text)
	var found []finding.Finding
	for _, problem := range config.Problems {
		found = append(found, c.line(problem))
	}
	for _, excess := range config.Excess(allowed) {
		found = append(found, c.excess(excess))
	}
	for i := range found {
		if secret { // lines of a secret must not be repeated, not even the wrong ones
			found[i].Problem = "The proxy's configuration breaks this rule, and is a secret, so its lines cannot be shown."
			found[i].Counterexample = ""
		}
	}
	c.findings = append(c.findings, found...)
}

// byFault says which rule a fault of a configuration breaks.
var byFault = map[squid.Fault]rule.Rule{
	squid.Unread: unreadLine, squid.TooLarge: unreadLine, squid.Detour: detour, squid.Listener: listener, squid.Unlogged: accessLog,
	squid.WrongClient: unapprovedClient, squid.WrongMethod: plainHTTP, squid.ToAddress: toAddress, squid.ByPattern: byPattern,
	squid.Shared: sharedName, squid.WrongHost: unapprovedHost, squid.WrongPort: unapprovedPort, squid.Undecided: noFinalDeny,
	squid.Unchecked: unchecked, squid.Fronted: fronted,
}

// line says what is wrong with a line; the line itself is the example.
func (c *checker) line(problem squid.Problem) finding.Finding {
	by := byFault[problem.Fault]
	if problem.Line == 0 {
		return by.At(c.resource, fmt.Sprintf("The proxy's configuration is not whole: %s.", problem.Reason))
	}
	f := by.At(c.resource, fmt.Sprintf("Line %d of the proxy's configuration is refused: %s.", problem.Line, problem.Reason))
	f.Counterexample = problem.Text
	return f
}

// excess says what is let through, with one such request as the example.
func (c *checker) excess(excess squid.Excess) finding.Finding {
	by := byFault[excess.Fault]
	if excess.Fault == squid.TooLarge {
		return by.At(c.resource, fmt.Sprintf("The proxy's configuration cannot be judged: %s.", excess.Reason))
	}
	line := "no line, but by Squid's rule for what no line decides"
	if excess.Line > 0 {
		line = fmt.Sprintf("line %d: %s", excess.Line, excess.Text)
	}
	f := by.At(c.resource, fmt.Sprintf("The proxy lets through what is not approved: %s.", excess.Reason))
	f.Counterexample = fmt.Sprintf("%s is let through by %s", excess.Request, line)
	return f
}
