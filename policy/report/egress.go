package report

import (
	"fmt"
	"strconv"
	"strings"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/policy/resource"
	"secure-room/policy/whose"
)

// egress asks the proxy's configuration in force, not the baseline: each approved destination, and whether it passes.
func (d *drawer) egress() section {
	s := section{title: "Out through the proxy", none: "nothing: there is no proxy"}
	for _, task := range d.graph.OfType("aws:ecs/taskDefinition:TaskDefinition") {
		text, found := configuration(task)
		if !found {
			continue
		}
		config := squid.Parse(text)
		for _, problem := range config.Problems {
			s.rows = append(s.rows, []string{"not understood", fmt.Sprintf("line %d: %s", problem.Line, problem.Reason)})
		}
		room := whose.Room(d.baseline, d.resources, task.Stack)
		if room == nil {
			continue // no approved room, which verify says
		}
		client := client(room.TerminalSubnets)
		var approved []allowlist.Entry
		if console, err := allowlist.Console(d.baseline.RegionOf(room.Network)); err == nil && d.baseline.Egress.Console {
			for _, e := range console {
				e.Reason = "AWS console"
				approved = append(approved, e)
			}
			s.rows = append(s.rows, []string{"the console", "warning: it " + allowlist.ConsoleOpens})
		}
		hosts, _ := allowlist.Parse(d.baseline.Egress.Entries())
		for _, e := range append(approved, hosts...) {
			verdict := "approved, not let out"
			if passes(config, client, e) {
				verdict = e.Reason
				if others := e.OthersAccounts(); others != "" {
					verdict += "; warning: " + others
				}
			}
			s.rows = append(s.rows, []string{name(e), verdict})
		}
	}
	return s
}

func name(e allowlist.Entry) string {
	ports := make([]string, 0, len(e.Ports))
	for _, port := range e.Ports {
		ports = append(ports, strconv.Itoa(port))
	}
	host := e.Host
	if e.Subdomains {
		host += " and below"
	}
	text := host + " on " + strings.Join(ports, ", ")
	if !e.Encrypted() {
		text += " in plain HTTP by " + strings.Join(e.Methods, ", ")
	}
	return text
}

// passes says whether a client gets through to every port of an entry, by every method.
func passes(config *squid.Config, client string, e allowlist.Entry) bool {
	for _, port := range e.Ports {
		for _, method := range e.AllMethods() {
			if !config.Evaluate(squid.Request{Source: client, Host: e.Host, Port: port, Method: method}).Allow {
				return false
			}
		}
	}
	return len(e.Ports) > 0
}

// configuration is the proxy's, from its task definition.
func configuration(task *resource.Resource) (string, bool) {
	text, standing := resource.Text(task.Properties.Get("containerDefinitions"))
	if standing != resource.Known {
		return "", false
	}
	return squid.ConfigurationIn(text)
}
