package room

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/components/peering"
	"secure-room/components/users"
	"secure-room/components/workspaces"
	"secure-room/programs/settings"
)

// production is a stack that is asked for a peering.
type production struct {
	settings.Stack
	*peering.Production
}

// readProductions reads what each production tells; all that have told nothing are named at once.
func readProductions(ctx *pulumi.Context, stacks []settings.Stack) ([]production, error) {
	var productions []production
	var problems []error
	for _, stack := range stacks {
		told, err := peering.ReadProduction(ctx, stack.Reference)
		if err == nil && told == nil {
			err = fmt.Errorf("stack %s has told nothing of itself yet: bring production up first, with pulumi up -s %s",
				stack.Reference, stack.Name)
		}
		problems = append(problems, err)
		productions = append(productions, production{stack, told})
	}
	return productions, errors.Join(problems...)
}

// askForPeerings asks each production for a peering, and tells each which one is its own.
func askForPeerings(ctx *pulumi.Context, s settings.Room, productions []production, own *network.Network,
	perimeter *workspaces.Perimeter, rights *users.Users) error {
	terminals := own.Tier(terminalsTier)
	requests := map[string]*peering.Request{}
	for _, p := range productions {
		request, err := peering.NewRequest(ctx, p.Name, &peering.RequestArgs{
			Network:                 own,
			Terminals:               terminals,
			TerminalSecurityGroupID: perimeter.GroupID,
			Production:              p.Production,
		})
		if err != nil {
			return err
		}
		requests[p.Reference] = request
	}
	peering.ExportRoom(ctx, own, requests, terminals, perimeter.GroupID, peering.Operators{
		ARNs:             rights.OperatorARNs,
		ThroughEndpoints: s.Access.OperatorsFrom == settings.FromVPCEndpoint,
	})
	return nil
}
