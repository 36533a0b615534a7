package graph

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"go4.org/netipx"

	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// Kind is what owns network interfaces.
type Kind string

// The owners that rules tell apart.
const (
	Terminal   Kind = "terminal"
	Controller Kind = "directory controller"
	Service    Kind = "service"
	Instance   Kind = "instance"
	Database   Kind = "database"
	Endpoint   Kind = "VPC endpoint"
	Balancer   Kind = "load balancer"
	Other      Kind = "interface"
)

// Builtin is a security group on an interface that no resource declares.
type Builtin string

// The groups that are not declared.
const (
	// DefaultGroup is the VPC's default group where no resource manages it: in from itself, out to anywhere.
	DefaultGroup Builtin = "the VPC's default group"
	// NoGroup stands for the want of any: a network or gateway load balancer without security groups lets everything pass
	// ("Security groups for your Network Load Balancer").
	NoGroup Builtin = "no security group at all"
	// UnreadGroup stands for groups whose id is not known or not among the resources.
	UnreadGroup Builtin = "a group that is not known"
)

// Interface is all interfaces that one resource owns: they stand in some subnets and carry the same groups.
type Interface struct {
	Owner *resource.Resource
	Kind  Kind
	// Users are the user names of terminals.
	Users []string
	// Subnets may be incomplete when SubnetsKnown is false.
	Subnets      []*Subnet
	SubnetsKnown bool
	Groups       []*Group
	// References are the groups as written, for those that are not among the resources.
	References []Reference
	Builtin    []Builtin
	// Public says that it may have a public address.
	Public bool
	// Forwards are what a load balancer passes on.
	Forwards []Forward

	addresses *netipx.IPSet
	name      string
}

// Name says whose interface it is, for people.
func (i *Interface) Name() string { return i.name }

// Addresses are all addresses that the interfaces may have.
func (i *Interface) Addresses() *netipx.IPSet { return i.addresses }

// settle works out the addresses and the name, once the subnets and users are read.
func (i *Interface) settle() {
	sets := make([]*netipx.IPSet, 0, len(i.Subnets))
	for _, s := range i.Subnets {
		sets = append(sets, s.Addresses)
	}
	i.addresses = traffic.Union(sets...)
	slices.Sort(i.Users) // the engine gives resources in the order in which they happened to be made
	i.name = string(i.Kind) + " " + i.Owner.Name
	if i.Kind == Terminal && len(i.Users) > 0 {
		i.name = "terminal of " + strings.Join(i.Users, ", ")
	}
}

// VPC is the network it stands in, when its subnets tell.
func (i *Interface) VPC() *VPC {
	for _, s := range i.Subnets {
		if s.VPC != nil {
			return s.VPC
		}
	}
	return nil
}

// place says where a type keeps its subnets and groups: paths of keys, the first being the top-level property.
type place struct {
	kind    Kind
	subnets []string
	groups  []string
	public  []string
	builtin []Builtin
}

// places are the types that own interfaces in ways of their own. Any other type is looked through for the usual
// properties, so that a new kind of resource is not invisible for want of an entry.
var places = map[string]place{
	"aws:ecs/service:Service": {kind: Service, subnets: []string{"networkConfiguration.subnets"},
		groups: []string{"networkConfiguration.securityGroups"}, public: []string{"networkConfiguration.assignPublicIp"}},
	"aws:ec2/instance:Instance": {kind: Instance, subnets: []string{"subnetId"}, groups: []string{"vpcSecurityGroupIds"},
		public: []string{"associatePublicIpAddress"}},
	// Its instances carry the groups of a launch template.
	"aws:autoscaling/group:Group":     {kind: Instance, subnets: []string{"vpcZoneIdentifiers"}, builtin: []Builtin{UnreadGroup}},
	directoryType:                     {kind: Controller, subnets: []string{"vpcSettings.subnetIds", "connectSettings.subnetIds"}},
	"aws:ec2/vpcEndpoint:VpcEndpoint": {kind: Endpoint, subnets: []string{"subnetIds"}, groups: []string{"securityGroupIds"}},
}

