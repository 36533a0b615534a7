package workspaces

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const allow, deny = "ALLOW", "DENY"

// registerDirectory registers the directory with WorkSpaces, closed wherever AWS lets it be closed.
func (t *Terminals) registerDirectory(ctx *pulumi.Context, args *Args) (*workspaces.Directory, error) {
	before, err := t.makeServiceRole(ctx, args)
	if err != nil {
		return nil, err
	}
	group, err := t.makeIPGroup(ctx, args)
	if err != nil {
		return nil, err
	}
	registered, err := workspaces.NewDirectory(ctx, t.name, &workspaces.DirectoryArgs{
		DirectoryId: args.DirectoryID,
		SubnetIds:   pulumi.StringArray(args.SubnetIDs),
		IpGroupIds:  pulumi.StringArray{group.ID()},
		// Any of these would let a user do what takes a manager's leave; a restart starts a stopped terminal, and
		// is the one that the provider would allow by itself.
		SelfServicePermissions: &workspaces.DirectorySelfServicePermissionsArgs{
			ChangeComputeType:  pulumi.Bool(false),
			IncreaseVolumeSize: pulumi.Bool(false),
			RebuildWorkspace:   pulumi.Bool(false),
			RestartWorkspace:   pulumi.Bool(false),
			SwitchRunningMode:  pulumi.Bool(false),
		},
		// The installed clients for office machines only. A browser or a private telephone may stand anywhere, even
		// behind an approved address.
		WorkspaceAccessProperties: &workspaces.DirectoryWorkspaceAccessPropertiesArgs{
			DeviceTypeWindows:    pulumi.String(allow),
			DeviceTypeOsx:        pulumi.String(allow),
			DeviceTypeAndroid:    pulumi.String(deny),
			DeviceTypeChromeos:   pulumi.String(deny),
			DeviceTypeIos:        pulumi.String(deny),
			DeviceTypeLinux:      pulumi.String(deny),
			DeviceTypeWeb:        pulumi.String(deny),
			DeviceTypeZeroclient: pulumi.String(deny),
		},
		WorkspaceCreationProperties: &workspaces.DirectoryWorkspaceCreationPropertiesArgs{
			CustomSecurityGroupId: args.GroupID,
			DefaultOu:             args.Unit,
			// True would give each terminal a public address.
			EnableInternetAccess: pulumi.Bool(false),
			// True would have AWS start stopped terminals once a month ("WorkSpace maintenance", Amazon WorkSpaces
			// Administration Guide), with nobody's leave.
			EnableMaintenanceMode:           pulumi.Bool(false),
			UserEnabledAsLocalAdministrator: pulumi.Bool(false),
		},
		Tags: tags(t.name),
	}, pulumi.Parent(t), pulumi.DependsOn(before))
	if err != nil {
		return nil, fmt.Errorf("registering the directory with WorkSpaces: %w", err)
	}
	return registered, nil
}

// makeIPGroup registers the addresses that terminals may be opened from.
func (t *Terminals) makeIPGroup(ctx *pulumi.Context, args *Args) (*workspaces.IpGroup, error) {
	rules := make(workspaces.IpGroupRuleArray, len(args.SourceAddresses))
	for i, one := range args.SourceAddresses {
		rules[i] = &workspaces.IpGroupRuleArgs{
			Source:      pulumi.String(one.CIDR.String()),
			Description: pulumi.String(one.Reason),
		}
	}
	group, err := workspaces.NewIpGroup(ctx, t.name, &workspaces.IpGroupArgs{
		Description: pulumi.String("Where the secure room's terminals may be opened from"),
		Rules:       rules,
		Tags:        tags(t.name),
	}, pulumi.Parent(t))
	if err != nil {
		return nil, fmt.Errorf("registering the IP access control group: %w", err)
	}
	return group, nil
}
