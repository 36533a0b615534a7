// Package pack makes the policy pack: all rule families, once for each resource and once for the whole stack, mandatory.
package pack

import (
	"context"
	"fmt"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// New makes the pack of some families under a baseline. It has one policy for single resources and one for the stack, for
// the SDK reads a resource's properties anew for each policy. Each of passed is told the resources of a whole stack that
// breaks no rule; an error of theirs fails the update.
func New(approved *baseline.Baseline, families []rule.Family, passed ...func([]resource.Resource) error) (policyx.PolicyPack, error) {
	// The level given here is ignored by the SDK; each policy carries its own.
	before := &told{}
	pack, err := policyx.NewPolicyPack("secure-room", semver.MustParse("1.0.0"), policyx.EnforcementLevelMandatory,
		[]policyx.Policy{single(families, approved, before), stack(families, approved, before, passed)})
	if err != nil {
		return nil, fmt.Errorf("make the policy pack: %w", err)
	}
	return pack, nil
}

// single judges each resource by itself, before it is created.
func single(families []rule.Family, approved *baseline.Baseline, before *told) policyx.Policy {
	return policyx.NewResourceValidationPolicy("resource", policyx.ResourceValidationPolicyArgs{
		Description:      "One resource by itself, before it is made.",
		EnforcementLevel: policyx.EnforcementLevelMandatory,
		ValidateResource: func(_ context.Context, args policyx.ResourceValidationArgs) error {
			findings := Judge(families, resource.Single, []resource.Resource{read(args.Resource)}, approved)
			before.note(findings)
			report(args.Manager, findings)
			return nil
		},
	})
}

// stack judges all resources of the stack together.
func stack(families []rule.Family, approved *baseline.Baseline, before *told, passed []func([]resource.Resource) error) policyx.Policy {
	return policyx.NewStackValidationPolicy("stack", policyx.StackValidationPolicyArgs{
		Description:      "All resources of the stack together.",
		EnforcementLevel: policyx.EnforcementLevelMandatory,
		ValidateStack: func(_ context.Context, args policyx.StackValidationArgs) error {
			resources := make([]resource.Resource, 0, len(args.Resources))
			for _, r := range args.Resources {
				resources = append(resources, read(r))
			}
			findings := Judge(families, resource.Stack, resources, approved)
			report(args.Manager, before.rest(findings))
			for _, tell := range passed {
				if len(findings) > 0 {
					break
				}
				if err := tell(resources); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// Judge runs all families over the same facts.
func Judge(families []rule.Family, scope resource.Scope, resources []resource.Resource, approved *baseline.Baseline) (findings []finding.Finding) {
	var in rule.Input
	if findings = guard("graph", scope, resources, func() []finding.Finding { in = rule.NewInput(scope, resources, approved); return nil }); len(findings) > 0 {
		return findings
	}
	for _, f := range families {
		findings = append(findings, guard(f.Name, scope, resources, func() []finding.Finding { return f.Check(in) })...)
	}
	return findings
}

// guard never fails open: a rule that breaks is a violation, since nobody knows what it would have said. The message holds
// the cause's type and not its text, which may quote a value.
func guard(name string, scope resource.Scope, resources []resource.Resource, check func() []finding.Finding) (findings []finding.Finding) {
	defer func() {
		if cause := recover(); cause != nil {
			broken := finding.Finding{Rule: name + "/broken", Problem: fmt.Sprintf("The %s rules broke down (%T) and so could not judge this.", name, cause),
				Fix: "Report it with the program that caused it; until then the deploy stays stopped."}
			if scope == resource.Single && len(resources) == 1 {
				broken.URN = resources[0].URN
			}
			findings = append(findings, broken)
		}
	}()
	return check()
}

func report(manager policyx.PolicyManager, findings []finding.Finding) {
	for _, f := range findings {
		manager.ReportViolation(f.String(), f.URN)
	}
}
