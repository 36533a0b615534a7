package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// everywhere is the default route's destination.
const everywhere = "0.0.0.0/0"

// makeRoutes gives each tier the way out that its reach allows, and no other.
func (n *Network) makeRoutes(ctx *pulumi.Context, args *Args, internetGateway pulumi.IDOutput) error {
	outward := map[string]pulumi.ResourceOption{} // by zone: what must stand before a NAT gateway of it can work
	for _, tier := range args.Tiers {
		if tier.Reach != Public {
			continue
		}
		for _, subnet := range n.Tier(tier.Name) {
			route, err := n.makeDefaultRoute(ctx, subnet, &ec2.RouteArgs{GatewayId: internetGateway})
			if err != nil {
				return err
			}
			n.outward = append(n.outward, route)
			if _, taken := outward[subnet.ZoneID]; !taken {
				outward[subnet.ZoneID] = pulumi.DependsOn([]pulumi.Resource{route})
			}
		}
	}
	gateways, err := n.makeNATGateways(ctx, args, outward)
	if err != nil {
		return err
	}
	for _, tier := range args.Tiers {
		if tier.Reach != Egress {
			continue
		}
		for i, subnet := range n.Tier(tier.Name) {
			if args.SingleNATGateway {
				i = 0
			}
			if _, err := n.makeDefaultRoute(ctx, subnet, &ec2.RouteArgs{NatGatewayId: gateways[i].ID()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeDefaultRoute completes a route which says where to.
func (n *Network) makeDefaultRoute(ctx *pulumi.Context, subnet Subnet, route *ec2.RouteArgs) (*ec2.Route, error) {
	name := fmt.Sprintf("%s-%s-%s", n.name, subnet.Tier, subnet.ZoneID)
	route.RouteTableId = subnet.RouteTableID
	route.DestinationCidrBlock = pulumi.String(everywhere)
	made, err := ec2.NewRoute(ctx, name, route, pulumi.Parent(n))
	if err != nil {
		return nil, fmt.Errorf("registering default route %s: %w", name, err)
	}
	return made, nil
}

// makeNATGateways registers as many as the egress tiers span zones, or one. Each stands in the public tier, and waits
// for that subnet's route to the internet gateway ("NAT gateway basics", Amazon VPC User Guide).
func (n *Network) makeNATGateways(ctx *pulumi.Context, args *Args, outward map[string]pulumi.ResourceOption) (
	[]*ec2.NatGateway, error) {
	var gateways []*ec2.NatGateway
	var addresses pulumi.StringArray
	public, _ := args.publicTier()
	for _, subnet := range n.Tier(public.Name)[:args.natGatewayCount()] {
		name := fmt.Sprintf("%s-nat-%s", n.name, subnet.ZoneID)
		address, err := ec2.NewEip(ctx, name, &ec2.EipArgs{Domain: pulumi.String("vpc"), Tags: tags(name)},
			pulumi.Parent(n), outward[subnet.ZoneID])
		if err != nil {
			return nil, fmt.Errorf("registering the address of NAT gateway %s: %w", name, err)
		}
		gateway, err := ec2.NewNatGateway(ctx, name, &ec2.NatGatewayArgs{
			SubnetId:     subnet.ID,
			AllocationId: address.ID(),
			Tags:         tags(name),
		}, pulumi.Parent(n), outward[subnet.ZoneID])
		if err != nil {
			return nil, fmt.Errorf("registering NAT gateway %s: %w", name, err)
		}
		gateways = append(gateways, gateway)
		addresses = append(addresses, address.PublicIp)
	}
	n.PublicAddresses = addresses.ToStringArrayOutput()
	return gateways, nil
}

// natGatewayCount is how many zones have a NAT gateway, counted from the first.
func (a *Args) natGatewayCount() int {
	widest := 0
	for _, tier := range a.Tiers {
		if tier.Reach == Egress {
			widest = max(widest, tier.span(a.AvailabilityZoneIDs))
		}
	}
	if a.SingleNATGateway {
		return min(widest, 1)
	}
	return widest
}
