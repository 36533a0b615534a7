// Package completeness holds the rules about what the other rules stand on: an empty stack proves nothing, so every
// part that they judge must be there, in the account and the region that the baseline names, with nothing hidden.
package completeness

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/whose"
)

// Family is the completeness family.
func Family() rule.Family {
	return rule.Family{
		Name:        "completeness",
		Description: "A stack is production's or the room's, whole, in the approved region, with nothing hidden from the rules.",
		Rules:       []rule.Rule{noNetwork, partMissing, networkTwice, elsewhere, providerElsewhere, changesIgnored},
		Check:       check,
	}
}

func check(in rule.Input) []finding.Finding {
	var findings []finding.Finding
	for i := range in.Resources {
		r := &in.Resources[i]
		findings = append(findings, provider(r, in)...)
		findings = append(findings, ignored(r)...)
	}
	if in.Scope == resource.Stack {
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
	for i := range in.Resources {
		r := &in.Resources[i]
		if present[r.Stack] == nil {
			present[r.Stack] = map[string]bool{}
		}
		present[r.Stack][r.Type] = true
	}
	if len(present) == 0 {
		present["(empty)"] = nil
	}
	var findings []finding.Finding
	holders := map[string]string{}
	for _, stack := range slices.Sorted(maps.Keys(present)) {
		vpcs := whose.VPCs(in.Resources, stack)
		n, k := held(vpcs, in.Baseline)
		if k == nil {
			findings = append(findings, noNetwork.At(nil, fmt.Sprintf(
				"Stack %s has %s; it must have one VPC of the baseline's, %s, or nothing can be proved of it.", stack, described(vpcs), blocks(in.Baseline))))
			continue
		}
		findings = append(findings, whole(stack, vpcs[0], k, present[stack])...)
		findings = append(findings, owned(vpcs[0], n, in.Baseline)...)
		if other := holders[n.Name]; other != "" {
			findings = append(findings, networkTwice.At(vpcs[0], fmt.Sprintf("Stacks %s and %s both hold the network of %s, %s.", other, stack, n.Name, n.CIDR)))
		}
		holders[n.Name] = stack
	}
	return findings
}

// held is the approved network that a stack's VPCs are, and its kind; nil unless they are exactly one.
func held(vpcs []*resource.Resource, b *baseline.Baseline) (baseline.Network, *kind) {
	if len(vpcs) != 1 {
		return baseline.Network{}, nil
	}
	switch room, production := whose.Network(b, vpcs[0]); {
	case room != nil:
		return room.Network, &roomKind
	case production != nil:
		return production.Network, &productionKind
	}
	return baseline.Network{}, nil
}

// blocks lists the approved networks for people.
func blocks(b *baseline.Baseline) string {
	var texts []string
	for _, n := range b.Networks() {
		texts = append(texts, n.Name+"'s "+n.CIDR)
	}
	return strings.Join(texts, " or ")
}

func whole(stack string, vpc *resource.Resource, k *kind, present map[string]bool) []finding.Finding {
	var missing []string
	for _, part := range k.parts {
		if !present[part] {
			missing = append(missing, part)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return []finding.Finding{partMissing.At(vpc, fmt.Sprintf("Stack %s is %s, and lacks %s; what is not there cannot be proved safe.",
		stack, k.name, strings.Join(missing, ", ")))}
}

// owned judges where a VPC stands, once AWS has said so: in the account and the region that its entry names ("VPC",
// Service Authorization Reference, has the form of its ARN).
func owned(vpc *resource.Resource, n baseline.Network, b *baseline.Baseline) []finding.Finding {
	text, standing := resource.Text(vpc.Properties.Get("arn"))
	if standing == resource.Unknown || standing == resource.Absent {
		return nil // not made yet; the provider's region has been judged, and the account is once it stands
	}
	parts := strings.Split(text, ":")
	if standing == resource.Known && len(parts) == 6 && parts[3] == b.RegionOf(n) && parts[4] == n.AccountID {
		return nil
	}
	return []finding.Finding{elsewhere.At(vpc, fmt.Sprintf("VPC %s is %s; the baseline has %s in account %s, region %s.", vpc.Name,
		resource.Quote(vpc.Properties.Get("arn")), n.Name, n.AccountID, b.RegionOf(n)))}
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
