// Package room wires the room's stack: a network without a way to the internet but the proxy's, a directory, terminals,
// the people who use and open them, and a request for a peering to each production.
package room

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/alarms"
	"secure-room/components/directory"
	"secure-room/components/dnsfirewall"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/components/workspaces"
	"secure-room/internal/person"
	"secure-room/programs/settings"
)

// name is what the room's resources are named after.
const name = "room"

// Run declares the room's stack. Each part is made from those before it.
func Run(ctx *pulumi.Context, s settings.Room) error {
	if err := keepStanding(ctx, s); err != nil {
		return err
	}
	productions, err := readProductions(ctx, s.Productions)
	if err != nil {
		return err
	}
	own, err := makeNetwork(ctx, s, productions)
	if err != nil {
		return fmt.Errorf("%s of stack %s: %w", settings.NetworkKey, ctx.Stack(), err)
	}
	people, err := makeDirectory(ctx, s, own)
	if err != nil {
		return err
	}
	perimeter, err := workspaces.NewPerimeter(ctx, name+"-terminals", &workspaces.PerimeterArgs{
		VpcID:              own.VpcID,
		ControllersGroupID: people.ControllersGroupID,
	})
	if err != nil {
		return err
	}
	if _, err := directory.NewTightening(ctx, name, &directory.TighteningArgs{
		Directory: people,
		Members:   perimeter.Entries(),
	}); err != nil {
		return err
	}
	told, err := alarms.New(ctx, name+"-alarms", &alarms.Args{Account: own.Account, Emails: s.Alarms.Emails})
	if err != nil {
		return err
	}
	if err := warnOfEgress(ctx, s.Egress); err != nil {
		return err
	}
	way, err := makeProxy(ctx, s, own, perimeter, told)
	if err != nil {
		return err
	}
	if _, err := dnsfirewall.New(ctx, name, &dnsfirewall.Args{
		VpcID:              own.VpcID,
		Allowed:            way.Allowed,
		Names:              append(own.EndpointNames(), way.Host),
		DeletionProtection: s.Directory.DeletionProtection,
	}); err != nil {
		return err
	}
	terminals, err := makeTerminals(ctx, s, own, people, perimeter, way)
	if err != nil {
		return err
	}
	rights, err := makeUsers(ctx, s, productions, own, people, way, terminals)
	if err != nil {
		return err
	}
	if err := askForPeerings(ctx, s, productions, own, perimeter, rights); err != nil {
		return err
	}
	show(ctx, s, productions, own, people, way, told, terminals, rights)
	tellStanding(ctx, s, terminals)
	return nil
}

func makeDirectory(ctx *pulumi.Context, s settings.Room, own *network.Network) (*directory.Directory, error) {
	made, err := directory.New(ctx, name, &directory.Args{
		Account:              own.Account,
		Domain:               s.Directory.Domain,
		ShortName:            s.Directory.ShortName,
		Edition:              s.Directory.Edition,
		VpcID:                own.VpcID,
		SubnetIDs:            ids(own.Tier(directoryTier)),
		AdminPassword:        s.AdminPassword,
		PasswordRotationDays: s.Directory.PasswordRotationDays,
		LogRetentionDays:     s.Network.FlowLogRetentionDays,
		ManagementSources:    s.Directory.ManagementSources,
		People:               person.WithTerminal(s.People()),
		DeletionProtection:   s.Directory.DeletionProtection,
	})
	if err != nil {
		return nil, err
	}
	_, err = own.AllowEndpointsFrom(ctx, "management", made.ManagementGroupID, slices.Concat(managementServices, []string{"s3"})...)
	return made, err
}

func makeProxy(ctx *pulumi.Context, s settings.Room, own *network.Network, perimeter *workspaces.Perimeter, told *alarms.Alarms) (*proxy.Proxy, error) {
	var clients []netip.Prefix
	for _, subnet := range own.Tier(terminalsTier) {
		clients = append(clients, subnet.CIDR)
	}
	return proxy.New(ctx, name+"-proxy", &proxy.Args{
		Network:          own,
		SubnetIDs:        ids(own.Tier(proxyTier)),
		Clients:          clients,
		ClientsGroupID:   perimeter.GroupID,
		ImageDigest:      s.Proxy.ImageDigest,
		Console:          s.Egress.Console,
		Hosts:            s.Egress.Hosts,
		Namespace:        name + ".internal",
		LogRetentionDays: s.Network.FlowLogRetentionDays,
		MostTasks:        s.Proxy.MaximumTasks,
		Alarms:           told,
		Thresholds: proxy.Thresholds{DeniedRequests: s.Alarms.DeniedRequests, SentMiB: s.Alarms.SentMiB,
			SentMiBByTerminal: s.Alarms.SentMiBByTerminal},
	})
}
