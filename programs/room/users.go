package room

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/components/users"
	"secure-room/components/workspaces"
	"secure-room/programs/settings"
)

func makeUsers(ctx *pulumi.Context, s settings.Room, own *network.Network, people *directory.Directory, way *proxy.Proxy,
	terminals *workspaces.Terminals) (*users.Users, error) {
	return users.New(ctx, name, &users.Args{
		Account:                  own.Account,
		People:                   s.People(),
		TerminalIDs:              terminals.IDs,
		DirectoryID:              people.ID,
		From:                     from(s, own),
		LogGroupNames:            []pulumi.StringInput{own.FlowLogName, way.LogGroupName},
		AWSManagedAdministration: s.Access.AWSManagedPolicy,
	})
}

// from is how AWS tells that operators come from the room.
func from(s settings.Room, own *network.Network) users.From {
	if s.Access.OperatorsFrom == settings.FromVPCEndpoint {
		return users.From{VpcID: own.VpcID}
	}
	return users.From{Addresses: own.PublicAddresses}
}
