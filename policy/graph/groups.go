package graph

import (
	"go4.org/netipx"

	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// Direction is which way a rule lets traffic pass.
type Direction string

// The two directions of a security group rule.
const (
	Ingress Direction = "ingress"
	Egress  Direction = "egress"
)

// Rule is one security group rule in any of its three forms: inline in the group, aws:ec2/securityGroupRule, or
// aws:vpc/securityGroupIngressRule and EgressRule.
type Rule struct {
	// Declared is the resource that the rule is written in.
	Declared *resource.Resource
	// Group is where it belongs; Groups are the candidates that are among the resources.
	Group     Reference
	Groups    []*Group
	Direction Direction
	Services  traffic.Services
	// Addresses are the blocks of the other side; Peers are groups of the other side.
	Addresses *netipx.IPSet
	Peers     []Reference
	// Problem says why the rule cannot be read in full; such a rule may let anything pass.
	Problem string
	// Implicit says that AWS makes the rule by itself, so that no program can narrow it.
	Implicit bool
	// Pending says that the problem is a value that is not known yet, and will be once its resource is up for creation.
	Pending bool
}

// pend marks a rule as not readable yet.
func (rule *Rule) pend(problem string) { rule.Problem, rule.Pending = problem, true }

// refuse marks a rule as not readable at all.
func (rule *Rule) refuse(problem string) { rule.Problem, rule.Pending = problem, false }

// CarriedBy says whether interfaces of a kind, and nothing else, carry a group.
func (group *Group) CarriedBy(kind Kind) bool {
	for _, i := range group.Carriers {
		if i.Kind != kind {
			return false
		}
	}
	return len(group.Carriers) > 0
}

const (
	groupType        = "aws:ec2/securityGroup:SecurityGroup"
	defaultGroupType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
	directoryType    = "aws:directoryservice/directory:Directory"
	registrationType = "aws:workspaces/directory:Directory"
	endpointType     = "aws:ec2/vpcEndpoint:VpcEndpoint"
)

// groupTypes are what a reference to a security group may mean: a group, or a resource that AWS makes one for.
var groupTypes = []string{groupType, defaultGroupType, directoryType, registrationType}

func (g *Graph) readGroups() {
	for _, r := range g.index.OfType(groupType, defaultGroupType) {
		g.addGroup(&Group{Resource: r, Default: r.Type == defaultGroupType, VPC: only[*VPC](g, g.index.Find(r, "vpcId", vpcTypes...))})
	}
	// The group of domain controllers lets directory traffic in from any source, and everything out ("What gets created
	// with your AWS Managed Microsoft AD", Directory Service Administration Guide).
	for _, r := range g.index.OfType(directoryType) {
		top, value := g.walk(r, "vpcSettings.vpcId")
		group := &Group{Resource: r, Implicit: true, VPC: only[*VPC](g, g.index.Resolve(r, top, value, vpcTypes...))}
		g.addGroup(group)
		g.addImplicit(group, Ingress)
		g.addImplicit(group, Egress)
	}
	// Every WorkSpace carries, beside the custom group, one that lets everything out ("Security groups for WorkSpaces
	// Personal", WorkSpaces Administration Guide). So no proof may rest on a terminal's egress rules alone.
	for _, r := range g.index.OfType(registrationType) {
		group := &Group{Resource: r, Implicit: true}
		g.addGroup(group)
		g.addImplicit(group, Egress)
	}
}

func (g *Graph) addGroup(group *Group) {
	if group.Default {
		g.defaults = append(g.defaults, group)
	}
	g.Groups = append(g.Groups, group)
	g.put(group.Resource, group)
}

// addImplicit adds a rule of AWS's own that lets everything pass one way.
func (g *Graph) addImplicit(group *Group, direction Direction) {
	rule := &Rule{Declared: group.Resource, Direction: direction, Services: traffic.Everything(), Addresses: traffic.Anywhere(), Implicit: true}
	g.attach(rule, Reference{Standing: resource.Known, Candidates: []*resource.Resource{group.Resource}})
}
