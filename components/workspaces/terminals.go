// Package workspaces makes the room's terminals: Amazon WorkSpaces that open from named addresses only, stop by
// themselves, and reach the directory, the proxy and the exposed endpoints alone.
package workspaces

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/terminal"
)

// Terminals are one room's.
type Terminals struct {
	pulumi.ResourceState

	// IDs are the WorkSpaces', by user name.
	IDs map[string]pulumi.IDOutput
	// Standing is what each is made of, by user name.
	Standing map[string]Standing
	// RegistrationCode is what a user types into the WorkSpaces client once, to say which directory is meant.
	RegistrationCode pulumi.StringOutput

	name string
}

// Standing is what a terminal is made of, once it stands.
type Standing struct {
	// ComputeType is the kind of machine.
	ComputeType pulumi.StringPtrOutput
	// RootVolumeGiB and UserVolumeGiB are the sizes of its volumes.
	RootVolumeGiB, UserVolumeGiB pulumi.IntPtrOutput
	// AutoStopMinutes is how long after its user has left it stops.
	AutoStopMinutes int

	// madeFrom is the id of the bundle that it was made from, asked of the one that config names now.
	madeFrom pulumi.StringOutput
	asked    string
}

// New registers terminals. They are named after it and their users, as in "room-hanako".
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Terminals, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("terminals %s cannot be made:\n%w", name, err)
	}
	t := &Terminals{name: name, IDs: map[string]pulumi.IDOutput{}, Standing: map[string]Standing{}}
	if err := ctx.RegisterComponentResource("secure-room:workspaces:Terminals", name, t, opts...); err != nil {
		return nil, fmt.Errorf("registering terminals %s: %w", name, err)
	}
	if err := t.build(ctx, args); err != nil {
		return nil, fmt.Errorf("making terminals %s: %w", name, err)
	}
	ids := pulumi.Map{}
	for user, id := range t.IDs {
		ids[user] = id
	}
	return t, ctx.RegisterResourceOutputs(t, pulumi.Map{"ids": ids, "registrationCode": t.RegistrationCode})
}

func (t *Terminals) build(ctx *pulumi.Context, args *Args) error {
	if err := t.checkServiceRole(ctx, args.AdoptServiceRole); err != nil {
		return err
	}
	plans, err := t.plan(ctx, args)
	if err != nil {
		return err
	}
	registered, err := t.registerDirectory(ctx, args)
	if err != nil {
		return err
	}
	t.RegistrationCode = registered.RegistrationCode
	// Lost, the key takes every terminal's data along.
	key, err := kms.NewKey(ctx, t.name+"-terminals", &kms.KeyArgs{
		Description:          pulumi.String("Volumes of the secure room's terminals"),
		EnableKeyRotation:    pulumi.Bool(true),
		DeletionWindowInDays: pulumi.Int(30),
		Tags:                 tags(t.name + "-terminals"),
	}, pulumi.Parent(t), pulumi.Protect(args.DeletionProtection))
	if err != nil {
		return fmt.Errorf("registering the key of the volumes: %w", err)
	}
	for _, one := range plans {
		if err := t.makeTerminal(ctx, args, one, registered, key); err != nil {
			return err
		}
	}
	t.tellKeptBundles(ctx)
	return nil
}

// makeTerminal registers one user's WorkSpace. Another bundle would replace it, with the user's data; so a terminal
// keeps the bundle it was made from, and whatever of that one nobody has asked to be otherwise.
func (t *Terminals) makeTerminal(ctx *pulumi.Context, args *Args, p plan, registered *workspaces.Directory, key *kms.Key) error {
	name := fmt.Sprintf("%s-%s", t.name, strings.ToLower(p.user))
	given := pulumi.StringMap{"Name": pulumi.String(name), "User": pulumi.String(p.user)}
	for tag, value := range args.Tags {
		given[tag] = pulumi.String(value)
	}
	made, err := workspaces.NewWorkspace(ctx, name, &workspaces.WorkspaceArgs{
		DirectoryId:                 registered.DirectoryId,
		BundleId:                    pulumi.String(p.bundleID),
		UserName:                    pulumi.String(p.user),
		RootVolumeEncryptionEnabled: pulumi.Bool(true),
		UserVolumeEncryptionEnabled: pulumi.Bool(true),
		VolumeEncryptionKey:         key.Arn,
		WorkspaceProperties: &workspaces.WorkspaceWorkspacePropertiesArgs{
			ComputeTypeName:                     pulumi.String(p.shape.ComputeType),
			RootVolumeSizeGib:                   pulumi.Int(p.shape.RootVolumeGiB),
			UserVolumeSizeGib:                   pulumi.Int(p.shape.UserVolumeGiB),
			RunningMode:                         pulumi.String("AUTO_STOP"),
			RunningModeAutoStopTimeoutInMinutes: pulumi.Int(p.shape.AutoStopMinutes),
		},
		Tags: given,
	}, pulumi.Parent(t), pulumi.DependsOn([]pulumi.Resource{args.Registered}), pulumi.IgnoreChanges(p.kept),
		pulumi.Protect(p.protected),
		// The provider's half an hour is sometimes too short for encrypted volumes (terraform-provider-aws issue 13598).
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "60m"}))
	if err != nil {
		return fmt.Errorf("registering the terminal of %s: %w", p.user, err)
	}
	t.IDs[p.user] = made.ID()
	t.Standing[p.user] = Standing{
		ComputeType:     made.WorkspaceProperties.ComputeTypeName(),
		RootVolumeGiB:   made.WorkspaceProperties.RootVolumeSizeGib(),
		UserVolumeGiB:   made.WorkspaceProperties.UserVolumeSizeGib(),
		AutoStopMinutes: p.shape.AutoStopMinutes,
		madeFrom:        made.BundleId,
		asked:           p.bundleID,
	}
	return nil
}

// shapeOf is a user's terminal with nothing left open but what the bundle decides.
func shapeOf(args *Args, user User) terminal.Shape {
	return user.Terminal.Or(args.Terminal).Or(terminal.Shape{AutoStopMinutes: terminal.DefaultAutoStopMinutes})
}
