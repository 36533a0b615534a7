// What stood in production's VPC before this project: a database in subnets of its own, behind a security group that was
// made by hand.
package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		vpcID, _ := ctx.GetConfig("secure-room:vpcId")
		groupID, _ := ctx.GetConfig("secure-room:groupId")
		var subnets pulumi.StringArray
		for zone, block := range map[string]string{"apne1-az1": "10.10.40.0/24", "apne1-az4": "10.10.41.0/24"} {
			subnet, err := ec2.NewSubnet(ctx, zone, &ec2.SubnetArgs{VpcId: pulumi.String(vpcID),
				AvailabilityZoneId: pulumi.String(zone), CidrBlock: pulumi.String(block)})
			if err != nil {
				return err
			}
			table, err := ec2.NewRouteTable(ctx, zone, &ec2.RouteTableArgs{VpcId: pulumi.String(vpcID)})
			if err != nil {
				return err
			}
			if _, err := ec2.NewRouteTableAssociation(ctx, zone, &ec2.RouteTableAssociationArgs{SubnetId: subnet.ID(), RouteTableId: table.ID()}); err != nil {
				return err
			}
			subnets = append(subnets, subnet.ID())
		}
		group, err := rds.NewSubnetGroup(ctx, "legacy", &rds.SubnetGroupArgs{Name: pulumi.String("legacy"), SubnetIds: subnets})
		if err != nil {
			return err
		}
		_, err = rds.NewInstance(ctx, "legacy", &rds.InstanceArgs{
			Identifier:               pulumi.String("legacy-orders"),
			Engine:                   pulumi.String("postgres"),
			EngineVersion:            pulumi.String("16"),
			InstanceClass:            pulumi.String("db.t4g.medium"),
			AllocatedStorage:         pulumi.Int(20),
			Port:                     pulumi.Int(6432),
			Username:                 pulumi.String("legacy"),
			ManageMasterUserPassword: pulumi.Bool(true),
			DbSubnetGroupName:        group.Name,
			VpcSecurityGroupIds:      pulumi.ToStringArray([]string{groupID}),
			SkipFinalSnapshot:        pulumi.Bool(true),
		})
		return err
	})
}
