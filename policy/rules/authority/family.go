// Package authority holds the rules on who may open a terminal, and on who can come to that power: what every policy gives, and
// who may assume which role.
//
// A document is judged by itself wherever that is possible, and what others take away again (a boundary, a denial in another
// policy) is no excuse for it. So the verdict is the same before a document is made, when it alone is in sight, and in its stack.
// A document that holds ids of what is yet to be made is unknown at the first preview; it waits, and is judged in that same way
// before it is made. One that is unknown and comes from nothing in sight is refused.
package authority

import (
	"slices"
	"sync"

	"secure-room/policy/access"
	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/whose"
)

// Family gives the rules on authority.
func Family() rule.Family {
	return rule.Family{
		Name:        "authority",
		Description: "Terminals open by AdminRole alone, which approved managers alone assume, with a second factor; nobody else can come to that.",
		Rules:       all,
		Check:       check,
	}
}

func check(in rule.Input) []finding.Finding {
	c := &checker{Input: in, rooms: map[string]bool{}, people: sync.OnceValue(in.Baseline.People)}
	for _, p := range in.Access.Policies {
		c.policy(p)
	}
	for _, p := range in.Access.Principals {
		if p.Trust != nil {
			c.trust(p)
		}
	}
	for i := range in.Resources {
		c.shared(&in.Resources[i])
		c.passwords(&in.Resources[i])
	}
	if in.Scope == resource.Stack {
		c.chains()
		c.adminSecrets()
		c.outward()
		c.operators()
	}
	return c.findings
}

// checker gathers findings.
type checker struct {
	rule.Input
	findings []finding.Finding
	rooms    map[string]bool
	// people are the baseline's users, worked out once somebody has asked.
	people func() baseline.People
}

func (c *checker) add(f finding.Finding) { c.findings = append(c.findings, f) }

// isRoom says whether a stack holds one approved room.
func (c *checker) isRoom(stack string) bool {
	room, known := c.rooms[stack]
	if !known {
		room = whose.Room(c.Baseline, c.Resources, stack) != nil
		c.rooms[stack] = room
	}
	return room
}

// admin says whether a principal is a room's AdminRole, by its name; management and breakGlass say the like.
func (c *checker) admin(p *access.Principal) bool { return c.own(p, access.AdminRole) }

func (c *checker) management(p *access.Principal) bool { return c.own(p, access.ManagementRole) }

// own says whether a role has a name of its own stack's. A room's alone counts, once the stack is in sight.
func (c *checker) own(p *access.Principal, ending string) bool {
	return p != nil && p.Is(ending) && (c.Scope == resource.Single || c.isRoom(p.Stack))
}

func (c *checker) breakGlass(p *access.Principal) bool {
	return p != nil && p.Kind == access.Role && slices.Contains(c.Baseline.BreakGlassRoles, p.Name)
}

// ownAccount says whether an account owns one of the baseline's networks.
func (c *checker) ownAccount(account string) bool {
	return slices.Contains(c.Baseline.Accounts(), account)
}
