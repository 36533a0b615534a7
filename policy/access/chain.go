package access

import (
	"slices"
	"strings"

	"secure-room/policy/document"
	"secure-room/policy/resource"
)

// Way is how one principal comes to act as another.
type Way string

// The ways.
const (
	Assumes  Way = "sts:AssumeRole"
	Passes   Way = "iam:PassRole"
	Commands Way = "commands on an instance"
	Changes  Way = "what a service runs"
)

// Step is one principal acting as another, by a policy of the first or, when Policy is nil, by the other's trust alone.
type Step struct {
	From, To *Principal
	Way      Way
	Policy   *Policy
}

// Chain are the steps by which a principal comes to a power that the last one holds.
type Chain []Step

// String writes the chain for people.
func (c Chain) String() string {
	var b strings.Builder
	b.WriteString(c[0].From.String())
	for _, step := range c {
		b.WriteString(" → ")
		if step.Policy != nil && step.Policy.Holder != nil && step.Policy.Holder != step.From {
			b.WriteString(step.Policy.Holder.String() + " → ")
		}
		b.WriteString(string(step.Way) + " on " + step.To.String())
	}
	return b.String()
}

// Chains finds who comes to act as one of the targets in any number of steps: the shortest chain for each, without those steps
// that are approved.
func (m *Model) Chains(targets []*Principal, approved func(Step) bool) []Chain {
	found := map[*Principal]Chain{}
	for _, t := range targets {
		found[t] = nil
	}
	var chains []Chain
	for queue := slices.Clone(targets); len(queue) > 0; queue = queue[1:] {
		to := queue[0]
		for _, from := range m.Principals {
			if _, seen := found[from]; seen || from.Kind == Group || to.Kind != Role {
				continue
			}
			step := m.step(from, to)
			if step == nil || approved(*step) {
				continue
			}
			found[from] = append(Chain{*step}, found[to]...)
			chains = append(chains, found[from])
			queue = append(queue, from)
		}
	}
	return chains
}

// step is how one principal comes to act as a role; nil when it does not.
func (m *Model) step(from, to *Principal) *Step {
	target := to.ARN()
	if named, account := to.trusts(from); named {
		return &Step{From: from, To: to, Way: Assumes}
	} else if account {
		if by := from.may("sts:AssumeRole", target); by != nil {
			return &Step{from, to, Assumes, by}
		}
	}
	services := to.services()
	if len(services) > 0 {
		if by := from.may("iam:PassRole", target); by != nil {
			return &Step{from, to, Passes, by}
		}
	}
	for _, service := range services {
		for _, action := range changes[service] {
			name, _, _ := strings.Cut(action, ":")
			if by := from.may(action, "arn:*:"+name+":*"); by != nil {
				return &Step{from, to, Changes, by}
			}
		}
	}
	for _, instance := range to.Instances {
		id, standing := resource.Text(instance.Properties.Get("id"))
		if standing != resource.Known {
			id = unnamed
		}
		for _, action := range commands {
			if by := from.may(action, "arn:*:ec2:*:*:instance/"+id); by != nil {
				return &Step{from, to, Commands, by}
			}
		}
	}
	return nil
}

// commands let somebody act as the role of an instance; changes do so for what a service runs already, by that service's
// principal.
var (
	commands = words(`ssm:SendCommand ssm:StartSession ssm:ResumeSession ssm:CreateAssociation ssm:UpdateAssociation
		ec2:ModifyInstanceAttribute ec2:GetPasswordData ec2-instance-connect:SendSSHPublicKey ec2-instance-connect:OpenTunnel`)
	changes = map[string][]string{
		"lambda.amazonaws.com":         words("lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration"),
		"ecs-tasks.amazonaws.com":      words("ecs:ExecuteCommand ecs:RunTask"),
		"cloudformation.amazonaws.com": words("cloudformation:UpdateStack cloudformation:ExecuteChangeSet"),
		"codebuild.amazonaws.com":      words("codebuild:StartBuild codebuild:UpdateProject"),
		"glue.amazonaws.com":           words("glue:UpdateJob glue:StartJobRun glue:UpdateDevEndpoint"),
		"states.amazonaws.com":         words("states:UpdateStateMachine states:StartExecution"),
		"scheduler.amazonaws.com":      words("scheduler:UpdateSchedule"),
		"ssm.amazonaws.com":            words("ssm:StartAutomationExecution ssm:UpdateMaintenanceWindowTask"),
		"sagemaker.amazonaws.com":      words("sagemaker:CreatePresignedNotebookInstanceUrl"),
	}
)

// may is May, after a look that is made once whether any policy names the action at all.
func (p *Principal) may(action, target string) *Policy {
	named, looked := p.named[action]
	if !looked {
		if p.named == nil {
			p.named = map[string]bool{}
		}
		named = slices.ContainsFunc(p.Statements(), func(s document.Statement) bool { return !s.Denies() && s.Names(action) })
		p.named[action] = named
	}
	if !named {
		return nil
	}
	return p.May(action, target)
}

// ARN is a principal's, as far as it is known: with wildcards for the rest.
func (p *Principal) ARN() string {
	path := "/"
	if p.Resource != nil {
		if arn, standing := resource.Text(p.Resource.Properties.Get("arn")); standing == resource.Known && strings.HasPrefix(arn, "arn:") {
			return arn
		}
		if given, standing := resource.Text(p.Resource.Properties.Get("path")); standing == resource.Known && given != "" {
			path = given
		}
	}
	return "arn:*:iam::*:" + string(p.Kind) + path + p.Name
}

// trusts says whether a role's trust policy admits a principal by its name, or its whole account, which then decides by the
// principal's own policies ("How to use trust policies with IAM roles", AWS Security Blog).
func (p *Principal) trusts(who *Principal) (named, account bool) {
	if p.Trust == nil {
		return false, true // it stands elsewhere
	}
	if p.Trust.Standing == resource.Unknown && who.Resource != nil {
		return slices.Contains(p.Trust.Resource.PropertyDependencies[p.Trust.Property], who.Resource.URN), false
	}
	for _, s := range p.Trust.Statements {
		if s.Denies() || !s.Names("sts:AssumeRole") {
			continue
		}
		account = account || s.NotPrincipal != nil
		for _, name := range s.Principal["AWS"] {
			switch {
			case strings.Contains(name, ":"+string(who.Kind)+"/"), strings.Contains(name, ":assumed-role/") && who.Kind == Role:
				named = named || strings.EqualFold(roleOrUser(name), who.Name)
			case document.HasWildcard(name), strings.HasSuffix(name, ":root"), !strings.Contains(name, ":"):
				account = true
			}
		}
	}
	return named, account
}

// roleOrUser is the name in a principal's ARN: of a role's session, the role's.
func roleOrUser(arn string) string {
	if _, session, assumed := strings.Cut(arn, ":assumed-role/"); assumed {
		role, _, _ := strings.Cut(session, "/")
		return role
	}
	return lastPart(arn)
}

// services are the services that a role trusts.
func (p *Principal) services() []string {
	var found []string
	if p.Trust != nil {
		for _, s := range p.Trust.Statements {
			if !s.Denies() {
				found = append(found, s.Principal["Service"]...)
			}
		}
	}
	return found
}
