// Package graph reads the network out of resources: which subnet routes where, which rules a security group holds in
// whichever of its three forms, whose interfaces stand where. It judges nothing.
package graph

import (
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"go4.org/netipx"

	"secure-room/policy/index"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// Graph is the network that the resources of one stack, or of several that stand together, make.
type Graph struct {
	VPCs        []*VPC
	Subnets     []*Subnet
	Tables      []*RouteTable
	Routes      []*Route
	Groups      []*Group
	Rules       []*Rule
	Connections []*Connection
	Accepters   []*Accepter
	Interfaces  []*Interface
	Attachments []*Attachment

	index *index.Index
	nodes map[*resource.Resource]any
	// defaults are the default groups that resources manage.
	defaults []*Group
}

// VPC is one network.
type VPC struct {
	Resource *resource.Resource
	// Addresses are all its blocks; Standing says whether they are known.
	Addresses *netipx.IPSet
	Standing  resource.Standing
	// Block is the first of them, IPv4's.
	Block netip.Prefix
	// IPv6 says that it has IPv6 addresses, or may have; AWS chooses them, so they are often not known before it is made.
	IPv6 bool
	// Main is the route table of every subnet without one of its own ("Route table concepts", Amazon VPC User Guide).
	Main *RouteTable
}

// Subnet is one subnet with the tables that it may route by; more than one only while an association is unknown.
type Subnet struct {
	Resource *resource.Resource
	VPC      *VPC
	Block    netip.Prefix
	Standing resource.Standing
	Tables   []*RouteTable
	// ACLs are its network ACLs, likewise; none stands for the one that AWS makes, which lets everything pass.
	ACLs []*ACL
	// Addresses are the block as a set, with the IPv6 block where that is known.
	Addresses *netipx.IPSet
	// IPv6 says that it has IPv6 addresses, or may have.
	IPv6 bool
}

// RouteTable is one table. Resource is nil for a main table that no resource declares.
type RouteTable struct {
	Resource *resource.Resource
	VPC      *VPC
	Routes   []*Route
}

// Group is one security group with its rules in all forms.
type Group struct {
	Resource *resource.Resource
	VPC      *VPC
	Rules    []*Rule
	// Carriers are the interfaces that carry it.
	Carriers []*Interface
	// Default says that it is the VPC's default group.
	Default bool
	// Implicit says that AWS makes the group for Resource, a directory or a WorkSpaces registration.
	Implicit bool
}

// Connection is a peering as its requester declares it, Accepter as the other side does.
type Connection struct {
	Resource                        *resource.Resource
	VPC, PeerVPC                    Reference
	PeerAccount, PeerRegion         string
	AccountStanding, RegionStanding resource.Standing
	AutoAccept                      bool
	AutoAcceptStanding              resource.Standing
}

// Accepter is the accepting side of a peering.
type Accepter struct {
	Resource   *resource.Resource
	Connection Reference
}

// Build reads the resources of an index. It never fails: what it cannot read stays in the graph as unknown or with a Problem.
func Build(resources *index.Index) *Graph {
	g := &Graph{index: resources, nodes: make(map[*resource.Resource]any, len(resources.All()))}
	g.readVPCs()
	g.readSubnets()
	g.readPrefixLists()
	g.readTables()
	g.readAssociations()
	g.readRoutes()
	g.readGroups()
	g.readRules()
	g.readACLs()
	g.readPeerings()
	g.readInterfaces()
	g.readAttachments()
	for _, i := range g.Interfaces {
		for _, group := range i.Groups {
			group.Carriers = append(group.Carriers, i)
		}
	}
	g.readForwards()
	return g
}

// OfType lists the resources of the given types, in the order in which they came.
func (g *Graph) OfType(types ...string) []*resource.Resource { return g.index.OfType(types...) }

// Find resolves a property of a resource among those of the given types.
func (g *Graph) Find(r *resource.Resource, name string, types ...string) Reference {
	return g.index.Find(r, name, types...)
}

// Resolve resolves one value that stands in the top-level property name of a resource, perhaps deep inside it.
func (g *Graph) Resolve(r *resource.Resource, name string, v property.Value, types ...string) Reference {
	return g.index.Resolve(r, name, v, types...)
}

// Given is a property's value if the program gave it.
func (g *Graph) Given(r *resource.Resource, name string) property.Value {
	return g.index.Given(r, name)
}

func (g *Graph) readVPCs() {
	for _, r := range g.index.OfType("aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc") {
		block, standing := resource.Block(r.Properties.Get("cidrBlock"))
		v := &VPC{Resource: r, Block: block, Standing: standing}
		six, standing := resource.Block(g.index.Given(r, "ipv6CidrBlock"))
		v.IPv6 = standing != resource.Absent || g.asks(r, "assignGeneratedIpv6CidrBlock") || g.asks(r, "ipv6IpamPoolId")
		v.Addresses = traffic.Of(block, six)
		v.Main = &RouteTable{VPC: v}
		g.Tables = append(g.Tables, v.Main)
		g.VPCs = append(g.VPCs, v)
		g.put(r, v)
	}
	for _, r := range g.index.OfType("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation") {
		block, standing := resource.Block(r.Properties.Get("cidrBlock"))
		for _, v := range Nodes[*VPC](g, g.index.Find(r, "vpcId", vpcTypes...)) {
			v.Addresses = traffic.Union(v.Addresses, traffic.Of(block))
			if standing != resource.Known {
				v.Standing = resource.Unknown
			}
		}
	}
	for _, r := range g.index.OfType("aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation") {
		six, _ := resource.Block(g.index.Given(r, "ipv6CidrBlock"))
		for _, v := range Nodes[*VPC](g, g.index.Find(r, "vpcId", vpcTypes...)) {
			v.IPv6, v.Addresses = true, traffic.Union(v.Addresses, traffic.Of(six))
		}
	}
}

// asks says whether a property asks for something, or may: everything but its absence, an empty text and false does.
func (g *Graph) asks(r *resource.Resource, name string) bool {
	text, standing := resource.Text(g.index.Given(r, name))
	return standing == resource.Unknown || standing == resource.Malformed || standing == resource.Known && text != "" && text != "false"
}

func (g *Graph) readSubnets() {
	for _, r := range g.index.OfType(subnetTypes...) {
		block, standing := resource.Block(r.Properties.Get("cidrBlock"))
		six, whether := resource.Block(g.index.Given(r, "ipv6CidrBlock"))
		s := &Subnet{Resource: r, Block: block, Standing: standing, Addresses: traffic.Of(block, six), VPC: only[*VPC](g, g.index.Find(r, "vpcId", vpcTypes...))}
		s.IPv6 = whether != resource.Absent || g.asks(r, "assignIpv6AddressOnCreation") || g.asks(r, "ipv6Native")
		g.Subnets = append(g.Subnets, s)
		g.put(r, s)
	}
}

func (g *Graph) readPeerings() {
	for _, r := range g.index.OfType("aws:ec2/vpcPeeringConnection:VpcPeeringConnection") {
		c := &Connection{Resource: r, VPC: g.index.Find(r, "vpcId", vpcTypes...), PeerVPC: g.index.Find(r, "peerVpcId", vpcTypes...)}
		c.PeerAccount, c.AccountStanding = resource.Text(g.index.Given(r, "peerOwnerId"))
		c.PeerRegion, c.RegionStanding = resource.Text(g.index.Given(r, "peerRegion"))
		c.AutoAccept, c.AutoAcceptStanding = resource.Truth(g.index.Given(r, "autoAccept"))
		g.Connections = append(g.Connections, c)
		g.put(r, c)
	}
	for _, r := range g.index.OfType("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter") {
		a := &Accepter{Resource: r, Connection: g.index.Resolve(r, "vpcPeeringConnectionId", r.Properties.Get("vpcPeeringConnectionId"), "aws:ec2/vpcPeeringConnection:VpcPeeringConnection")}
		g.Accepters = append(g.Accepters, a)
		g.put(r, a)
	}
}

var vpcTypes = []string{"aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"}
