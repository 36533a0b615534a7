package room

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/internal/workspaceszone"
	"secure-room/programs/settings"
)

// The tiers of the room's network, in the order that decides their addresses: append, never reorder.
const (
	publicTier    = "public" // NAT gateway only
	proxyTier     = "proxy"
	terminalsTier = "terminals"
	directoryTier = "directory" // management instance and interface endpoints as well
)

// managementServices are what the management instance is managed by, joins the directory with, keeps Admin's password in
// and tightens AWS's security groups through ("Create VPC endpoints for Systems Manager", AWS Systems Manager User Guide,
// and those of the other three). The proxy names its own.
var managementServices = []string{"ssm", "ssmmessages", "ec2messages", "ds", "secretsmanager", "ec2"}

func makeNetwork(ctx *pulumi.Context, s settings.Room, productions []production) (*network.Network, error) {
	var neighbours []network.Neighbour
	for _, p := range productions {
		neighbours = append(neighbours, network.Neighbour{Name: "stack " + p.Reference, CIDR: p.CIDR})
	}
	return network.New(ctx, name, &network.Args{
		CIDR:                s.Network.CIDR,
		AvailabilityZoneIDs: s.Network.AvailabilityZoneIDs,
		Tiers: []network.Tier{
			{Name: publicTier, Reach: network.Public},
			{Name: proxyTier, Reach: network.Egress},
			{Name: terminalsTier, Reach: network.Isolated, Zones: workspaceszone.Count},
			{Name: directoryTier, Reach: network.Isolated, Zones: workspaceszone.Count},
		},
		// One address is what AWS sees operators come from; a gateway in each zone would triple its cost.
		SingleNATGateway:     true,
		FlowLogRetentionDays: s.Network.FlowLogRetentionDays,
		Endpoints: &network.Endpoints{
			Services: slices.Concat([]string{"ecr.api", "ecr.dkr", "logs"}, managementServices),
			Tier:     directoryTier,
			S3Tiers:  []string{proxyTier, directoryTier},
		},
		Neighbours: neighbours,
	})
}

// ids lists subnets for components that know no more of them.
func ids(subnets []network.Subnet) []pulumi.StringInput {
	list := make([]pulumi.StringInput, len(subnets))
	for i, subnet := range subnets {
		list[i] = subnet.ID
	}
	return list
}
