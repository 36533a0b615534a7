package authority

import (
	"fmt"
	"strings"

	"secure-room/policy/access"
	"secure-room/policy/document"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// trust judges who may assume a role.
func (c *checker) trust(p *access.Principal) {
	if p.Trust.Standing != resource.Known {
		if p.Trust.Standing == resource.Unknown && (c.Scope == resource.Single || p.Trust.Waits()) {
			return // judged before it is made
		}
		c.add(notKnown.At(p.Resource, fmt.Sprintf("The trust policy of role %s %s.", p.Name, p.Trust.Problem)))
		return
	}
	for _, s := range p.Trust.Statements {
		if s.Denies() {
			continue
		}
		if s.NotPrincipal != nil || s.Principal == nil {
			c.reject(openToOthers, p, "all but a few (NotPrincipal)")
			continue
		}
		for _, kind := range []string{"Service", "AWS", "Federated", "CanonicalUser"} {
			for _, name := range s.Principal[kind] {
				c.admitted(p, s, kind, name)
			}
		}
		for kind := range s.Principal {
			if kind != "Service" && kind != "AWS" && kind != "Federated" && kind != "CanonicalUser" {
				c.reject(openToOthers, p, "a principal of no known kind")
			}
		}
	}
}

func (c *checker) reject(r rule.Rule, p *access.Principal, who string) {
	f := r.At(p.Resource, fmt.Sprintf("Role %s may be assumed by %s.", p.Name, who))
	f.Counterexample = fmt.Sprintf("%s → sts:AssumeRole on role %s", who, p.Name)
	c.add(f)
}

// admitted judges one principal that a trust policy names.
func (c *checker) admitted(p *access.Principal, s document.Statement, kind, name string) {
	switch {
	case c.management(p):
		if kind != "Service" || name != "ec2.amazonaws.com" {
			c.reject(adminTrust, p, name)
		}
		return
	case kind == "Service":
		if c.admin(p) {
			c.reject(adminTrust, p, name)
		}
		return
	case kind != "AWS":
		c.reject(openToOthers, p, name)
		return
	}
	who := principalOf(name)
	everybody := document.HasWildcard(name)
	switch {
	case everybody && !c.boundToOwn(s), !everybody && !c.ownAccount(who.account):
		c.reject(openToOthers, p, name)
		return
	case c.admin(p) && (everybody || !c.isManager(who)):
		c.reject(adminTrust, p, name)
	}
	if who.kind == "role" || who.kind == "assumed-role" {
		return // it had to be assumed itself; its session has no second factor
	}
	if !everybody && who.kind == "user" && c.people().Named(who.name) == nil {
		c.reject(openToOthers, p, name)
	}
	if !secondFactor(s) {
		c.reject(noSecondFactor, p, name+" without MFA")
	}
}

// caller is what a principal's ARN, or an account's number, says.
type caller struct{ account, kind, name string }

func principalOf(text string) caller {
	part := strings.SplitN(text, ":", 6) // arn, partition, service, "", account, resource
	if len(part) != 6 {
		return caller{account: text, kind: "root"}
	}
	kind, name, _ := strings.Cut(part[5], "/")
	return caller{part[4], kind, name[strings.LastIndex(name, "/")+1:]}
}

func (c *checker) isManager(who caller) bool {
	user := c.people().Named(who.name)
	return who.kind == "user" && user != nil && user.Role == "manager"
}

// boundToOwn says whether a condition keeps everybody out but the baseline's accounts or organization.
func (c *checker) boundToOwn(s document.Statement) bool {
	for _, key := range []string{"aws:PrincipalAccount", "kms:CallerAccount", "aws:SourceAccount", "aws:SourceOwner"} {
		if values := s.Fixed(key, "StringEquals"); len(values) > 0 && every(values, c.ownAccount) {
			return true
		}
	}
	organization := func(id string) bool { return id == c.Baseline.OrganizationID }
	values := s.Fixed("aws:PrincipalOrgID", "StringEquals")
	return len(values) > 0 && every(values, organization)
}

func every(values []string, holds func(string) bool) bool {
	for _, v := range values {
		if !holds(v) {
			return false
		}
	}
	return true
}

// secondFactor says whether a statement holds only for requests made after MFA. A request without it has no
// aws:MultiFactorAuthAge, so a limit on that is one as well ("AWS global condition context keys", IAM User Guide).
func secondFactor(s document.Statement) bool {
	present := s.Fixed("aws:MultiFactorAuthPresent", "Bool")
	return len(present) > 0 && every(present, func(v string) bool { return strings.EqualFold(v, "true") }) ||
		len(s.Fixed("aws:MultiFactorAuthAge", "NumericLessThan", "NumericLessThanEquals")) > 0
}

// chains lists who comes to a power that he may not have, by what steps.
func (c *checker) chains() {
	var powerful []*access.Principal
	seen := map[*access.Principal]bool{}
	for _, policy := range c.Access.Policies {
		held, _ := policy.Powers()
		for _, one := range held {
			if policy.Holder != nil && !seen[policy.Holder] && one.Power != access.Outward {
				seen[policy.Holder] = true
				powerful = append(powerful, policy.Holder)
			}
		}
	}
	for _, found := range c.Access.Chains(powerful, c.approvedStep) {
		f := chain.At(found[0].From.Resource, fmt.Sprintf(
			"%s comes to act as %s, which has power over terminals, rights, the directory or the network; only approved managers may, as AdminRole.",
			found[0].From, found[len(found)-1].To))
		f.Counterexample = found.String()
		c.add(f)
	}
}

// approvedStep says whether a step is a manager's who assumes AdminRole, or somebody's who assumes the role for emergencies by
// its trust policy.
func (c *checker) approvedStep(s access.Step) bool {
	if s.Way != access.Assumes {
		return false
	}
	user := c.people().Named(s.From.Name)
	return c.admin(s.To) && s.From.Kind == access.User && user != nil && user.Role == "manager" || c.breakGlass(s.To) && s.Policy == nil
}
