package workspaces

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory/membership"
)

// PerimeterArgs is what a perimeter is made from.
type PerimeterArgs struct {
	// VpcID is the room's VPC.
	VpcID pulumi.StringInput
	// ControllersGroupID is the security group of the directory's controllers.
	ControllersGroupID pulumi.StringInput
}

// Perimeter is the security group of all terminals. It stands before them, since proxy and production name it in rules
// of their own. Nothing may come in: streaming uses the interface that AWS keeps for itself ("IP address and port
// requirements", Amazon WorkSpaces Administration Guide). Out of it go the directory's protocols, for which the
// controllers' group lets it in; the way to the proxy is added by the proxy's component, those to the exposed endpoints by the peering request, and there is no other.
type Perimeter struct {
	pulumi.ResourceState

	// GroupID is the security group.
	GroupID pulumi.IDOutput

	entries []pulumi.Resource
}

// Entries are the rules by which the directory's controllers let the terminals in. Whoever needs them depends on them and not
// on the perimeter: of a component, the SDK waits for those parts alone whose registration has begun by then.
func (p *Perimeter) Entries() []pulumi.Resource { return p.entries }

// NewPerimeter registers a perimeter.
func NewPerimeter(ctx *pulumi.Context, name string, args *PerimeterArgs, opts ...pulumi.ResourceOption) (*Perimeter, error) {
	if args == nil {
		args = &PerimeterArgs{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("perimeter %s cannot be made:\n%w", name, err)
	}
	p := &Perimeter{}
	if err := ctx.RegisterComponentResource("secure-room:workspaces:Perimeter", name, p, opts...); err != nil {
		return nil, fmt.Errorf("registering perimeter %s: %w", name, err)
	}
	group, err := ec2.NewSecurityGroup(ctx, name, &ec2.SecurityGroupArgs{
		Description: pulumi.String("Terminals of the secure room"),
		VpcId:       args.VpcID,
		Tags:        tags(name),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, fmt.Errorf("registering the terminals' security group: %w", err)
	}
	p.GroupID = group.ID()
	if p.entries, err = membership.Allow(ctx, name, p.GroupID, args.ControllersGroupID, pulumi.Parent(p)); err != nil {
		return nil, err
	}
	return p, ctx.RegisterResourceOutputs(p, pulumi.Map{"groupId": p.GroupID})
}

func (a *PerimeterArgs) check() error {
	var problems []error
	if a.VpcID == nil {
		problems = append(problems, errors.New("VpcID: missing; give the room's VPC"))
	}
	if a.ControllersGroupID == nil {
		problems = append(problems, errors.New("ControllersGroupID: missing; give the security group of the directory's controllers"))
	}
	return errors.Join(problems...)
}

// tags name a resource for whoever reads the AWS console.
func tags(name string) pulumi.StringMap {
	return pulumi.StringMap{"Name": pulumi.String(name)}
}
