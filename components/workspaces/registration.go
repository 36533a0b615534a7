package workspaces

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/terminal"
)

// registerDirectory registers the directory with WorkSpaces, closed wherever AWS lets it be closed.
func (t *Terminals) registerDirectory(ctx *pulumi.Context, args *Args) (*workspaces.Directory, error) {
	before, err := t.makeServiceRole(ctx, args)
	if err != nil {
		return nil, err
	}
	groups, err := t.makeIPGroups(ctx, args)
	if err != nil {
		return nil, err
	}
	access := accessOf(args.DeviceTypes)
	registered, err := workspaces.NewDirectory(ctx, t.name, &workspaces.DirectoryArgs{
		DirectoryId: args.DirectoryID,
		SubnetIds:   pulumi.StringArray{args.Subnets[0].ID, args.Subnets[1].ID},
		IpGroupIds:  groups,
		// Any of these would let a user do what takes a manager's leave; a restart starts a stopped terminal, and
		// is the one that the provider would allow by itself.
		SelfServicePermissions: &workspaces.DirectorySelfServicePermissionsArgs{
			ChangeComputeType:  pulumi.Bool(false),
			IncreaseVolumeSize: pulumi.Bool(false),
			RebuildWorkspace:   pulumi.Bool(false),
			RestartWorkspace:   pulumi.Bool(false),
			SwitchRunningMode:  pulumi.Bool(false),
		},
		// Every device is named, since AWS lets in most of those that are not.
		WorkspaceAccessProperties: &workspaces.DirectoryWorkspaceAccessPropertiesArgs{
			DeviceTypeWindows:    access("windows"),
			DeviceTypeOsx:        access("macos"),
			DeviceTypeAndroid:    access("android"),
			DeviceTypeChromeos:   access("chromeos"),
			DeviceTypeIos:        access("ios"),
			DeviceTypeLinux:      access("linux"),
			DeviceTypeWeb:        access("web"),
			DeviceTypeZeroclient: access("zeroclient"),
		},
		WorkspaceCreationProperties: &workspaces.DirectoryWorkspaceCreationPropertiesArgs{
			CustomSecurityGroupId: args.GroupID,
			DefaultOu:             args.Unit,
			// Internet access would give each terminal a public address.
			EnableInternetAccess:            pulumi.Bool(false),
			EnableMaintenanceMode:           pulumi.Bool(args.Maintenance),
			UserEnabledAsLocalAdministrator: pulumi.Bool(false),
		},
		Tags: tags(t.name),
	}, pulumi.Parent(t), pulumi.DependsOn(before), pulumi.Protect(args.DeletionProtection))
	if err != nil {
		return nil, fmt.Errorf("registering the directory with WorkSpaces: %w", err)
	}
	return registered, nil
}

// accessOf says of a device whether terminals are opened with it.
func accessOf(devices []string) func(device string) pulumi.String {
	if devices == nil {
		devices = terminal.OfficeDevices()
	}
	return func(device string) pulumi.String {
		if slices.Contains(devices, device) {
			return "ALLOW"
		}
		return "DENY"
	}
}
