package completeness

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/closedworld"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/whose"
)

// parts are the types that the rules judge; a stack of each kind has at least one of each.
var parts = map[closedworld.Kind][]string{
	closedworld.Production: {
		"aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable", "aws:ec2/routeTableAssociation:RouteTableAssociation", "aws:ec2/flowLog:FlowLog",
	},
	closedworld.Room: {
		"aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable", "aws:ec2/routeTableAssociation:RouteTableAssociation", "aws:ec2/flowLog:FlowLog",
		"aws:ec2/securityGroup:SecurityGroup", "aws:directoryservice/directory:Directory", "aws:workspaces/directory:Directory",
		"aws:workspaces/ipGroup:IpGroup", "aws:workspaces/workspace:Workspace", "aws:ecs/service:Service", "aws:ecs/taskDefinition:TaskDefinition",
	},
}

// stack is what is in sight of one stack.
type stack struct {
	name    string
	present map[string]bool
	vpcs    []*resource.Resource
	place
}

// place is where a resource may belong: one approved network, or any while no network tells.
type place struct {
	kinds       []closedworld.Kind
	rooms       []baseline.Room
	productions []baseline.Production
}

// networks are the approved networks of a place.
func (p place) networks() []baseline.Network {
	var all []baseline.Network
	for _, r := range p.rooms {
		all = append(all, r.Network)
	}
	for _, p := range p.productions {
		all = append(all, p.Network)
	}
	return all
}

// anywhere is the place of what cannot be placed.
func anywhere(b *baseline.Baseline) place {
	return place{kinds: closedworld.Kinds(), rooms: b.Rooms, productions: b.Productions}
}

// survey sorts resources by their stack, and places each stack by its one VPC.
func survey(in rule.Input) map[string]*stack {
	stacks := map[string]*stack{}
	for i := range in.Resources {
		r := &in.Resources[i]
		s := stacks[r.Stack]
		if s == nil {
			s = &stack{name: r.Stack, present: map[string]bool{}, place: anywhere(in.Baseline)}
			stacks[r.Stack] = s
		}
		s.present[r.Type] = true
		if r.Type == "aws:ec2/vpc:Vpc" {
			s.vpcs = append(s.vpcs, r)
		}
	}
	if in.Scope == resource.Single {
		return stacks // one resource does not show what its stack holds
	}
	for _, s := range stacks {
		if len(s.vpcs) != 1 {
			continue
		}
		switch room, production := whose.Network(in.Baseline, s.vpcs[0]); {
		case room != nil:
			s.place = place{kinds: []closedworld.Kind{closedworld.Room}, rooms: []baseline.Room{*room}}
		case production != nil:
			s.place = place{kinds: []closedworld.Kind{closedworld.Production}, productions: []baseline.Production{*production}}
		}
	}
	return stacks
}

// whole judges each stack as a whole; no resources at all are one stack without any part.
func whole(stacks map[string]*stack, b *baseline.Baseline) []finding.Finding {
	if len(stacks) == 0 {
		stacks = map[string]*stack{"": {name: "(empty)", place: anywhere(b)}}
	}
	var findings []finding.Finding
	holders := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(stacks)) {
		s := stacks[key]
		if len(s.kinds) != 1 {
			findings = append(findings, noNetwork.At(nil, fmt.Sprintf(
				"Stack %s has %s; it must have one VPC of the baseline's, %s, or nothing can be proved of it.", s.name, described(s.vpcs), blocks(b))))
			continue
		}
		n := s.networks()[0]
		findings = append(findings, s.missing()...)
		findings = append(findings, owned(s.vpcs[0], n, b)...)
		if other := holders[n.Name]; other != "" {
			findings = append(findings, networkTwice.At(s.vpcs[0], fmt.Sprintf("Stacks %s and %s both hold the network of %s, %s.", other, s.name, n.Name, n.CIDR)))
		}
		holders[n.Name] = s.name
	}
	return findings
}

func (s *stack) missing() []finding.Finding {
	var missing []string
	for _, part := range parts[s.kinds[0]] {
		if !s.present[part] {
			missing = append(missing, part)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return []finding.Finding{partMissing.At(s.vpcs[0], fmt.Sprintf("Stack %s is a %s, and lacks %s; what is not there cannot be proved safe.",
		s.name, s.kinds[0], strings.Join(missing, ", ")))}
}

// owned judges where a VPC stands, once AWS has said so: in the account and the region that its entry names ("VPC",
// Service Authorization Reference, has the form of its ARN), and as the VPC that is pinned there.
func owned(vpc *resource.Resource, n baseline.Network, b *baseline.Baseline) []finding.Finding {
	var findings []finding.Finding
	text, standing := resource.Text(vpc.Properties.Get("arn"))
	parts := strings.Split(text, ":")
	right := standing == resource.Known && len(parts) == 6 && parts[3] == b.RegionOf(n) && parts[4] == n.AccountID
	// While it is not made yet, the provider's region has been judged, and the account is once it stands.
	if !right && standing != resource.Unknown && standing != resource.Absent {
		findings = append(findings, elsewhere.At(vpc, fmt.Sprintf("VPC %s is %s; the baseline has %s in account %s, region %s.", vpc.Name,
			resource.Quote(vpc.Properties.Get("arn")), n.Name, n.AccountID, b.RegionOf(n))))
	}
	if id, standing := resource.Text(vpc.Properties.Get("id")); n.VpcID != "" && standing == resource.Known && id != n.VpcID {
		findings = append(findings, elsewhere.At(vpc, fmt.Sprintf("VPC %s has the id %s; the baseline pins %s to %s.", vpc.Name, id, n.Name, n.VpcID)))
	}
	return findings
}

// blocks lists the approved networks for people.
func blocks(b *baseline.Baseline) string {
	var texts []string
	for _, n := range b.Networks() {
		texts = append(texts, n.Name+"'s "+n.CIDR)
	}
	return strings.Join(texts, " or ")
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
