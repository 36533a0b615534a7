package authority

import (
	"fmt"
	"slices"

	"secure-room/policy/access"
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
	case c.admin(p):
		return slices.Contains([]access.Power{access.Terminals, access.Passwords, access.Directory, access.Machines, access.Secrets}, power)
	case c.management(p):
		return power == access.Passwords || power == access.Secrets
	}
	return false
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
	case p.Waits() && (!p.Attached || p.Property == "policy"):
		return // a document is judged before it is made; a managed one by its attachments too, which may not wait
	case p.Waits() && c.breakGlass(p.Holder):
		return
	}
	c.add(notKnown.At(p.Resource, fmt.Sprintf("The policy that %s gives %s %s.", p.Resource.Name, holder(p), p.Problem)))
}
