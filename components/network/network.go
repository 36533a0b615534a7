// Package network makes one VPC: subnets in named tiers over several availability zones, the routes that each tier is
// meant to have and no others, a flow log, and private endpoints to AWS services.
//
// The VPC and its internet gateway come from awsx. Subnets and route tables are registered here one by one, since what
// a remote component returns depends, while it is unknown, on everything the component holds: at a first preview one
// of its subnets could not be told from another, and no path through it could be proved or refuted.
package network

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	awsxec2 "github.com/pulumi/pulumi-awsx/sdk/v2/go/awsx/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Network is one VPC and what belongs to it.
type Network struct {
	pulumi.ResourceState

	// Account is where the network is.
	Account
	// CIDR is the VPC's block.
	CIDR netip.Prefix
	// VpcID is the VPC's id.
	VpcID pulumi.StringOutput
	// PublicAddresses are those of the NAT gateways: what the world outside sees of the egress tiers.
	PublicAddresses pulumi.StringArrayOutput
	// FlowLogName is the log group of the flow log.
	FlowLogName pulumi.StringOutput

	name      string
	subnets   []Subnet
	endpoints map[string]endpoint // by service
	outward   []pulumi.Resource
}

// Outward are the routes of the public tiers to the internet gateway: what faces the internet from there depends on them. Not
// on the network, of which the SDK would wait for those parts alone whose registration has begun by then.
func (n *Network) Outward() []pulumi.Resource { return n.outward }

// Subnet is one subnet and the route table that it alone uses.
type Subnet struct {
	Tier, ZoneID, Zone string
	// CIDR is known from the start, at a first preview too.
	CIDR         netip.Prefix
	ID           pulumi.IDOutput
	RouteTableID pulumi.IDOutput
}

// New registers a network. Its resources are named after it, as in "room-terminals-apne1-az1".
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Network, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("network %s cannot be made:\n%w", name, err)
	}
	places, err := plan(args.CIDR, args.Tiers, args.AvailabilityZoneIDs)
	if err != nil {
		return nil, fmt.Errorf("planning network %s: %w", name, err)
	}
	n := &Network{CIDR: args.CIDR, name: name, endpoints: map[string]endpoint{}}
	if err := ctx.RegisterComponentResource("secure-room:network:Network", name, n, opts...); err != nil {
		return nil, fmt.Errorf("registering network %s: %w", name, err)
	}
	if err := n.build(ctx, args, places); err != nil {
		return nil, fmt.Errorf("making network %s: %w", name, err)
	}
	return n, ctx.RegisterResourceOutputs(n, pulumi.Map{
		"accountId":       pulumi.String(n.AccountID),
		"region":          pulumi.String(n.Region),
		"cidr":            pulumi.String(n.CIDR.String()),
		"vpcId":           n.VpcID,
		"publicAddresses": n.PublicAddresses,
		"flowLogName":     n.FlowLogName,
	})
}

// Tier lists a tier's subnets in the order of the zones; it is empty when there is no such tier.
func (n *Network) Tier(name string) []Subnet {
	var found []Subnet
	for _, subnet := range n.subnets {
		if subnet.Tier == name {
			found = append(found, subnet)
		}
	}
	return found
}

// SubnetAt is the network's own subnet with a block, if there is one.
func (n *Network) SubnetAt(cidr netip.Prefix) (Subnet, bool) {
	for _, subnet := range n.subnets {
		if subnet.CIDR == cidr {
			return subnet, true
		}
	}
	return Subnet{}, false
}

func (n *Network) build(ctx *pulumi.Context, args *Args, places []place) error {
	account, err := lookUpAccount(ctx, n)
	if err != nil {
		return err
	}
	n.Account = account
	zones, err := lookUpZones(ctx, n, args.AvailabilityZoneIDs)
	if err != nil {
		return err
	}
	internetGateway, err := n.makeVPC(ctx, args, zones)
	if err != nil {
		return err
	}
	if err := n.makeSubnets(ctx, places, zones); err != nil {
		return err
	}
	if err := n.makeRoutes(ctx, args, internetGateway); err != nil {
		return err
	}
	if err := n.makeFlowLog(ctx, args.FlowLogRetentionDays); err != nil {
		return err
	}
	return n.makeEndpoints(ctx, args.Endpoints)
}

