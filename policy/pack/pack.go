// Package pack makes the policy pack: every rule family as one rule for single resources and one for the whole stack,
// all of them mandatory.
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

// New makes the pack of some families under a baseline.
func New(approved *baseline.Baseline, families []rule.Family) (policyx.PolicyPack, error) {
	policies := make([]policyx.Policy, 0, 2*len(families))
	for _, f := range families {
		policies = append(policies, single(f, approved), stack(f, approved))
	}
	// The level given here is ignored by the SDK; each policy carries its own.
	pack, err := policyx.NewPolicyPack("secure-room", semver.MustParse("1.0.0"), policyx.EnforcementLevelMandatory, policies)
	if err != nil {
		return nil, fmt.Errorf("make the policy pack: %w", err)
	}
	return pack, nil
}

// single judges each resource by itself, before it is created.
func single(f rule.Family, approved *baseline.Baseline) policyx.Policy {
	return policyx.NewResourceValidationPolicy(f.Name+"-resource", policyx.ResourceValidationPolicyArgs{
		Description:      f.Description,
		EnforcementLevel: policyx.EnforcementLevelMandatory,
		ValidateResource: func(_ context.Context, args policyx.ResourceValidationArgs) error {
			report(args.Manager, Judge(f, rule.Input{Scope: rule.Single, Baseline: approved, Resources: []resource.Resource{read(args.Resource)}}))
			return nil
		},
	})
}

// stack judges all resources of the stack together.
func stack(f rule.Family, approved *baseline.Baseline) policyx.Policy {
	return policyx.NewStackValidationPolicy(f.Name, policyx.StackValidationPolicyArgs{
		Description:      f.Description,
		EnforcementLevel: policyx.EnforcementLevelMandatory,
		ValidateStack: func(_ context.Context, args policyx.StackValidationArgs) error {
			resources := make([]resource.Resource, 0, len(args.Resources))
			for _, r := range args.Resources {
				resources = append(resources, read(r))
			}
			report(args.Manager, Judge(f, rule.Input{Scope: rule.Stack, Baseline: approved, Resources: resources}))
			return nil
		},
	})
}

// Judge runs a family and never fails open: a rule that breaks is a violation, since nobody knows what it would have
// said. The message holds the cause's type and not its text, which may quote a value.
func Judge(f rule.Family, in rule.Input) (findings []finding.Finding) {
	defer func() {
		if cause := recover(); cause != nil {
			broken := finding.Finding{Rule: f.Name, Problem: fmt.Sprintf("The %s rules broke down (%T) and so could not judge this.", f.Name, cause),
				Fix: "Report it with the program that caused it; until then the deploy stays stopped."}
			if in.Scope == rule.Single && len(in.Resources) == 1 {
				broken.URN = in.Resources[0].URN
			}
			findings = append(findings, broken)
		}
	}()
	return f.Check(in)
}

func report(manager policyx.PolicyManager, findings []finding.Finding) {
	for _, f := range findings {
		manager.ReportViolation(f.String(), f.URN)
	}
}
