package peering

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
)

// Acceptance is production's side of the peering: the door itself. All that lets a room in is made here, so that
// without it nothing is left of the room's access: routes and rules go, and with them every way across. The peering
// itself belongs to the room that requested it and stays, unused, until the room is destroyed; the provider forgets an
// accepter rather than deleting the peering, so that the door can be opened again without asking anew.
type Acceptance struct {
	pulumi.ResourceState
}

// AcceptanceArgs is what an acceptance is made from.
type AcceptanceArgs struct {
	// Network is production's own.
	Network *network.Network
	// Exposed are the endpoints that the room is let in to.
	Exposed []Exposed
	// Room is who has asked, and PeeringConnectionID what for: of the room's requests, the one that is production's.
	Room                *Room
	PeeringConnectionID string
}

// NewAcceptance accepts the room's peering, leads the exposed subnets back to the terminals, and lets terminals in to
// each endpoint's port: by their security group where AWS can refer to it, by their exact subnets in another region.
func NewAcceptance(ctx *pulumi.Context, name string, args *AcceptanceArgs, opts ...pulumi.ResourceOption) (
	*Acceptance, error) {
	if args == nil {
		args = &AcceptanceArgs{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("peering with %s cannot be accepted:\n%w", name, err)
	}
	a := &Acceptance{}
	if err := ctx.RegisterComponentResource("secure-room:peering:Acceptance", name, a, opts...); err != nil {
		return nil, fmt.Errorf("registering the acceptance of %s: %w", name, err)
	}
	accepter, err := a.accept(ctx, name, args)
	if err != nil {
		return nil, fmt.Errorf("accepting the peering with %s: %w", name, err)
	}
	if err := a.resolveNames(ctx, name, accepter); err != nil {
		return nil, err
	}
	if err := a.makeRoutes(ctx, name, args, accepter); err != nil {
		return nil, err
	}
	if err := a.makeRules(ctx, name, args, accepter); err != nil {
		return nil, err
	}
	return a, ctx.RegisterResourceOutputs(a, pulumi.Map{"peeringConnectionId": accepter.VpcPeeringConnectionId})
}

// accept looks at who is asking before it says yes: the id in the room's output could name anybody's request.
func (a *Acceptance) accept(ctx *pulumi.Context, name string, args *AcceptanceArgs) (*ec2.VpcPeeringConnectionAccepter, error) {
	id := args.PeeringConnectionID
	asked, err := ec2.LookupVpcPeeringConnection(ctx, &ec2.LookupVpcPeeringConnectionArgs{Id: pulumi.StringRef(id)},
		pulumi.Parent(a))
	if err != nil {
		return nil, fmt.Errorf("looking %s up: %w", id, err)
	}
	if err := args.checkAsker(asked); err != nil {
		return nil, err
	}
	confirmed := args.Network.VpcID.ApplyT(func(own string) (string, error) {
		if asked.PeerVpcId != own {
			return "", fmt.Errorf("%s asks for %s, which is not production's %s; deploy the room again", id, asked.PeerVpcId, own)
		}
		return id, nil
	}).(pulumi.StringOutput)
	return ec2.NewVpcPeeringConnectionAccepter(ctx, name, &ec2.VpcPeeringConnectionAccepterArgs{
		VpcPeeringConnectionId: confirmed,
		AutoAccept:             pulumi.Bool(true),
		Tags:                   pulumi.StringMap{"Name": pulumi.String(name)},
	}, pulumi.Parent(a))
}

// resolveNames has public names of production resolve to private addresses when a terminal asks, in other accounts and
// regions too; both VPCs have DNS support and host names on. Each side may set only its own options, and only once the
// peering is active ("Enable DNS resolution for a VPC peering connection", Amazon VPC Peering Guide). They are a resource
// of their own, since options in an accepter as well would overwrite them (PeeringConnectionOptions, Pulumi Registry).
// The provider leaves them as they are when the door is shut: names resolve, and lead nowhere.
func (a *Acceptance) resolveNames(ctx *pulumi.Context, name string, accepter *ec2.VpcPeeringConnectionAccepter) error {
	if _, err := ec2.NewPeeringConnectionOptions(ctx, name, &ec2.PeeringConnectionOptionsArgs{
		VpcPeeringConnectionId: accepter.ID(),
		Accepter:               &ec2.PeeringConnectionOptionsAccepterArgs{AllowRemoteVpcDnsResolution: pulumi.Bool(true)},
	}, pulumi.Parent(a)); err != nil {
		return fmt.Errorf("registering the options of peering %s: %w", name, err)
	}
	return nil
}

// makeRoutes leads each exposed subnet back to each terminal subnet, and to nothing else of the room's.
func (a *Acceptance) makeRoutes(ctx *pulumi.Context, name string, args *AcceptanceArgs,
	accepter *ec2.VpcPeeringConnectionAccepter) error {
	made := map[netip.Prefix]bool{}
	for _, exposed := range args.Exposed {
		for _, subnet := range exposed.Subnets {
			if made[subnet.CIDR] {
				continue // another endpoint in the same subnet
			}
			made[subnet.CIDR] = true
			for _, terminals := range args.Room.TerminalSubnetCIDRs {
				route := fmt.Sprintf("%s-%s-%s-to-%s", name, subnet.Tier, subnet.ZoneID, inName(terminals))
				if _, err := ec2.NewRoute(ctx, route, &ec2.RouteArgs{
					RouteTableId:           subnet.RouteTableID,
					DestinationCidrBlock:   pulumi.String(terminals.String()),
					VpcPeeringConnectionId: accepter.VpcPeeringConnectionId,
				}, pulumi.Parent(a), pulumi.DependsOn([]pulumi.Resource{accepter})); err != nil {
					return fmt.Errorf("registering route %s: %w", route, err)
				}
			}
		}
	}
	return nil
}

// makeRules lets terminals in to each endpoint, on its port. The rules wait for the peering: a peer's group can be named
// only once it is active, and in one region only; across regions AWS says to name addresses ("Update your security groups
// to reference peer security groups", Amazon VPC Peering Guide).
func (a *Acceptance) makeRules(ctx *pulumi.Context, name string, args *AcceptanceArgs,
	accepter *ec2.VpcPeeringConnectionAccepter) error {
	for _, exposed := range args.Exposed {
		rule := fmt.Sprintf("%s-to-%s", name, exposed.Name)
		rules := map[string]*vpc.SecurityGroupIngressRuleArgs{}
		if args.Room.Region == args.Network.Region {
			rules[rule] = &vpc.SecurityGroupIngressRuleArgs{ReferencedSecurityGroupId: pulumi.String(args.terminalGroup())}
		} else {
			for _, terminals := range args.Room.TerminalSubnetCIDRs {
				rules[rule+"-from-"+inName(terminals)] = &vpc.SecurityGroupIngressRuleArgs{CidrIpv4: pulumi.String(terminals.String())}
			}
		}
		for _, rule := range slices.Sorted(maps.Keys(rules)) {
			in := rules[rule]
			in.SecurityGroupId = exposed.SecurityGroupID
			in.IpProtocol = pulumi.String(exposed.Protocol)
			in.FromPort, in.ToPort = pulumi.Int(exposed.Port), pulumi.Int(exposed.Port)
			in.Description = pulumi.Sprintf("Terminals of %s", name)
			if _, err := vpc.NewSecurityGroupIngressRule(ctx, rule, in, pulumi.Parent(a),
				pulumi.DependsOn([]pulumi.Resource{accepter})); err != nil {
				return fmt.Errorf("registering rule %s: %w", rule, err)
			}
		}
	}
	return nil
}

// terminalGroup names the terminals' security group as production must: with its account in front when that is another
// one (same page as above).
func (a *AcceptanceArgs) terminalGroup() string {
	if a.Room.AccountID == a.Network.AccountID {
		return a.Room.TerminalSecurityGroupID
	}
	return a.Room.AccountID + "/" + a.Room.TerminalSecurityGroupID
}
