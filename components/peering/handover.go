// Package peering joins the two networks: the room requests a VPC peering, production accepts it, and each adds the
// routes and security group rules of its own side. What one stack must know of the other travels as a stack output,
// typed here, so that neither needs the other's credentials and production alone decides whether the door is open.
package peering

import (
	"net/netip"

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
	// PeeringConnectionID is empty until the room has requested a peering.
	PeeringConnectionID string
	// TerminalSubnetCIDRs are exactly the subnets that terminals stand in.
	TerminalSubnetCIDRs     []netip.Prefix
	TerminalSecurityGroupID string
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
	ctx.Export(productionOutput, pulumi.Map{
		"accountId": pulumi.String(own.AccountID),
		"region":    pulumi.String(own.Region),
		"vpcId":     own.VpcID,
		"cidr":      pulumi.String(own.CIDR.String()),
		"endpoints": endpoints,
	})
}

// ExportRoom hands the room over to production. The request is nil when there was no production to ask.
func ExportRoom(ctx *pulumi.Context, own *network.Network, request *Request, terminals []network.Subnet,
	terminalSecurityGroupID pulumi.StringInput) {
	handed := pulumi.Map{
		"accountId":               pulumi.String(own.AccountID),
		"region":                  pulumi.String(own.Region),
		"vpcId":                   own.VpcID,
		"cidr":                    pulumi.String(own.CIDR.String()),
		"terminalSubnetCidrs":     cidrs(terminals),
		"terminalSecurityGroupId": terminalSecurityGroupID,
	}
	if request != nil {
		handed["peeringConnectionId"] = request.PeeringConnectionID
	}
	ctx.Export(roomOutput, handed)
}

func cidrs(subnets []network.Subnet) pulumi.StringArray {
	blocks := make(pulumi.StringArray, len(subnets))
	for i, subnet := range subnets {
		blocks[i] = pulumi.String(subnet.CIDR.String())
	}
	return blocks
}
