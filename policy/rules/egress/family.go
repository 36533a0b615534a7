// Package egress holds the rules on the room's one way out. They judge the configuration that Squid will run with,
// whatever wrote it, and everything that could put another in its place. Every task definition is judged as a proxy's:
// in the room there is no other, and a container that is not one would be a way round it.
package egress

import (
	"fmt"
	"net/netip"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// The types that the rules are about.
const (
	taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition"
	serviceType        = "aws:ecs/service:Service"
	taskSetType        = "aws:ecs/taskSet:TaskSet"
	repositoryType     = "aws:ecr/repository:Repository"
)

const familyName = "egress"

// Family gives the rules on the proxy's way out.
func Family() rule.Family {
	return rule.Family{
		Name:        familyName,
		Description: "The proxy lets terminals open encrypted connections to approved hosts and nothing else, and nothing can change that.",
		Check:       check,
	}
}

func check(in rule.Input) []finding.Finding {
	var findings []finding.Finding
	for i := range in.Resources {
		c := checker{Input: in, resource: &in.Resources[i]}
		switch c.resource.Type {
		case taskDefinitionType:
			c.task()
		case serviceType:
			c.service()
		case taskSetType:
			c.reject("A task set runs tasks beside the ones that the proxy's service runs; only the service may.", "Remove the task set.")
		}
		findings = append(findings, c.findings...)
	}
	return findings
}

// checker judges one resource.
type checker struct {
	rule.Input
	resource *resource.Resource
	findings []finding.Finding
}

func (c *checker) reject(problem, fix string) {
	c.add(finding.Finding{Problem: problem, Fix: fix})
}

func (c *checker) add(f finding.Finding) {
	f.Rule, f.URN = familyName, c.resource.URN
	c.findings = append(c.findings, f)
}

// approved is what the baseline lets the proxy do.
func approved(b *baseline.Baseline) (squid.Approved, error) {
	var entries []allowlist.Entry
	for _, host := range b.Egress.Hosts {
		entries = append(entries, allowlist.Entry{Host: host.Host, Subdomains: host.Subdomains, Ports: host.Ports, Reason: host.Reason})
	}
	allow, problems := allowlist.Parse(entries)
	if len(problems) > 0 {
		return squid.Approved{}, fmt.Errorf("egress.hosts[%d]: %s", problems[0].Index, problems[0])
	}
	if b.Egress.Console {
		console, err := allowlist.Console(b.Region)
		if err != nil {
			return squid.Approved{}, fmt.Errorf("egress.console: %w", err)
		}
		allow = allowlist.Union(console, allow)
	}
	result := squid.Approved{Allow: allow}
	for i, text := range b.Room.TerminalSubnets {
		subnet, err := netip.ParsePrefix(text)
		if err != nil {
			return squid.Approved{}, fmt.Errorf("room.terminalSubnets[%d]: %w", i, err)
		}
		result.Clients = append(result.Clients, subnet.Masked())
	}
	return result, nil
}
