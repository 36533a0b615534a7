package awsx

import (
	"fmt"
	"maps"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// register makes the children in awsx's order, with its names and parents (awsx/ec2/vpc.ts, v2.22.0).
func (v *vpc) register(ctx *pulumi.Context, name, block string, args vpcArgs, subnets []subnet) (err error) {
	shared := tagged(args.Tags, map[string]string{"Name": name}, nil)
	v.Vpc, err = ec2.NewVpc(ctx, name, &ec2.VpcArgs{
		CidrBlock: pulumi.String(block), EnableDnsHostnames: args.EnableDnsHostnames, EnableDnsSupport: args.EnableDnsSupport,
		EnableNetworkAddressUsageMetrics: args.EnableNetworkAddressUsageMetrics, InstanceTenancy: args.InstanceTenancy, Tags: shared,
	}, pulumi.Parent(v))
	if err != nil {
		return fmt.Errorf("registering its VPC: %w", err)
	}
	v.VpcId = v.Vpc.ID().ToStringOutput()
	// Always made, even when every subnet is isolated: it costs nothing and awsx makes it too.
	v.InternetGateway, err = ec2.NewInternetGateway(ctx, name, &ec2.InternetGatewayArgs{VpcId: v.VpcId, Tags: shared}, under(v.Vpc)...)
	if err != nil {
		return fmt.Errorf("registering its internet gateway: %w", err)
	}
	gateways := map[int]*ec2.NatGateway{} // by zone
	for _, s := range subnets {
		if s.kind == unused {
			continue
		}
		if err := v.registerSubnet(ctx, name, args, s, gateways); err != nil {
			return fmt.Errorf("registering its subnet %s: %w", s.name, err)
		}
	}
	return nil
}

func (v *vpc) registerSubnet(ctx *pulumi.Context, name string, args vpcArgs, s subnet, gateways map[int]*ec2.NatGateway) error {
	own := map[string]string{"Name": s.name, "SubnetType": s.kind}
	ownToo := maps.Clone(s.tags)
	if ownToo == nil {
		ownToo = map[string]string{}
	}
	maps.Copy(ownToo, own)
	made, err := ec2.NewSubnet(ctx, s.name, &ec2.SubnetArgs{
		VpcId: v.VpcId, AvailabilityZone: pulumi.String(s.zone), CidrBlock: pulumi.String(s.cidr.String()),
		MapPublicIpOnLaunch: pulumi.Bool(s.kind == public), Tags: tagged(args.Tags, map[string]string{}, ownToo),
	}, under(v.Vpc)...)
	if err != nil {
		return err
	}
	v.Subnets = append(v.Subnets, made)
	switch id := made.ID().ToStringOutput(); s.kind {
	case public:
		v.PublicSubnetIds = append(v.PublicSubnetIds, id)
	case private:
		v.PrivateSubnetIds = append(v.PrivateSubnetIds, id)
	default:
		v.IsolatedSubnetIds = append(v.IsolatedSubnetIds, id)
	}
	table, err := ec2.NewRouteTable(ctx, s.name, &ec2.RouteTableArgs{VpcId: v.VpcId, Tags: tagged(args.Tags, map[string]string{}, own)}, under(made)...)
	if err != nil {
		return err
	}
	v.RouteTables = append(v.RouteTables, table)
	association, err := ec2.NewRouteTableAssociation(ctx, s.name, &ec2.RouteTableAssociationArgs{
		RouteTableId: table.ID(), SubnetId: made.ID()}, under(table)...)
	if err != nil {
		return err
	}
	v.RouteTableAssociations = append(v.RouteTableAssociations, association)
	if s.kind == public && needsGateway(args.strategy(), gateways, s.zoneNumber) {
		if err := v.registerGateway(ctx, name, args, made, s.zoneNumber, gateways); err != nil {
			return err
		}
	}
	return v.registerRoute(ctx, args.strategy(), s, table, gateways)
}

// needsGateway is awsx's shouldCreateNatGateway.
func needsGateway(strategy string, gateways map[int]*ec2.NatGateway, zone int) bool {
	return strategy == singleGateway && len(gateways) == 0 || strategy == onePerZone && gateways[zone] == nil
}

func (v *vpc) registerGateway(ctx *pulumi.Context, name string, args vpcArgs, home *ec2.Subnet, zone int, gateways map[int]*ec2.NatGateway) error {
	child := fmt.Sprintf("%s-%d", name, zone)
	tags := tagged(args.Tags, map[string]string{}, map[string]string{"Name": child})
	address, err := ec2.NewEip(ctx, child, &ec2.EipArgs{Tags: tags}, under(home)...)
	if err != nil {
		return err
	}
	v.Eips = append(v.Eips, address)
	gateway, err := ec2.NewNatGateway(ctx, child, &ec2.NatGatewayArgs{
		SubnetId: home.ID(), AllocationId: address.AllocationId, Tags: tags}, under(home)...)
	if err != nil {
		return err
	}
	v.NatGateways, gateways[zone] = append(v.NatGateways, gateway), gateway
	return nil
}

// registerRoute sends a public subnet to the internet gateway and a private one to its NAT gateway.
// An isolated one has no way out, so no route.
func (v *vpc) registerRoute(ctx *pulumi.Context, strategy string, s subnet, table *ec2.RouteTable, gateways map[int]*ec2.NatGateway) error {
	args := &ec2.RouteArgs{RouteTableId: table.ID(), DestinationCidrBlock: pulumi.String("0.0.0.0/0")}
	switch {
	case s.kind == public:
		args.GatewayId = v.InternetGateway.ID()
	case s.kind == private && strategy == singleGateway:
		args.NatGatewayId = gateways[1].ID() // the public subnets of the first zone come first of all
	case s.kind == private && strategy == onePerZone:
		args.NatGatewayId = gateways[s.zoneNumber].ID()
	default:
		return nil
	}
	route, err := ec2.NewRoute(ctx, s.name, args, under(table)...)
	if err != nil {
		return err
	}
	v.Routes = append(v.Routes, route)
	return nil
}

// under makes a resource the parent of another and makes that other wait for it, as awsx does.
func under(parent pulumi.Resource) []pulumi.ResourceOption {
	return []pulumi.ResourceOption{pulumi.Parent(parent), pulumi.DependsOn([]pulumi.Resource{parent})}
}
