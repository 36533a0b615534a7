package room

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/components/users"
	"secure-room/components/workspaces"
	"secure-room/programs/settings"
)

func makeUsers(ctx *pulumi.Context, s settings.Room, productions []production, own *network.Network, people *directory.Directory,
	way *proxy.Proxy, terminals *workspaces.Terminals) (*users.Users, error) {
	if s.Access.OperatorsFrom == settings.FromVPCEndpoint {
		if err := ctx.Log.Warn("secure-room:access.operatorsFrom is vpc-endpoint, and this program makes no VPC endpoints for the console: "+
			"operators are locked out of AWS until those of AWS Management Console Private Access are set up beside it.", nil); err != nil {
			return nil, fmt.Errorf("warning of missing endpoints: %w", err)
		}
	}
	var productionRoles []string
	for _, p := range productions {
		productionRoles = append(productionRoles, p.operatorRoleARN(ctx, own))
	}
	return users.New(ctx, name, &users.Args{
		Account:                  own.Account,
		People:                   s.People(),
		TerminalIDs:              terminals.IDs,
		DirectoryID:              people.ID,
		From:                     from(s, own),
		LogGroupNames:            []pulumi.StringInput{own.FlowLogName, way.LogGroupName},
		ProductionRoleARNs:       productionRoles,
		AWSManagedAdministration: s.Access.AWSManagedPolicy,
	})
}

// from is how AWS tells that operators come from the room.
func from(s settings.Room, own *network.Network) users.From {
	if s.Access.OperatorsFrom == settings.FromVPCEndpoint {
		return users.From{VpcID: own.VpcID}
	}
	return users.From{Addresses: own.PublicAddresses}
}

// operatorRoleARN is the role that this room's operators have in a production, before it exists: production makes it when
// it lets the room in, and names the room's users there, so neither stack can wait for the other.
func (p production) operatorRoleARN(ctx *pulumi.Context, own *network.Network) string {
	return users.ProductionRoleARN(own.Partition, p.AccountID, ctx.Stack(), p.Name)
}
