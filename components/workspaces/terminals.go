// Package workspaces makes the room's terminals: Amazon WorkSpaces that open from named addresses only, stop by
// themselves, and reach the directory, the proxy and the exposed endpoints alone.
package workspaces

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Terminals are one room's.
type Terminals struct {
	pulumi.ResourceState

	// IDs are the WorkSpaces', by user name.
	IDs map[string]pulumi.IDOutput

	name string
}

// New registers terminals. They are named after it and their users, as in "room-hanako".
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Terminals, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("terminals %s cannot be made:\n%w", name, err)
	}
	t := &Terminals{name: name, IDs: map[string]pulumi.IDOutput{}}
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
	return t, ctx.RegisterResourceOutputs(t, pulumi.Map{"ids": ids})
}

func (t *Terminals) build(ctx *pulumi.Context, args *Args) error {
	if err := t.checkServiceRole(ctx, args.AdoptServiceRole); err != nil {
		return err
	}
	registered, err := t.registerDirectory(ctx, args)
	if err != nil {
		return err
	}
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
	kind, err := lookUpBundle(ctx, args.Bundle, t)
	if err != nil {
		return err
	}
	for _, user := range args.Users {
		if err := t.makeTerminal(ctx, args, user, kind, registered, key); err != nil {
			return err
		}
	}
	return nil
}

// makeTerminal registers one user's WorkSpace. Another bundle would replace it, with the user's data; so a terminal
// keeps the bundle it was made from, and a new one is for new terminals.
func (t *Terminals) makeTerminal(ctx *pulumi.Context, args *Args, user string, kind bundle, registered *workspaces.Directory,
	key *kms.Key) error {
	minutes := args.AutoStopMinutes
	if minutes == 0 {
		minutes = DefaultAutoStopMinutes
	}
	name := fmt.Sprintf("%s-%s", t.name, strings.ToLower(user))
	terminal, err := workspaces.NewWorkspace(ctx, name, &workspaces.WorkspaceArgs{
		DirectoryId:                 registered.DirectoryId,
		BundleId:                    pulumi.String(kind.id),
		UserName:                    pulumi.String(user),
		RootVolumeEncryptionEnabled: pulumi.Bool(true),
		UserVolumeEncryptionEnabled: pulumi.Bool(true),
		VolumeEncryptionKey:         key.Arn,
		WorkspaceProperties: &workspaces.WorkspaceWorkspacePropertiesArgs{
			ComputeTypeName:                     pulumi.String(kind.computeType),
			RootVolumeSizeGib:                   pulumi.Int(kind.rootGiB),
			UserVolumeSizeGib:                   pulumi.Int(kind.userGiB),
			RunningMode:                         pulumi.String("AUTO_STOP"),
			RunningModeAutoStopTimeoutInMinutes: pulumi.Int(minutes),
		},
		Tags: pulumi.StringMap{"Name": pulumi.String(name), "User": pulumi.String(user)},
	}, pulumi.Parent(t), pulumi.DependsOn([]pulumi.Resource{args.Registered}), pulumi.IgnoreChanges([]string{"bundleId"}),
		// The provider's half an hour is sometimes too short for encrypted volumes (terraform-provider-aws issue 13598).
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "60m"}))
	if err != nil {
		return fmt.Errorf("registering the terminal of %s: %w", user, err)
	}
	t.IDs[user] = terminal.ID()
	return nil
}
