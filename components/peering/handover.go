// Package peering joins the two networks: the room requests a VPC peering, production accepts it, and each adds the
// routes and security group rules of its own side. What one stack must know of the other travels as a stack output,
// typed here, so that neither needs the other's credentials and production alone decides whether the door is open.
package peering

import (
	"maps"
	"net/netip"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
)

// The stack outputs that the hand-over travels in.
const (
	productionOutput = "production"
	roomOutput       = "room"
)

// Production is what the production stack tells the room.
type Production struct {
	AccountID, Region, VpcID string
	CIDR                     netip.Prefix
	Endpoints                []Endpoint
}

// Endpoint is one production service that the room may reach.
type Endpoint struct {
	// Protocol is "tcp" or "udp".
	Name, Protocol string
	Port           int
	// SubnetCIDRs are exactly the subnets that the service stands in.
	SubnetCIDRs              []netip.Prefix
	SecurityGroupID, Address string
}

// Room is what the room's stack tells production.
type Room struct {
	AccountID, Region, VpcID string
	CIDR                     netip.Prefix
	// PeeringConnectionIDs are the peerings that the room has requested, by the stack of the production asked, such as
	// "organization/secure-room/prod": so each production finds its own, and nobody else's.
	PeeringConnectionIDs map[string]string
	// TerminalSubnetCIDRs are exactly the subnets that terminals stand in.
	TerminalSubnetCIDRs     []netip.Prefix
	TerminalSecurityGroupID string
	// OperatorARNs are the IAM users who work in production from the room; none in a room of managers.
	OperatorARNs []string
	// EgressAddresses are the public IPv4 addresses that the room goes out from: its proxy's.
	EgressAddresses []string
	// ThroughEndpoints says that operators' calls to AWS come out of the room's VPC, through VPC endpoints, and never from
	// EgressAddresses.
	ThroughEndpoints bool
}

// Operators are the people who work in production from the room, as the room itself knows them.
type Operators struct {
	// ARNs are their IAM users.
	ARNs pulumi.StringArrayInput
	// ThroughEndpoints says that their calls to AWS go through VPC endpoints, and not by the proxy's address.
	ThroughEndpoints bool
}

// Exposed is an endpoint as production itself knows it, while ids and address may still be unknown.
type Exposed struct {
	// Protocol is "tcp" or "udp".
	Name, Protocol string
	Port           int
	// Subnets are those that the service stands in.
	Subnets                  []network.Subnet
	SecurityGroupID, Address pulumi.StringInput
}

// ExportProduction hands production over to rooms.
func ExportProduction(ctx *pulumi.Context, own *network.Network, exposed []Exposed) {
	ctx.Export(productionOutput, encodeProduction(own, exposed))
}

func encodeProduction(own *network.Network, exposed []Exposed) pulumi.Map {
	endpoints := make(pulumi.Array, len(exposed))
	for i, e := range exposed {
		endpoints[i] = pulumi.Map{
			"name":            pulumi.String(e.Name),
			"protocol":        pulumi.String(e.Protocol),
			"port":            pulumi.Int(e.Port),
			"subnetCidrs":     cidrs(e.Subnets),
			"securityGroupId": e.SecurityGroupID,
			"address":         e.Address,
		}
	}
	encoded := encodeNetwork(own)
	encoded["endpoints"] = endpoints
	return encoded
}

// ExportRoom hands the room over to the productions that it has asked. The requests are by the stack of the production
// asked, such as "organization/secure-room/prod".
func ExportRoom(ctx *pulumi.Context, own *network.Network, requests map[string]*Request, terminals []network.Subnet,
	terminalSecurityGroupID pulumi.StringInput, operators Operators) {
	ctx.Export(roomOutput, encodeRoom(own, requests, terminals, terminalSecurityGroupID, operators))
}

func encodeRoom(own *network.Network, requests map[string]*Request, terminals []network.Subnet,
	terminalSecurityGroupID pulumi.StringInput, operators Operators) pulumi.Map {
	peerings := make(pulumi.Array, 0, len(requests))
	for _, production := range slices.Sorted(maps.Keys(requests)) {
		peerings = append(peerings, pulumi.Map{
			"production":          pulumi.String(production),
			"peeringConnectionId": requests[production].PeeringConnectionID,
		})
	}
	encoded := encodeNetwork(own)
	encoded["terminalSubnetCidrs"] = cidrs(terminals)
	encoded["terminalSecurityGroupId"] = terminalSecurityGroupID
	encoded["peerings"] = peerings
	encoded["operatorArns"] = operators.ARNs
	encoded["egressAddresses"] = own.PublicAddresses
	encoded["throughEndpoints"] = pulumi.Bool(operators.ThroughEndpoints)
	return encoded
}

// encodeNetwork is what both sides tell of themselves.
func encodeNetwork(own *network.Network) pulumi.Map {
	return pulumi.Map{
		"accountId": pulumi.String(own.AccountID),
		"region":    pulumi.String(own.Region),
		"vpcId":     own.VpcID,
		"cidr":      pulumi.String(own.CIDR.String()),
	}
}

func cidrs(subnets []network.Subnet) pulumi.StringArray {
	blocks := make(pulumi.StringArray, len(subnets))
	for i, subnet := range subnets {
		blocks[i] = pulumi.String(subnet.CIDR.String())
	}
	return blocks
}
