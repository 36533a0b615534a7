// A program that a careless or hostile author might write: the room as it should be, and one route more, which leads
// the whole of production's VPC through the peering.
package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/programs/room"
	"secure-room/programs/settings"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		config, err := settings.ReadRoom(ctx)
		if err != nil {
			return err
		}
		if err := room.Run(ctx, config); err != nil {
			return err
		}
		vpc, err := ec2.NewVpc(ctx, "side", &ec2.VpcArgs{CidrBlock: pulumi.String("10.30.0.0/16")})
		if err != nil {
			return err
		}
		table, err := ec2.NewRouteTable(ctx, "side", &ec2.RouteTableArgs{VpcId: vpc.ID()})
		if err != nil {
			return err
		}
		_, err = ec2.NewRoute(ctx, "wide", &ec2.RouteArgs{
			RouteTableId:           table.ID(),
			DestinationCidrBlock:   pulumi.String("10.10.0.0/16"),
			VpcPeeringConnectionId: pulumi.String("pcx-0123456789abcdef0"),
		})
		return err
	})
}
