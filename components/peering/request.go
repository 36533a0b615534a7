package peering

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
)

// Request is the room's side of the peering.
type Request struct {
	pulumi.ResourceState

	// PeeringConnectionID is what production is asked to accept.
	PeeringConnectionID pulumi.IDOutput
}

// RequestArgs is what a request is made from.
type RequestArgs struct {
	// Network is the room's own.
	Network *network.Network
	// Terminals are the subnets that terminals stand in: only they get routes to production.
	Terminals []network.Subnet
	// TerminalSecurityGroupID is the terminals' group: only it gets rules to production.
	TerminalSecurityGroupID pulumi.StringInput
	// Production is who is asked.
	Production *Production
}

// NewRequest asks production for a peering and leads the terminals to the exposed subnets and ports. It opens nothing
// by itself: until production has accepted, the routes lead nowhere ("Update your route tables for a VPC peering
// connection", Amazon VPC Peering Guide).
func NewRequest(ctx *pulumi.Context, name string, args *RequestArgs, opts ...pulumi.ResourceOption) (*Request, error) {
	if args == nil {
		args = &RequestArgs{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("peering request %s cannot be made:\n%w", name, err)
	}
	r := &Request{}
	if err := ctx.RegisterComponentResource("secure-room:peering:Request", name, r, opts...); err != nil {
		return nil, fmt.Errorf("registering peering request %s: %w", name, err)
	}
	asked := &ec2.VpcPeeringConnectionArgs{
		VpcId:       args.Network.VpcID,
		PeerOwnerId: pulumi.String(args.Production.AccountID),
		PeerVpcId:   pulumi.String(args.Production.VpcID),
		// Never accepted from this side, even within one account: opening the door is production's act.
		AutoAccept: pulumi.Bool(false),
		// No requester options: names of the room are not production's to resolve, so they stay off, as AWS has them.
		Tags: pulumi.StringMap{"Name": pulumi.String(name)},
	}
	if args.Production.Region != args.Network.Region {
		asked.PeerRegion = pulumi.String(args.Production.Region)
	}
	connection, err := ec2.NewVpcPeeringConnection(ctx, name, asked, pulumi.Parent(r))
	if err != nil {
		return nil, fmt.Errorf("registering the peering of %s: %w", name, err)
	}
	r.PeeringConnectionID = connection.ID()
	destinations := args.Production.destinations()
	if err := r.makeRoutes(ctx, name, args, destinations); err != nil {
		return nil, err
	}
	if err := r.makeRules(ctx, name, args, destinations); err != nil {
		return nil, err
	}
	return r, ctx.RegisterResourceOutputs(r, pulumi.Map{"peeringConnectionId": r.PeeringConnectionID})
}

// makeRoutes leads each terminal subnet to each exposed subnet, and to nothing else of production's.
func (r *Request) makeRoutes(ctx *pulumi.Context, name string, args *RequestArgs, destinations []destination) error {
	made := map[netip.Prefix]bool{}
	for _, d := range destinations {
		if made[d.cidr] {
			continue
		}
		made[d.cidr] = true
		for _, terminals := range args.Terminals {
			route := fmt.Sprintf("%s-%s-to-%s", name, terminals.ZoneID, inName(d.cidr))
			if _, err := ec2.NewRoute(ctx, route, &ec2.RouteArgs{
				RouteTableId:           terminals.RouteTableID,
				DestinationCidrBlock:   pulumi.String(d.cidr.String()),
				VpcPeeringConnectionId: r.PeeringConnectionID,
			}, pulumi.Parent(r)); err != nil {
				return fmt.Errorf("registering route %s: %w", route, err)
			}
		}
	}
	return nil
}

// makeRules lets terminals open connections to each exposed subnet on the exposed port. Subnets rather than production's
// security group: a peer's group cannot be named until the peering is active ("Update your security groups to reference
// peer security groups", Amazon VPC Peering Guide), and the room comes up before that.
func (r *Request) makeRules(ctx *pulumi.Context, name string, args *RequestArgs, destinations []destination) error {
	for _, d := range destinations {
		rule := fmt.Sprintf("%s-to-%s-%s-%d", name, inName(d.cidr), d.protocol, d.port)
		if _, err := vpc.NewSecurityGroupEgressRule(ctx, rule, &vpc.SecurityGroupEgressRuleArgs{
			SecurityGroupId: args.TerminalSecurityGroupID,
			CidrIpv4:        pulumi.String(d.cidr.String()),
			IpProtocol:      pulumi.String(d.protocol),
			FromPort:        pulumi.Int(d.port),
			ToPort:          pulumi.Int(d.port),
			Description:     pulumi.String("Production: " + strings.Join(d.endpoints, ", ")),
		}, pulumi.Parent(r)); err != nil {
			return fmt.Errorf("registering rule %s: %w", rule, err)
		}
	}
	return nil
}

func (a *RequestArgs) check() error {
	if a.Network == nil || a.Production == nil {
		return errors.New("Network and Production: both must be given")
	}
	problems := []error{checkPair(a.Network, "production", a.Production.CIDR)}
	if len(a.Terminals) == 0 {
		problems = append(problems, errors.New("Terminals: there are none; name the subnets that terminals stand in"))
	}
	if a.TerminalSecurityGroupID == nil {
		problems = append(problems, errors.New("TerminalSecurityGroupID: is missing; give the terminals' security group"))
	}
	return errors.Join(problems...)
}

// checkPair refuses what AWS would: a peering between overlapping blocks fails ("VPC peering limitations", Amazon VPC
// Peering Guide).
func checkPair(own *network.Network, other string, cidr netip.Prefix) error {
	if own.CIDR.Overlaps(cidr) {
		return fmt.Errorf("Network: its block %s overlaps %s of %s; give each network a block of its own", own.CIDR, cidr, other)
	}
	return nil
}

// destination is one thing that terminals may reach; several endpoints may share it, and AWS takes a rule once only.
type destination struct {
	cidr      netip.Prefix
	protocol  string
	port      int
	endpoints []string
}

func (p *Production) destinations() []destination {
	var found []destination
	for _, e := range p.Endpoints {
		for _, cidr := range e.SubnetCIDRs {
			i := slices.IndexFunc(found, func(d destination) bool {
				return d.cidr == cidr && d.protocol == e.Protocol && d.port == e.Port
			})
			if i < 0 {
				i = len(found)
				found = append(found, destination{cidr: cidr, protocol: e.Protocol, port: e.Port})
			}
			found[i].endpoints = append(found[i].endpoints, e.Name)
		}
	}
	return found
}

// inName writes a block so that it can be part of a resource's name.
func inName(cidr netip.Prefix) string { return strings.ReplaceAll(cidr.String(), "/", "-") }
