package endpoint

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/components/peering"
	"secure-room/internal/existing"
)

// Existing is an endpoint that was made elsewhere and stands in production's VPC. It is only looked up: nothing of it is
// managed here, and closing the door leaves it as it was.
type Existing struct {
	name, protocol string
	port           int
	address        string
	groupID, vpcID string
	subnets        []network.Subnet
}

// ExistingArgs says which endpoint.
type ExistingArgs struct {
	// Reference names it: a database, a load balancer, or a security group with its subnets and address.
	Reference existing.Reference
	// Protocol is "tcp" or "udp"; a database and a load balancer speak tcp.
	Protocol string
	// Port is 1 to 65535; a database listens on its own, a load balancer where it has a listener.
	Port int
	// CIDR is the block of production's VPC, which holds the endpoint's subnets.
	CIDR netip.Prefix
}

// FindExisting looks an endpoint up, before anything is registered. Every problem is in one error.
func FindExisting(ctx *pulumi.Context, name string, args *ExistingArgs) (*Existing, error) {
	if args == nil {
		args = &ExistingArgs{}
	}
	if err := args.check(name); err != nil {
		return nil, err
	}
	e := &Existing{name: name, protocol: args.Protocol, port: args.Port}
	found, err := args.find(ctx)
	if err != nil {
		return nil, err
	}
	e.address = found.address
	return e, errors.Join(e.chooseGroup(ctx, args, found.groups), e.readSubnets(ctx, args, found.subnets))
}

// Expose is the endpoint as rooms are told of it and let in to it. That its VPC is production's own is confirmed once that
// one's id is known: until then all that rules and routes are made from stays unknown.
func (e *Existing) Expose(own *network.Network) peering.Exposed {
	confirmed := func(text string) pulumi.StringOutput {
		return own.VpcID.ApplyT(func(vpcID string) (string, error) {
			if vpcID != e.vpcID {
				return "", fmt.Errorf("endpoint %s stands in %s, which is not production's %s", e.name, e.vpcID, vpcID)
			}
			return text, nil
		}).(pulumi.StringOutput)
	}
	exposed := peering.Exposed{Name: e.name, Protocol: e.protocol, Port: e.port, SecurityGroupID: confirmed(e.groupID), Address: confirmed(e.address)}
	for _, subnet := range e.subnets {
		// In a subnet of production's own, routes are the same ones as those of any other endpoint there.
		if same, ok := own.SubnetAt(subnet.CIDR); ok {
			subnet = same
		}
		exposed.Subnets = append(exposed.Subnets, subnet)
	}
	return exposed
}

// chooseGroup decides which security group terminals are let in to: that of the endpoint, or the one given among several.
func (e *Existing) chooseGroup(ctx *pulumi.Context, args *ExistingArgs, carried []string) error {
	chosen := args.Reference.SecurityGroupID
	switch {
	case chosen == "" && len(carried) != 1:
		return fmt.Errorf("SecurityGroupID: is missing, and the endpoint carries %d security groups (%s); name the one to let terminals in to",
			len(carried), strings.Join(carried, ", "))
	case chosen == "":
		chosen = carried[0]
	case carried != nil && !slices.Contains(carried, chosen):
		return fmt.Errorf("SecurityGroupID: %s is not one that the endpoint carries (%s)", chosen, strings.Join(carried, ", "))
	}
	group, err := ec2.LookupSecurityGroup(ctx, &ec2.LookupSecurityGroupArgs{Id: pulumi.StringRef(chosen)})
	if err != nil {
		return fmt.Errorf("SecurityGroupID: looking %s up: %w", chosen, err)
	}
	e.groupID, e.vpcID = chosen, group.VpcId
	return nil
}

// readSubnets looks up where the endpoint stands and by which tables answers go. Routes are added to those, so each must
// be a table of the endpoint's subnets alone: the VPC's main table serves whatever subnet has none, and a shared one would
// lead its other subnets to the terminals as well, where nothing is exposed.
func (e *Existing) readSubnets(ctx *pulumi.Context, args *ExistingArgs, ids []string) error {
	var problems []error
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	tables := map[string]bool{}
	for _, id := range ids {
		subnet, err := ec2.LookupSubnet(ctx, &ec2.LookupSubnetArgs{Id: pulumi.StringRef(id)})
		if err != nil {
			refuse("SubnetIDs: looking %s up: %w", id, err)
			continue
		}
		block, err := netip.ParsePrefix(subnet.CidrBlock)
		if err != nil {
			refuse("SubnetIDs: reading the block of %s: %w", id, err)
			continue
		}
		if e.vpcID != "" && subnet.VpcId != e.vpcID {
			refuse("SubnetIDs: %s is of %s, and security group %s of %s", id, subnet.VpcId, e.groupID, e.vpcID)
		}
		if args.CIDR.IsValid() && (block.Bits() < args.CIDR.Bits() || !args.CIDR.Contains(block.Addr())) {
			refuse("SubnetIDs: %s (%s) is not of production's VPC %s; what stands in another VPC cannot be exposed", id, block, args.CIDR)
			continue
		}
		table, err := ec2.LookupRouteTable(ctx, &ec2.LookupRouteTableArgs{SubnetId: pulumi.StringRef(id)})
		if err != nil {
			refuse("SubnetIDs: %s has no route table of its own, only the VPC's main one, which serves other subnets too; give it one: %w", id, err)
			continue
		}
		for _, other := range table.Associations {
			if other.SubnetId != "" && !slices.Contains(ids, other.SubnetId) {
				refuse("SubnetIDs: %s shares route table %s with %s, where the endpoint does not stand; give it a table of its own", id,
					table.RouteTableId, other.SubnetId)
			}
		}
		if tables[table.RouteTableId] {
			refuse("SubnetIDs: %s shares route table %s with another of the endpoint's subnets; give each a table of its own", id, table.RouteTableId)
		}
		tables[table.RouteTableId] = true
		e.subnets = append(e.subnets, network.Subnet{Tier: id, ZoneID: subnet.AvailabilityZoneId, Zone: subnet.AvailabilityZone, CIDR: block,
			ID: pulumi.ID(id).ToIDOutput(), RouteTableID: pulumi.ID(table.RouteTableId).ToIDOutput()})
	}
	return errors.Join(problems...)
}

func (a *ExistingArgs) check(name string) error {
	var problems []error
	if !nameForm.MatchString(name) {
		problems = append(problems, fmt.Errorf("name: %q is not one; use small letters, digits and single hyphens, such as legacy-orders", name))
	}
	for _, one := range a.Reference.Problems() {
		problems = append(problems, fmt.Errorf("%s: %s", one.Field, one.Text))
	}
	if a.Port < 1 || a.Port > 65535 {
		problems = append(problems, fmt.Errorf("Port: is %d; use 1 to 65535", a.Port))
	}
	if a.Protocol != "tcp" && (a.Protocol != "udp" || a.Reference.Database != "" || a.Reference.LoadBalancer != "") {
		problems = append(problems, fmt.Errorf("Protocol: is %q; use tcp, or udp for a security group alone", a.Protocol))
	}
	return errors.Join(problems...)
}
