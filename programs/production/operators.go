package production

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/components/users"
)

// makeOperatorRole makes the role that a room's operators look at this account with, from that room only; nil for a room
// of managers.
func makeOperatorRole(ctx *pulumi.Context, own *network.Network, r room) (*users.ProductionRole, error) {
	if len(r.OperatorARNs) == 0 {
		return nil, nil
	}
	from := users.From{Addresses: pulumi.ToStringArray(r.EgressAddresses)}
	if r.ThroughEndpoints {
		from = users.From{VpcID: pulumi.String(r.VpcID)}
	}
	return users.NewProductionRole(ctx, r.Name, &users.ProductionRoleArgs{
		Account:      own.Account,
		OperatorARNs: r.OperatorARNs,
		From:         from,
	})
}
