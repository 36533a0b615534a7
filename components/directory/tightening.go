package directory

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// TighteningArgs is what a tightening is made from.
type TighteningArgs struct {
	// Directory is the one whose controllers are meant.
	Directory *Directory
	// Members are the rules that let others than the management instance reach the controllers: those of a perimeter of
	// terminals, say. They stand before the doors are shut.
	Members []pulumi.Resource
}

// Tightening shuts the security group that AWS makes for a directory's controllers. AWS opens it to any source; after
// it, only the rules that name members' groups let anyone in. "Enhancing your AWS Managed Microsoft AD network security
// configuration" (AWS Directory Service Administration Guide) is how AWS says to; that guide's narrowest case has no
// inbound rule at all, so the controllers need none for one another. It runs every day, and so mends what was opened by
// hand.
//
// pulumi-aws 6 has no resource that owns all rules of a group, and taking AWS's over one by one would need each rule's
// id at every first deploy; so the management instance does it. The other group that AWS makes, _workspacesMembers, is
// left alone: nothing comes in by it, and "Security groups for WorkSpaces Personal" (Amazon WorkSpaces Administration
// Guide) warns that it cannot be made again.
type Tightening struct {
	pulumi.ResourceState
}

// NewTightening registers a tightening. It needs the directory's management instance.
func NewTightening(ctx *pulumi.Context, name string, args *TighteningArgs, opts ...pulumi.ResourceOption) (*Tightening, error) {
	if args == nil {
		args = &TighteningArgs{}
	}
	if args.Directory == nil {
		return nil, fmt.Errorf("tightening %s cannot be made:\n%w", name,
			errors.New("Directory: missing; give the directory whose controllers are meant"))
	}
	t, d := &Tightening{}, args.Directory
	if err := ctx.RegisterComponentResource("secure-room:directory:Tightening", name, t, opts...); err != nil {
		return nil, fmt.Errorf("registering tightening %s: %w", name, err)
	}
	before := append([]pulumi.Resource{d.permissions, d.registration}, d.members...)
	if _, err := run(ctx, name, task{document: "tighten-controllers", everyDays: 1, parameters: pulumi.StringMap{
		"controllersGroupId": d.ControllersGroupID,
		"region":             pulumi.String(d.account.Region),
	}}, d.ManagementInstanceID, t, pulumi.DependsOn(append(before, args.Members...))); err != nil {
		return nil, fmt.Errorf("making tightening %s: %w", name, err)
	}
	return t, ctx.RegisterResourceOutputs(t, pulumi.Map{})
}
