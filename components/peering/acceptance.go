package peering

import (
	"errors"
	"fmt"
	"net/netip"

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
	// Room is who has asked.
	Room *Room
}

// NewAcceptance accepts the room's peering, leads the exposed subnets back to the terminals, and lets the terminals'
// security group in to each endpoint's port.
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
	id := args.Room.PeeringConnectionID
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

// makeRules lets the terminals' security group in to each endpoint, on its port. The rules wait for the peering: a
// peer's group can be named only once it is active ("Update your security groups to reference peer security groups",
// Amazon VPC Peering Guide).
func (a *Acceptance) makeRules(ctx *pulumi.Context, name string, args *AcceptanceArgs,
	accepter *ec2.VpcPeeringConnectionAccepter) error {
	for _, exposed := range args.Exposed {
		rule := fmt.Sprintf("%s-to-%s", name, exposed.Name)
		if _, err := vpc.NewSecurityGroupIngressRule(ctx, rule, &vpc.SecurityGroupIngressRuleArgs{
			SecurityGroupId:           exposed.SecurityGroupID,
			ReferencedSecurityGroupId: pulumi.String(args.terminalGroup()),
			IpProtocol:                pulumi.String(exposed.Protocol),
			FromPort:                  pulumi.Int(exposed.Port),
			ToPort:                    pulumi.Int(exposed.Port),
			Description:               pulumi.Sprintf("Terminals of %s", name),
		}, pulumi.Parent(a), pulumi.DependsOn([]pulumi.Resource{accepter})); err != nil {
			return fmt.Errorf("registering rule %s: %w", rule, err)
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

func (a *AcceptanceArgs) check() error {
	if a.Network == nil || a.Room == nil {
		return errors.New("Network and Room: both must be given")
	}
	problems := []error{checkPair(a.Network, "the room", a.Room.CIDR, a.Room.Region)}
	if a.Room.PeeringConnectionID == "" {
		problems = append(problems, errors.New("Room: it has not requested a peering; deploy the room first"))
	}
	if len(a.Exposed) == 0 {
		problems = append(problems, errors.New("Exposed: there are no endpoints; a room is let in to at least one"))
	}
	for _, exposed := range a.Exposed {
		if len(exposed.Subnets) == 0 || exposed.SecurityGroupID == nil || exposed.Port < 1 || exposed.Port > 65535 {
			problems = append(problems, fmt.Errorf("Exposed: %q needs subnets, a security group and a port, 1 to 65535", exposed.Name))
		}
		if !protocolForm.pattern.MatchString(exposed.Protocol) {
			problems = append(problems, fmt.Errorf("Exposed: %q has protocol %q; use %s", exposed.Name, exposed.Protocol,
				protocolForm.words))
		}
	}
	return errors.Join(problems...)
}

// checkAsker compares the request with what the room says of itself. Only the first three states can become or stay
// active; a request that is not accepted expires after 7 days ("VPC peering connection lifecycle", Amazon VPC Peering
// Guide).
func (a *AcceptanceArgs) checkAsker(asked *ec2.LookupVpcPeeringConnectionResult) error {
	var problems []error
	differs := func(what, got, want string) {
		if got != want {
			problems = append(problems, fmt.Errorf("%s comes from %s %s, and the room says it is %s; it is not accepted",
				a.Room.PeeringConnectionID, what, got, want))
		}
	}
	differs("account", asked.OwnerId, a.Room.AccountID)
	differs("VPC", asked.VpcId, a.Room.VpcID)
	differs("block", asked.CidrBlock, a.Room.CIDR.String())
	if asked.PeerOwnerId != a.Network.AccountID {
		problems = append(problems, fmt.Errorf("%s asks account %s, and production is in %s; deploy the room again",
			a.Room.PeeringConnectionID, asked.PeerOwnerId, a.Network.AccountID))
	}
	switch asked.Status {
	case "pending-acceptance", "provisioning", "active":
	default:
		problems = append(problems, fmt.Errorf("%s is %s; refresh and deploy the room to request a new peering",
			a.Room.PeeringConnectionID, asked.Status))
	}
	return errors.Join(problems...)
}
