package production

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/components/users"
)

// makeOperatorRole makes the role that a room's operators look at this account with, from that room only. A room of
// managers gets none.
func makeOperatorRole(ctx *pulumi.Context, own *network.Network, r room) error {
	if len(r.OperatorARNs) == 0 {
		return nil
	}
	from := users.From{Addresses: pulumi.ToStringArray(r.EgressAddresses)}
	if r.ThroughEndpoints {
		from = users.From{VpcID: pulumi.String(r.VpcID)}
	}
	_, err := users.NewProductionRole(ctx, r.Name, &users.ProductionRoleArgs{
		Account:      own.Account,
		OperatorARNs: r.OperatorARNs,
		From:         from,
	})
	return err
}