func (g *Graph) readInterfaces() {
	for _, r := range g.index.All() {
		switch {
		case !strings.HasPrefix(r.Type, "aws:") || withoutInterfaces(r.Type):
		case r.Type == registrationType:
			g.readTerminals(r)
		case r.Type == "aws:rds/instance:Instance" || r.Type == "aws:rds/cluster:Cluster":
			g.readDatabase(r)
		case slices.Contains(balancerTypes, r.Type) || slices.Contains(classicTypes, r.Type):
			g.readBalancer(r)
		default:
			if p, own := places[r.Type]; own {
				g.readPlace(r, p)
			} else {
				g.readAny(r)
			}
		}
	}
}

func (g *Graph) readPlace(r *resource.Resource, p place) {
	i := &Interface{Owner: r, Kind: p.kind, SubnetsKnown: true}
	for _, path := range p.subnets {
		top, value := g.walk(r, path)
		for _, f := range g.index.List(r, top, value, subnetTypes...) {
			g.stand(i, f)
		}
	}
	for _, path := range p.groups {
		top, value := g.walk(r, path)
		g.carry(i, g.index.List(r, top, value, groupTypes...))
	}
	if !i.exists() {
		return
	}
	i.Builtin = append(i.Builtin, p.builtin...)
	for _, path := range p.public {
		_, value := g.walk(r, path)
		public, standing := resource.Truth(value)
		i.Public = i.Public || public || standing == resource.Unknown
	}
	if group, ok := g.nodes[r].(*Group); ok {
		i.Groups = append(i.Groups, group)
	}
	g.addInterface(i)
}

// exists says whether there are interfaces at all: in subnets, or wherever, since they carry groups.
func (i *Interface) exists() bool {
	if len(i.Subnets) == 0 && i.SubnetsKnown {
		i.SubnetsKnown = false
		return len(i.References) > 0
	}
	return true
}

// stand puts an interface into the subnets that a reference may mean.
func (g *Graph) stand(i *Interface, f Reference) {
	found := Nodes[*Subnet](g, f)
	for _, s := range found {
		if !slices.Contains(i.Subnets, s) {
			i.Subnets = append(i.Subnets, s)
		}
	}
	i.SubnetsKnown = i.SubnetsKnown && len(found) > 0
}

// carry puts groups on an interface. Of an unknown group with several candidates all are carried, since what any of
// them lets pass may pass.
func (g *Graph) carry(i *Interface, references []Reference) {
	for _, f := range references {
		i.References = append(i.References, f)
		found := Nodes[*Group](g, f)
		for _, group := range found {
			if !slices.Contains(i.Groups, group) {
				i.Groups = append(i.Groups, group)
			}
		}
		if len(found) == 0 {
			i.Builtin = append(i.Builtin, UnreadGroup)
		}
	}
}

func (g *Graph) addInterface(i *Interface) {
	if len(i.Groups) == 0 && len(i.Builtin) == 0 {
		i.Builtin = append(i.Builtin, DefaultGroup)
		for _, group := range g.defaults {
			if group.VPC == nil || group.VPC == i.VPC() {
				i.Groups, i.Builtin = append(i.Groups, group), nil
			}
		}
	}
	i.settle()
	g.Interfaces = append(g.Interfaces, i)
}

// walk follows a path of keys into a resource and says which top-level property it went through.
func (g *Graph) walk(r *resource.Resource, path string) (string, property.Value) {
	top, rest, deep := strings.Cut(path, ".")
	value := g.index.Given(r, top)
	for deep {
		var key string
		key, rest, deep = strings.Cut(rest, ".")
		fields, standing := resource.Fields(value)
		if items, ok := resource.Items(value); ok == resource.Known && len(items) == 1 {
			fields, standing = resource.Fields(items[0])
		}
		if standing == resource.Unknown {
			return top, property.New(property.Computed)
		}
		value = fields.Get(key)
	}
	return top, value
}
