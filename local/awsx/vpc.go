package awsx

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// vpc is the component with all the outputs of awsx's Vpc.
type vpc struct {
	pulumi.ResourceState

	Eips                   ec2.EipArray                   `pulumi:"eips"`
	InternetGateway        *ec2.InternetGateway           `pulumi:"internetGateway"`
	IsolatedSubnetIds      pulumi.StringArray             `pulumi:"isolatedSubnetIds"`
	NatGateways            ec2.NatGatewayArray            `pulumi:"natGateways"`
	PrivateSubnetIds       pulumi.StringArray             `pulumi:"privateSubnetIds"`
	PublicSubnetIds        pulumi.StringArray             `pulumi:"publicSubnetIds"`
	RouteTableAssociations ec2.RouteTableAssociationArray `pulumi:"routeTableAssociations"`
	RouteTables            ec2.RouteTableArray            `pulumi:"routeTables"`
	Routes                 ec2.RouteArray                 `pulumi:"routes"`
	SubnetLayout           pulumi.Array                   `pulumi:"subnetLayout"`
	Subnets                ec2.SubnetArray                `pulumi:"subnets"`
	Vpc                    *ec2.Vpc                       `pulumi:"vpc"`
	VpcEndpoints           ec2.VpcEndpointArray           `pulumi:"vpcEndpoints"`
	VpcId                  pulumi.StringOutput            `pulumi:"vpcId"`
}

// defaultBlock and defaultZones are awsx's when nothing is said.
const (
	defaultBlock = "10.0.0.0/16"
	defaultZones = 3
)

func newVpc(ctx *pulumi.Context, name string, args vpcArgs, options pulumi.ResourceOption) (*vpc, error) {
	text := defaultBlock
	if args.CidrBlock != nil {
		text = *args.CidrBlock
	}
	problems := args.problems()
	block, err := netip.ParsePrefix(text)
	if err != nil || !block.Addr().Is4() {
		problems = append(problems, fmt.Errorf("cidrBlock is %q; it must be an IPv4 CIDR such as 10.0.0.0/16", text))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	v := &vpc{Eips: ec2.EipArray{}, NatGateways: ec2.NatGatewayArray{}, VpcEndpoints: ec2.VpcEndpointArray{},
		Routes: ec2.RouteArray{}, RouteTables: ec2.RouteTableArray{}, Subnets: ec2.SubnetArray{},
		RouteTableAssociations: ec2.RouteTableAssociationArray{}, SubnetLayout: pulumi.Array{},
		PublicSubnetIds: pulumi.StringArray{}, PrivateSubnetIds: pulumi.StringArray{}, IsolatedSubnetIds: pulumi.StringArray{}}
	if err := ctx.RegisterComponentResource(vpcType, name, v, options); err != nil {
		return nil, fmt.Errorf("registering the component: %w", err)
	}
	zones, err := zonesOf(ctx, v, args)
	if err != nil {
		return nil, err
	}
	subnets, specs, err := plan(name, block, zones, args)
	if err != nil {
		return nil, err
	}
	for _, spec := range specs {
		v.SubnetLayout = append(v.SubnetLayout, spec.output(args.SubnetSpecs))
	}
	if err := v.register(ctx, name, text, args, subnets); err != nil {
		return nil, err
	}
	// awsx registers no outputs in the state: the caller gets them from Construct.
	if err := ctx.RegisterResourceOutputs(v, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("finishing the component: %w", err)
	}
	return v, nil
}

// zonesOf are the zones named, or the region's first ones.
func zonesOf(ctx *pulumi.Context, parent pulumi.Resource, args vpcArgs) ([]string, error) {
	if args.AvailabilityZoneNames != nil {
		return args.AvailabilityZoneNames, nil
	}
	wanted := defaultZones
	if args.NumberOfAvailabilityZones != nil {
		wanted = *args.NumberOfAvailabilityZones
	}
	found, err := aws.GetAvailabilityZones(ctx, nil, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("listing the region's availability zones: %w", err)
	}
	if len(found.Names) < wanted {
		return nil, fmt.Errorf("the region has %d availability zones and %d are wanted; name them in availabilityZoneNames",
			len(found.Names), wanted)
	}
	return found.Names[:wanted], nil
}

// output is the spec as subnetLayout shows it. Blocks are shown only where the program gave them.
func (s subnetSpec) output(given []subnetSpec) pulumi.Map {
	shown := pulumi.Map{"type": pulumi.String(s.Type)}
	if s.Name != nil {
		shown["name"] = pulumi.String(*s.Name)
	}
	for _, g := range given {
		if g.name() == s.name() && g.CidrBlocks != nil {
			shown["cidrBlocks"] = pulumi.ToStringArray(g.CidrBlocks)
		}
	}
	if s.CidrMask != nil {
		shown["cidrMask"] = pulumi.Int(*s.CidrMask)
	}
	if s.Size != nil {
		shown["size"] = pulumi.Int(*s.Size)
	}
	return shown
}

// tagged lays tags over those the program gave. Before says what those overrule, after what they cannot.
func tagged(given pulumi.StringMapInput, before, after map[string]string) pulumi.StringMapInput {
	if given == nil {
		given = pulumi.StringMap{}
	}
	return given.ToStringMapOutput().ApplyT(func(tags map[string]string) map[string]string {
		all := maps.Clone(before)
		maps.Copy(all, tags)
		maps.Copy(all, after)
		return all
	}).(pulumi.StringMapOutput)
}
