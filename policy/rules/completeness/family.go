// Package completeness holds the rules about what the other rules stand on: an empty stack proves nothing, so every
// part that they judge must be there, in the region and the account that the baseline names, with nothing hidden.
package completeness

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

const name = "completeness"

// Family is the completeness family.
func Family() rule.Family {
	return rule.Family{
		Name:        name,
		Description: "A stack is production's or the room's, whole, in the approved region, with nothing hidden from the rules.",
		Check:       check,
	}
}

func check(in rule.Input) []finding.Finding {
	var findings []finding.Finding
	for i := range in.Resources {
		r := &in.Resources[i]
		findings = append(findings, provider(r, in.Baseline, in.Scope)...)
		findings = append(findings, ignored(r)...)
	}
	if in.Scope == rule.Stack {
		findings = append(findings, stacks(in)...)
	}
	return findings
}

// kind is which of the two programs a stack runs.
type kind struct {
	name string
	// parts are the types that the rules judge; a stack of this kind has at least one of each.
	parts []string
}

const vpcType = "aws:ec2/vpc:Vpc"

var productionKind = kind{"production", []string{
	"aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable", "aws:ec2/routeTableAssociation:RouteTableAssociation", "aws:ec2/flowLog:FlowLog",
}}

var roomKind = kind{"the room", []string{
	"aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable", "aws:ec2/routeTableAssociation:RouteTableAssociation", "aws:ec2/flowLog:FlowLog",
	"aws:ec2/securityGroup:SecurityGroup", "aws:directoryservice/directory:Directory", "aws:workspaces/directory:Directory",
	"aws:workspaces/ipGroup:IpGroup", "aws:workspaces/workspace:Workspace", "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition",
}}

// stacks judges each stack as a whole; no resources at all are one stack without any part.
func stacks(in rule.Input) []finding.Finding {
	present := map[string]map[string]bool{}
	vpcs := map[string][]*resource.Resource{}
	var names []string
	for i := range in.Resources {
		r := &in.Resources[i]
		if present[r.Stack] == nil {
			present[r.Stack] = map[string]bool{}
			names = append(names, r.Stack)
		}
		present[r.Stack][r.Type] = true
		if r.Type == vpcType {
			vpcs[r.Stack] = append(vpcs[r.Stack], r)
		}
	}
	if len(names) == 0 {
		names = []string{"(empty)"}
	}
	slices.Sort(names)
	var findings []finding.Finding
	for _, stack := range names {
		findings = append(findings, whole(stack, vpcs[stack], present[stack], in.Baseline)...)
	}
	return findings
}

func whole(stack string, vpcs []*resource.Resource, present map[string]bool, b *baseline.Baseline) []finding.Finding {
	k := kindOf(vpcs, b)
	if k == nil || len(vpcs) != 1 {
		return []finding.Finding{{Rule: name,
			Problem: fmt.Sprintf("Stack %s has %s; it must have one VPC, production's %s or the room's %s, or nothing can be proved of it.",
				stack, described(vpcs), b.Production.CIDR, b.Room.CIDR),
			Fix: "Run one of this project's two programs, with the network that the baseline approves."}}
	}
	var missing []string
	for _, part := range k.parts {
		if !present[part] {
			missing = append(missing, part)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return []finding.Finding{{Rule: name, URN: vpcs[0].URN,
		Problem: fmt.Sprintf("Stack %s is %s, and lacks %s; what is not there cannot be proved safe.", stack, k.name, strings.Join(missing, ", ")),
		Fix:     "Deploy the whole program."}}
}

// described lists VPCs by name and block.
func described(vpcs []*resource.Resource) string {
	if len(vpcs) == 0 {
		return "no VPC"
	}
	texts := make([]string, 0, len(vpcs))
	for _, v := range vpcs {
		texts = append(texts, "VPC "+v.Name+" ("+resource.Quote(v.Properties.Get("cidrBlock"))+")")
	}
	return strings.Join(texts, " and ")
}

// kindOf tells the stack by its VPC's block, the one thing that the baseline and every program agree on.
func kindOf(vpcs []*resource.Resource, b *baseline.Baseline) *kind {
	for _, v := range vpcs {
		block, standing := resource.Block(v.Properties.Get("cidrBlock"))
		switch {
		case standing != resource.Known:
		case block == b.Production.Prefix():
			return &productionKind
		case block == b.Room.Prefix():
			return &roomKind
		}
	}
	return nil
}

// provider judges where a provider of AWS resources works.
func provider(r *resource.Resource, b *baseline.Baseline, scope rule.Scope) []finding.Finding {
	if r.Type != "pulumi:providers:aws" && r.Type != "pulumi:providers:awsx" {
		return nil
	}
	region, standing := resource.Text(r.Properties.Get("region"))
	if standing == resource.Unknown && scope == rule.Single {
		return nil // known when the provider is made, and judged then
	}
	if standing == resource.Known && region == b.Region || standing == resource.Absent && r.Type == "pulumi:providers:awsx" {
		return nil
	}
	where := "a region that is not written down"
	if standing == resource.Known {
		where = resource.Quote(r.Properties.Get("region"))
	}
	return []finding.Finding{{Rule: name, URN: r.URN,
		Problem: fmt.Sprintf("Provider %s works in %s; only %s is approved.", r.Name, where, b.Region),
		Fix:     "Set aws:region to " + b.Region + " in the stack's config."}}
}

// guarded are beginnings of the types whose every property decides what can reach what.
var guarded = []string{
	"aws:ec2/route", "aws:ec2/securityGroup", "aws:ec2/defaultSecurityGroup:", "aws:ec2/vpcPeering", "aws:ec2/vpc:", "aws:ec2/subnet:",
	"aws:vpc/securityGroup", "aws:workspaces/ipGroup:", "aws:workspaces/directory:", "aws:ecs/",
}

// ignored refuses ignoreChanges where it would keep an old value in force that the program no longer shows.
func ignored(r *resource.Resource) []finding.Finding {
	if len(r.IgnoreChanges) == 0 {
		return nil
	}
	for _, prefix := range guarded {
		if strings.HasPrefix(r.Type, prefix) {
			return []finding.Finding{{Rule: name, URN: r.URN,
				Problem: fmt.Sprintf("%s ignores changes of %s, so what stands need not be what the program says.", r.Name, strings.Join(r.IgnoreChanges, ", ")),
				Fix:     "Remove ignoreChanges."}}
		}
	}
	return nil
}
