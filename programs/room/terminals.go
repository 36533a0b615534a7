package room

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/components/workspaces"
	"secure-room/programs/settings"
)

// makeTerminals points the terminals' organizational unit at the proxy, and then puts terminals there.
func makeTerminals(ctx *pulumi.Context, s settings.Room, own *network.Network, people *directory.Directory,
	perimeter *workspaces.Perimeter, way *proxy.Proxy) (*workspaces.Terminals, error) {
	policy, err := directory.NewTerminalPolicy(ctx, name, &directory.TerminalPolicyArgs{
		Directory:    people,
		ProxyAddress: pulumi.String(way.Address),
		Clipboard:    s.Terminals.Clipboard,
	})
	if err != nil {
		return nil, err
	}
	var terminalUsers []workspaces.User
	for _, user := range s.Users {
		if !user.Role.HasTerminal() {
			continue
		}
		terminalUsers = append(terminalUsers, workspaces.User{Name: user.Name, Terminal: user.Terminal.Shape,
			Expendable: !user.Terminal.DeletionProtection})
	}
	made, err := workspaces.New(ctx, name, &workspaces.Args{
		DirectoryID:        people.ID,
		Unit:               policy.Unit,
		Subnets:            own.Tier(terminalsTier),
		GroupID:            perimeter.GroupID,
		SourceAddresses:    s.SourceAddresses,
		Terminal:           s.Terminals.Shape,
		DeviceTypes:        s.Terminals.DeviceTypes,
		Maintenance:        s.Terminals.Maintenance,
		Tags:               s.Terminals.Tags,
		Users:              terminalUsers,
		Registered:         people.Registered(),
		AdoptServiceRole:   s.Terminals.AdoptServiceRole,
		DeletionProtection: s.Directory.DeletionProtection,
	})
	if err != nil {
		return nil, fmt.Errorf("%s of stack %s: %w", settings.TerminalsKey, ctx.Stack(), err)
	}
	return made, nil
}
