package authority

import (
	"fmt"
	"slices"

	"secure-room/policy/access"
	"secure-room/policy/document"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// refusal is the rule that refuses each power to those who may not have it.
var refusal = map[access.Power]rule.Rule{
	access.Terminals: terminalPower, access.Passwords: terminalPower, access.Directory: terminalPower,
	access.Rights: changesRights, access.Pass: passesRole, access.Machines: commandsMachines, access.Secrets: readsSecret,
	access.Network: changesNetwork,
}

// permitted are the powers that a holder may have.
func (c *checker) permitted(p *access.Principal, power access.Power) bool {
	switch {
	case power == access.Outward || c.breakGlass(p):
		return true
	case power == access.Network:
		return c.maintains(p)
	case c.admin(p):
		return slices.Contains([]access.Power{access.Terminals, access.Passwords, access.Directory, access.Machines, access.Secrets}, power)
	case c.management(p):
		return power == access.Passwords || power == access.Secrets
	}
	return false
}

// maintains says whether a role is production's own, for services alone: they deploy, and the network with it. Until the stack is
// in sight nobody knows whom a role trusts.
func (c *checker) maintains(p *access.Principal) bool {
	if p == nil || p.Kind != access.Role {
		return false
	}
	return c.Scope == resource.Single || !c.isRoom(p.Stack) && !forPeople(p.Trust)
}

// forPeople says whether a role's trust policy admits more than services and other roles, or is not known.
func forPeople(trust *access.Policy) bool {
	if trust == nil || trust.Standing != resource.Known {
		return true
	}
	return slices.ContainsFunc(trust.Statements, func(s document.Statement) bool {
		return !s.Denies() && (s.NotPrincipal != nil || slices.ContainsFunc(s.Principal["AWS"], func(name string) bool {
			who := principalOf(name)
			return document.HasWildcard(name) || who.kind != "role" && who.kind != "assumed-role"
		}))
	})
}

// policy judges what one policy gives by itself.
func (c *checker) policy(p *access.Policy) {
	if p.Standing != resource.Known {
		c.unread(p)
		return
	}
	powers, looked := p.Powers()
	if !looked {
		c.add(notKnown.At(p.Resource, fmt.Sprintf("%s attaches AWS's policy %s, of which nobody has written down what it gives.", p.Resource.Name, p.Managed)))
	}
	for _, held := range powers {
		unattached := p.Attached || c.Scope == resource.Single
		if p.Holder == nil && unattached && (held.Power != access.Rights || len(c.Baseline.BreakGlassRoles) > 0) {
			continue // it gives nothing until it is attached, or its holder is in sight later; changing rights is for nobody
		}
		if c.permitted(p.Holder, held.Power) {
			continue
		}
		f := refusal[held.Power].At(p.Resource, fmt.Sprintf("%s gives %s the power %q; it may not have it.", p.Resource.Name, holder(p), held.Power))
		f.Counterexample = fmt.Sprintf("%s → %s on %s", holder(p), held.Action, held.Resource)
		c.add(f)
	}
}

func holder(p *access.Policy) string {
	switch {
	case p.Holder != nil:
		return p.Holder.String()
	case p.Attached:
		return "whoever it is attached to"
	}
	return "somebody who is not in sight"
}

// unread judges a policy of which nobody can say what it gives.
func (c *checker) unread(p *access.Policy) {
	switch {
	case p.Standing == resource.Unknown && c.Scope == resource.Single:
		return // known, or in sight, later
	case p.Waits() && !p.Attached:
		return
	case p.Waits() && (p.Holder == nil || c.admin(p.Holder) || c.breakGlass(p.Holder)):
		return // the managed policy itself is judged before it is made
	}
	c.add(notKnown.At(p.Resource, fmt.Sprintf("The policy that %s gives %s %s.", p.Resource.Name, holder(p), p.Problem)))
}