// makeVPC registers the VPC and returns its internet gateway. The block of each zone is declared unused towards awsx,
// which then makes no subnet. The gateway opens nothing by itself: only routes lead to it.
func (n *Network) makeVPC(ctx *pulumi.Context, args *Args, zones map[string]string) (pulumi.IDOutput, error) {
	names := make([]string, len(args.AvailabilityZoneIDs))
	for i, id := range args.AvailabilityZoneIDs {
		names[i] = zones[id]
	}
	strategy := awsxec2.SubnetAllocationStrategyAuto
	made, err := awsxec2.NewVpc(ctx, n.name, &awsxec2.VpcArgs{
		CidrBlock:             pulumi.StringRef(args.CIDR.String()),
		AvailabilityZoneNames: names,
		SubnetStrategy:        &strategy,
		SubnetSpecs:           []awsxec2.SubnetSpecArgs{{Type: awsxec2.SubnetTypeUnused}},
		NatGateways:           &awsxec2.NatGatewayConfigurationArgs{Strategy: awsxec2.NatGatewayStrategyNone},
		// Interface endpoints answer to their service's public name only with both ("DNS attributes in your VPC",
		// Amazon VPC User Guide).
		EnableDnsHostnames: pulumi.Bool(true),
		EnableDnsSupport:   pulumi.Bool(true),
	}, pulumi.Parent(n))
	if err != nil {
		return pulumi.IDOutput{}, fmt.Errorf("registering the VPC: %w", err)
	}
	n.VpcID = made.VpcId
	// AWS's default security group lets its members talk to each other and to everywhere. Adopted with no rule given,
	// it is emptied ("Default security groups for your VPCs", Amazon VPC User Guide).
	if _, err := ec2.NewDefaultSecurityGroup(ctx, n.name, &ec2.DefaultSecurityGroupArgs{
		VpcId: n.VpcID,
		Tags:  tags(n.name + "-default-emptied"),
	}, pulumi.Parent(n)); err != nil {
		return pulumi.IDOutput{}, fmt.Errorf("emptying the default security group: %w", err)
	}
	return made.InternetGateway.ApplyT(func(gateway *ec2.InternetGateway) pulumi.IDOutput {
		return gateway.ID()
	}).(pulumi.IDOutput), nil
}

// makeSubnets gives every subnet a route table of its own, so that none falls back to the VPC's main one and a route
// added for one tier in one zone is added for no other.
func (n *Network) makeSubnets(ctx *pulumi.Context, places []place, zones map[string]string) error {
	for _, p := range places {
		name := fmt.Sprintf("%s-%s-%s", n.name, p.tier.Name, p.zoneID)
		subnet, err := ec2.NewSubnet(ctx, name, &ec2.SubnetArgs{
			VpcId:            n.VpcID,
			AvailabilityZone: pulumi.String(zones[p.zoneID]),
			CidrBlock:        pulumi.String(p.cidr.String()),
			// Stated, since a public address would be a way past NAT gateway and proxy.
			MapPublicIpOnLaunch: pulumi.Bool(false),
			Tags:                tags(name),
		}, pulumi.Parent(n))
		if err != nil {
			return fmt.Errorf("registering subnet %s: %w", name, err)
		}
		table, err := ec2.NewRouteTable(ctx, name, &ec2.RouteTableArgs{VpcId: n.VpcID, Tags: tags(name)}, pulumi.Parent(n))
		if err != nil {
			return fmt.Errorf("registering route table %s: %w", name, err)
		}
		if _, err := ec2.NewRouteTableAssociation(ctx, name, &ec2.RouteTableAssociationArgs{
			SubnetId:     subnet.ID(),
			RouteTableId: table.ID(),
		}, pulumi.Parent(n)); err != nil {
			return fmt.Errorf("associating route table %s: %w", name, err)
		}
		n.subnets = append(n.subnets, Subnet{Tier: p.tier.Name, ZoneID: p.zoneID, Zone: zones[p.zoneID], CIDR: p.cidr,
			ID: subnet.ID(), RouteTableID: table.ID()})
	}
	return nil
}

// tags names a resource in the AWS console as it is named here.
func tags(name string) pulumi.StringMap { return pulumi.StringMap{"Name": pulumi.String(name)} }
