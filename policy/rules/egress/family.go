// Package egress holds the rules on the room's one way out. They judge the configuration that Squid will run with,
// whatever wrote it, and everything that could put another in its place. Every task definition is judged as a proxy's:
// in the room there is no other, and a container that is not one would be a way round it. Those of a production stack are
// production's own affair: nothing in it can be the room's way out.
package egress

import (
	"fmt"
	"net/netip"
	"slices"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/whose"
)

// The types that the rules are about.
const (
	taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition"
	serviceType        = "aws:ecs/service:Service"
	taskSetType        = "aws:ecs/taskSet:TaskSet"
	repositoryType     = "aws:ecr/repository:Repository"
	// A repository's policy is a resource of its own.
	repositoryPolicyType = "aws:ecr/repositoryPolicy:RepositoryPolicy"
	scalableTargetType   = "aws:appautoscaling/target:Target"
	scalingPolicyType    = "aws:appautoscaling/policy:Policy"
)

const familyName = "egress"

// Family gives the rules on the proxy's way out.
func Family() rule.Family {
	return rule.Family{
		Name:        familyName,
		Description: "The proxy lets terminals open encrypted connections to approved hosts and nothing else, and nothing can change that.",
		Rules:       rules(),
		Check:       check,
	}
}

func check(in rule.Input) []finding.Finding {
	var findings []finding.Finding
	foreign := productions(in)
	for i := range in.Resources {
		c := checker{Input: in, resource: &in.Resources[i]}
		if foreign[c.resource.Stack] {
			continue
		}
		switch c.resource.Type {
		case taskDefinitionType:
			if in.Scope == resource.Stack || c.mayBeProxy() {
				c.task()
			}
		case serviceType:
			if in.Scope == resource.Stack || isUnset(c.resource.Properties.Get("loadBalancers")) {
				c.service()
			}
		case repositoryType:
			// Alone, it could be production's.
			if in.Scope == resource.Stack {
				c.repository()
			}
		case repositoryPolicyType:
			if in.Scope == resource.Stack {
				c.repositoryPolicy()
			}
		case scalableTargetType, scalingPolicyType:
			if in.Scope == resource.Stack {
				c.scaling()
			}
		case taskSetType:
			c.reject(otherTask, "A task set runs tasks beside the ones that the proxy's service runs; only the service may.")
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

func (c *checker) reject(by rule.Rule, problem string, arguments ...any) {
	c.findings = append(c.findings, by.At(c.resource, fmt.Sprintf(problem, arguments...)))
}

// rooms are those whose proxy the resource may be: its stack's one, or any while the stack is not in sight. A task of a
// stack without a room is judged as if it could be any room's.
func (c *checker) rooms() []baseline.Room {
	if c.Scope == resource.Stack {
		if own := whose.Room(c.Baseline, c.Resources, c.resource.Stack); own != nil {
			return []baseline.Room{*own}
		}
	}
	return c.Baseline.Rooms
}

// places says where those rooms are: what gives the account or region of each.
func places(rooms []baseline.Room, of func(baseline.Room) string) []string {
	var found []string
	for _, r := range rooms {
		if text := of(r); !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	return found
}

// approved is what the baseline lets the proxies of some rooms do.
func approved(b *baseline.Baseline, rooms []baseline.Room) (squid.Approved, error) {
	allow, problems := allowlist.Parse(b.Egress.Entries())
	if len(problems) > 0 {
		return squid.Approved{}, fmt.Errorf("egress.hosts[%d]: %s", problems[0].Index, problems[0])
	}
	result := squid.Approved{Allow: allow}
	for _, r := range rooms {
		if b.Egress.Console {
			console, err := allowlist.Console(b.RegionOf(r.Network))
			if err != nil {
				return squid.Approved{}, fmt.Errorf("egress.console: %w", err)
			}
			result.Allow = allowlist.Union(console, result.Allow)
		}
		for i, text := range r.TerminalSubnets {
			subnet, err := netip.ParsePrefix(text)
			if err != nil {
				return squid.Approved{}, fmt.Errorf("terminalSubnets[%d] of %s: %w", i, r.Name, err)
			}
			result.Clients = append(result.Clients, subnet.Masked())
		}
	}
	return result, nil
}
