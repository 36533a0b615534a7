// Package terminals holds the rules on terminals and on those who use and manage them: where terminals open from, for
// whom, for how long, and how the directory's management instance is reached.
package terminals

import (
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// The types that the rules are about.
const (
	ipGroupType      = "aws:workspaces/ipGroup:IpGroup"
	registrationType = "aws:workspaces/directory:Directory"
	workspaceType    = "aws:workspaces/workspace:Workspace"
	userType         = "aws:iam/user:User"
	instanceType     = "aws:ec2/instance:Instance"
	associationType  = "aws:ssm/association:Association"
	documentType     = "aws:ssm/document:Document"
)

const familyName = "terminals"

// Family gives the rules on terminals, people and the management instance.
func Family() rule.Family {
	return rule.Family{
		Name:        familyName,
		Description: "Terminals open from approved addresses for approved people and stop by themselves; only approved addresses manage the directory.",
		Rules: []rule.Rule{sourceNotApproved, noIPGroup, selfService, deviceNotApproved, localAdministrator, terminalPublic, notPersonal,
			userNotApproved, secondTerminal, doesNotStop, volumeNotEncrypted, clipboardOpen, instancePublic, instanceMetadata, instanceDisk,
			instanceOutOfSight, managementSource, personNotApproved, lastingCredential},
		Check: check,
	}
}

// check judges each resource by itself in both scopes. Instances and security groups are judged in their stack alone:
// production may have public ones, and only the stack shows which network an instance stands in.
func check(in rule.Input) []finding.Finding {
	c := &checker{Input: in, people: sync.OnceValue(in.Baseline.People)}
	for i := range in.Resources {
		r := &in.Resources[i]
		switch r.Type {
		case ipGroupType:
			c.ipGroup(r)
		case registrationType:
			c.registration(r)
		case workspaceType:
			c.workspace(r)
		case userType:
			c.user(r)
		case associationType:
			c.clipboard(r)
		default:
			c.credential(r)
		}
	}
	if in.Scope == resource.Stack {
		c.oneEach()
		c.governed()
		c.management()
	}
	return c.findings
}

// checker gathers findings.
type checker struct {
	rule.Input
	findings []finding.Finding
	// people are the baseline's users, worked out once somebody has asked.
	people func() baseline.People
}

// reject adds a finding of a rule; an empty fix is the rule's own.
func (c *checker) reject(broken rule.Rule, r *resource.Resource, problem, fix string) {
	f := broken.At(r, problem)
	if fix != "" {
		f.Fix = fix
	}
	c.findings = append(c.findings, f)
}

// rejectBy is reject with one case that shows it.
func (c *checker) rejectBy(broken rule.Rule, r *resource.Resource, problem, counterexample string) {
	f := broken.At(r, problem)
	f.Counterexample = counterexample
	c.findings = append(c.findings, f)
}

// section reads a property that is an object.
func (c *checker) section(r *resource.Resource, name string) (property.Map, resource.Standing) {
	return resource.Fields(c.Scope.Given(r, name))
}

func isTrue(v property.Value) bool {
	truth, standing := resource.Truth(v)
	return standing == resource.Known && truth
}

// isFalse says whether a truth value is false, or absent where the provider takes that for false.
func isFalse(v property.Value, absentIsFalse bool) bool {
	truth, standing := resource.Truth(v)
	return standing == resource.Known && !truth || standing == resource.Absent && absentIsFalse
}
