package egress

import (
	"fmt"

	"secure-room/internal/squid"
	"secure-room/policy/finding"
)

// environment judges what the container is told: Squid's configuration and nothing else.
func (c *checker) environment(value any, secret bool) {
	variables, ok := objects(value)
	if !ok {
		c.reject("The container's environment cannot be read.", "Set "+squid.Variable+" alone.")
		return
	}
	var configurations []string
	for _, variable := range variables {
		text, isText := variable["value"].(string)
		switch name, _ := variable["name"].(string); {
		case name != squid.Variable:
			c.reject(fmt.Sprintf("The container's environment holds %s, which can change how Squid or the image behaves.", name), "Set "+squid.Variable+" alone.")
		case isText:
			configurations = append(configurations, text)
		}
	}
	if len(configurations) != 1 {
		c.reject(fmt.Sprintf("The container gets %d Squid configurations in %s; it has to be one, and known.", len(configurations), squid.Variable),
			"Put the whole of squid.conf into "+squid.Variable+".")
		return
	}
	c.configuration(configurations[0], secret)
}

// configuration judges what a squid.conf lets through.
func (c *checker) configuration(text string, secret bool) {
	allowed, err := approved(c.Baseline, c.rooms())
	if err != nil {
		c.reject(fmt.Sprintf("The approved baseline is unsafe, so nothing can be compared with it: %s.", err), "Mend policy/baseline/baseline.yaml.")
		return
	}
	config := squid.Parse(text)
	found := faults(config, allowed)
	if secret && len(found) > 0 {
		// Lines of a secret must not be repeated, not even the wrong ones.
		c.reject(fmt.Sprintf("The proxy's configuration lets through more than is approved or holds lines that are not understood (%d faults), and is a secret, so they cannot be shown.", len(found)),
			"Leave the configuration readable: it is to be reviewed.")
		return
	}
	for _, fault := range found {
		c.add(fault)
	}
}

func faults(config *squid.Config, allowed squid.Approved) []finding.Finding {
	var found []finding.Finding
	for _, problem := range config.Problems {
		if problem.Line == 0 {
			found = append(found, finding.Finding{
				Problem: fmt.Sprintf("The proxy's configuration is not whole: %s.", problem.Reason), Fix: "Add the line."})
			continue
		}
		found = append(found, finding.Finding{
			Problem: fmt.Sprintf("Line %d of the proxy's configuration is refused: %s.", problem.Line, problem.Reason),
			// The line itself is the example.
			Counterexample: problem.Text,
			Fix:            "Remove the line.",
		})
	}
	for _, excess := range config.Excess(allowed) {
		by := fmt.Sprintf("line %d (%s)", excess.Line, excess.Text)
		if excess.Line == 0 {
			by = "no line, but Squid's rule for what no line decides"
		}
		found = append(found, finding.Finding{
			Problem:        fmt.Sprintf("The proxy lets through what is not approved, by %s: %s.", by, excess.Reason),
			Counterexample: excess.Request.String(),
			Fix:            "Take it out of the stack's secure-room:egress, or have security approve it in policy/baseline/baseline.yaml.",
		})
	}
	return found
}
