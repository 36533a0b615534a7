package graph

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/index"
	"secure-room/policy/resource"
)

// standWithout are types that name subnets or groups and yet own no interface that anybody could connect to: what network
// and groups are made of, what another resource stands in (subnet groups), and members of a cluster, whose interfaces are
// the cluster's.
var standWithout = map[string]bool{
	"aws:ec2/subnet:Subnet": true, "aws:ec2/routeTableAssociation:RouteTableAssociation": true, "aws:ec2/natGateway:NatGateway": true,
	"aws:ec2/flowLog:FlowLog": true, aclType: true, defaultACLType: true, "aws:ec2/networkAclAssociation:NetworkAclAssociation": true,
	groupType: true, defaultGroupType: true, "aws:ec2/securityGroupRule:SecurityGroupRule": true,
	"aws:ec2/launchTemplate:LaunchTemplate": true, "aws:ec2/launchConfiguration:LaunchConfiguration": true,
	"aws:ec2/subnetCidrReservation:SubnetCidrReservation": true, "aws:rds/clusterInstance:ClusterInstance": true,
	"aws:docdb/clusterInstance:ClusterInstance": true, "aws:neptune/clusterInstance:ClusterInstance": true,
}

func withoutInterfaces(kind string) bool { return standWithout[kind] || index.IsSubnetGroup(kind) }

// naming is what a property's key says of its value.
type naming int

const (
	nothing naming = iota
	ofSubnets
	ofGroups
	ofSubnetGroup
	ofPublic
	// ofMore are blocks that hold such keys: where such a block is not known as a whole, what it depends on counts.
	ofMore
)

// namings are the keys by which types name their subnets and groups, at whatever depth.
var namings = map[string]naming{
	"subnetId": ofSubnets, "subnetIds": ofSubnets, "subnets": ofSubnets, "clientSubnets": ofSubnets, "privateSubnets": ofSubnets,
	"publicSubnets": ofSubnets, "subnetIdLists": ofSubnets, "vpcZoneIdentifiers": ofSubnets,
	"securityGroups": ofGroups, "securityGroupIds": ofGroups, "vpcSecurityGroupIds": ofGroups, "securityGroupIdLists": ofGroups,
	"subnetGroupName": ofSubnetGroup, "dbSubnetGroupName": ofSubnetGroup, "clusterSubnetGroupName": ofSubnetGroup,
	"neptuneSubnetGroupName": ofSubnetGroup, "replicationSubnetGroupId": ofSubnetGroup, "cacheSubnetGroupName": ofSubnetGroup,
	"publiclyAccessible": ofPublic, "mapPublicIp": ofPublic, "assignPublicIp": ofPublic, "associatePublicIpAddress": ofPublic,
	"vpcConfig": ofMore, "vpcOptions": ofMore, "vpcConfiguration": ofMore, "vpcConnectionConfig": ofMore, "networkConfiguration": ofMore,
	"networkSettings": ofMore, "brokerNodeGroupInfo": ofMore, "computeResources": ofMore, "endpointDetails": ofMore, "ec2Attributes": ofMore,
	"physicalConnectionRequirements": ofMore, "networkInterfaces": ofMore, "ipAddresses": ofMore, "subnetMappings": ofMore,
}

// readAny looks a resource of whatever other type through for subnets and groups, so that a new kind of resource is not
// invisible for want of an entry.
func (g *Graph) readAny(r *resource.Resource) {
	i := &Interface{Owner: r, Kind: Other, SubnetsKnown: true}
	for top := range r.Properties.All {
		g.look(i, r, top, top, g.index.Given(r, top))
	}
	if i.exists() {
		g.addInterface(i)
	}
}

// readBalancer reads a load balancer. Without security groups a network load balancer lets everything pass.
func (g *Graph) readBalancer(r *resource.Resource) {
	i := &Interface{Owner: r, Kind: Balancer, SubnetsKnown: true}
	for _, top := range []string{"subnets", "subnetMappings", "securityGroups"} {
		g.look(i, r, top, top, g.index.Given(r, top))
	}
	if len(i.Subnets) == 0 {
		i.SubnetsKnown = false
	}
	internal, standing := resource.Truth(g.index.Given(r, "internal"))
	i.Public = standing != resource.Known || !internal
	kind, standing := resource.Text(g.index.Given(r, "loadBalancerType"))
	if len(i.References) == 0 && (standing == resource.Unknown || kind == "network" || kind == "gateway") {
		i.Builtin = append(i.Builtin, NoGroup)
	}
	g.addInterface(i)
}

// look reads one value under its key, inside the top-level property top.
func (g *Graph) look(i *Interface, r *resource.Resource, top, key string, v property.Value) {
	is := namings[key]
	switch {
	case v.IsNull():
	case is == ofSubnets:
		for _, f := range g.index.List(r, top, v, subnetTypes...) {
			g.stand(i, f)
		}
		g.lookInside(i, r, top, v)
	case is == ofGroups:
		g.carry(i, g.index.List(r, top, v, groupTypes...))
	case is == ofSubnetGroup:
		g.standInGroup(i, g.index.Resolve(r, top, v, g.index.SubnetGroups()...))
	case is == ofPublic:
		public, standing := resource.Truth(v)
		i.Public = i.Public || public || standing == resource.Unknown
	case is == ofMore && v.IsComputed():
		if f := g.index.Resolve(r, top, v, subnetTypes...); len(f.Candidates) > 0 {
			g.stand(i, f)
		}
		if f := g.index.Resolve(r, top, v, groupTypes...); len(f.Candidates) > 0 {
			g.carry(i, []Reference{f})
		}
	default:
		g.lookInside(i, r, top, v)
	}
}

func (g *Graph) lookInside(i *Interface, r *resource.Resource, top string, v property.Value) {
	switch {
	case v.IsArray():
		for _, item := range v.AsArray().All {
			if !item.IsString() {
				g.look(i, r, top, "", item)
			}
		}
	case v.IsMap():
		for key, value := range v.AsMap().All {
			g.look(i, r, top, key, value)
		}
	}
}

// standInGroup puts an interface into the subnets of a subnet group.
func (g *Graph) standInGroup(i *Interface, f Reference) {
	if f.Standing == resource.Absent {
		return
	}
	for _, group := range f.Candidates {
		for _, s := range g.index.List(group, "subnetIds", g.index.Given(group, "subnetIds"), subnetTypes...) {
			g.stand(i, s)
		}
	}
	i.SubnetsKnown = i.SubnetsKnown && len(f.Candidates) > 0
}
