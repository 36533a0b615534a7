package password

import (
	"strings"

	"secure-room/policy/document"
	"secure-room/policy/resource"
)

// secretPolicy refuses a resource policy that lets outsiders at a secret. Any secret's, since which one holds a password
// cannot be told from one resource alone.
func (c *checker) secretPolicy(r *resource.Resource) {
	text, standing := resource.Text(c.Scope.Given(r, "policy"))
	switch {
	case r.Type == secretType && standing == resource.Absent || standing == resource.Known && text == "":
	case standing == resource.Unknown && c.Scope == resource.Single:
		// Alone, an unknown policy is left to the whole stack, as an unknown password is.
	case standing != resource.Known:
		c.report(openSecret, r, "The resource policy of %s is not known yet, so it could let everybody in.", r.Name)
	default:
		if wrong := c.outsiders(r, text); wrong != "" {
			c.report(openSecret, r, "The resource policy of %s %s; allowed are named roles of the own account.", r.Name, wrong)
		}
	}
}

// outsiders says whom a secret's policy lets in that it should not; empty when nobody.
func (c *checker) outsiders(r *resource.Resource, policy string) string {
	statements, err := document.Parse(policy)
	if err != nil {
		return err.Error()
	}
	if wrong := document.FindOutsider(statements, c.Baseline.Accounts(), nil); wrong != nil {
		return wrong.String()
	}
	for _, s := range statements {
		for _, name := range s.Principal.Names() {
			switch {
			case s.Denies() || c.Scope == resource.Single || !c.holdsDirectory(r.Stack):
			case strings.Contains(name, ":user/"):
				return "lets in " + name + ", a person and no role"
			case c.proxyRoles(r.Stack)[lastPart(name)]:
				return "lets in " + name + ", a role of the room's proxy"
			}
		}
	}
	return ""
}

// holdsDirectory says whether a stack is a directory's: production may let its own people at its own secrets.
func (c *checker) holdsDirectory(stack string) bool {
	for i := range c.Resources {
		if r := &c.Resources[i]; r.Type == directoryType && r.Stack == stack {
			return true
		}
	}
	return false
}

// lastPart is a role's name, without its account and path.
func lastPart(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

// proxyRoles are the names of the roles of a stack's tasks, as far as they are known.
func (c *checker) proxyRoles(stack string) map[string]bool {
	roles := map[string]bool{}
	for i := range c.Resources {
		r := &c.Resources[i]
		if r.Type != "aws:ecs/taskDefinition:TaskDefinition" || r.Stack != stack {
			continue
		}
		for _, key := range []string{"taskRoleArn", "executionRoleArn"} {
			if arn, standing := resource.Text(r.Properties.Get(key)); standing == resource.Known {
				roles[lastPart(arn)] = true
			}
			for _, urn := range r.PropertyDependencies[key] {
				if role := c.byURN[urn]; role != nil {
					name, _ := resource.Text(role.Properties.Get("name"))
					roles[name] = name != ""
				}
			}
		}
	}
	return roles
}
