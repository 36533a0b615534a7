// Package production wires the production stack: a network, the endpoints and the web tier in it, and the door to the rooms
// it lets in.
package production

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/components/peering"
	"secure-room/programs/settings"
)

// The tiers of production's network, in the order that decides their addresses: append, never reorder.
const (
	publicTier = "public"
	appTier    = "app"
	dataTier   = "data"
)

// room is a stack that is let in, and the peering that it has asked this one for.
type room struct {
	settings.Stack
	*peering.Room
	connectionID string
}

// Run declares the production stack.
func Run(ctx *pulumi.Context, s settings.Production) error {
	rooms, err := askers(ctx, s.Rooms)
	if err != nil {
		return err
	}
	found, err := findExisting(ctx, s)
	if err != nil {
		return err
	}
	own, err := makeNetwork(ctx, s.Network, rooms)
	if err != nil {
		return fmt.Errorf("%s of stack %s: %w", settings.NetworkKey, ctx.Stack(), err)
	}
	exposed, databases, err := makeEndpoints(ctx, s, own, found)
	if err != nil {
		return err
	}
	site, err := makeWeb(ctx, s, own, databases)
	if err != nil {
		return err
	}
	peering.ExportProduction(ctx, own, exposed)
	show(ctx, own, exposed, databases, site, s.Rooms)
	return openDoor(ctx, own, exposed, rooms)
}

// askers are the rooms of the config that have requested a peering; the door stays shut to the others.
func askers(ctx *pulumi.Context, stacks []settings.Stack) ([]room, error) {
	var rooms []room
	own := ctx.Organization() + "/" + ctx.Project() + "/" + ctx.Stack()
	for _, stack := range stacks {
		told, err := peering.ReadRoom(ctx, stack.Reference)
		if err != nil {
			return nil, err
		}
		if told == nil || told.PeeringConnectionIDs[own] == "" {
			message := fmt.Sprintf("The door stays shut to stack %s: it has not requested a peering with %s yet.", stack.Reference, own)
			if err := ctx.Log.Info(message, nil); err != nil {
				return nil, fmt.Errorf("logging that the door stays shut: %w", err)
			}
			continue
		}
		rooms = append(rooms, room{stack, told, told.PeeringConnectionIDs[own]})
	}
	return rooms, nil
}

func makeNetwork(ctx *pulumi.Context, s settings.Network, rooms []room) (*network.Network, error) {
	var neighbours []network.Neighbour
	for _, r := range rooms {
		neighbours = append(neighbours, network.Neighbour{Name: "stack " + r.Reference, CIDR: r.CIDR})
	}
	return network.New(ctx, "production", &network.Args{
		CIDR:                s.CIDR,
		AvailabilityZoneIDs: s.AvailabilityZoneIDs,
		Tiers: []network.Tier{
			{Name: publicTier, Reach: network.Public},
			{Name: appTier, Reach: network.Egress},
			{Name: dataTier, Reach: network.Isolated},
		},
		SingleNATGateway:     true, // the app tier is the user's to fill; a gateway in each zone costs from the first day
		FlowLogRetentionDays: s.FlowLogRetentionDays,
		Neighbours:           neighbours,
	})
}

// openDoor lets in each room that has asked. All that it makes for a room goes when the config names it no more.
func openDoor(ctx *pulumi.Context, own *network.Network, exposed []peering.Exposed, rooms []room) error {
	for _, r := range rooms {
		if _, err := peering.NewAcceptance(ctx, r.Name, &peering.AcceptanceArgs{
			Network:             own,
			Exposed:             exposed,
			Room:                r.Room,
			PeeringConnectionID: r.connectionID,
		}); err != nil {
			return err
		}
		if err := makeOperatorRole(ctx, own, r); err != nil {
			return err
		}
	}
	return nil
}
