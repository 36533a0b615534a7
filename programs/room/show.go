package room

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory"
	"secure-room/components/peering"
	"secure-room/components/proxy"
	"secure-room/components/users"
	"secure-room/components/workspaces"
	"secure-room/programs/settings"
)

// show exports what the people who run the room need to know of it.
func show(ctx *pulumi.Context, s settings.Room, production *peering.Production, people *directory.Directory, way *proxy.Proxy,
	terminals *workspaces.Terminals, rights *users.Users) {
	byUser := pulumi.Map{}
	for user, id := range terminals.IDs {
		byUser[user] = id
	}
	sources := pulumi.Map{}
	for _, one := range s.SourceAddresses {
		sources[one.CIDR.String()] = pulumi.String(one.Reason)
	}
	var egress, endpoints pulumi.StringArray
	for _, entry := range way.Allowed {
		for _, port := range entry.Ports {
			egress = append(egress, pulumi.String(fmt.Sprintf("%s:%d", entry.Host, port)))
			if entry.Subdomains {
				egress = append(egress, pulumi.String(fmt.Sprintf("*.%s:%d", entry.Host, port)))
			}
		}
	}
	for _, one := range production.Endpoints {
		endpoints = append(endpoints, pulumi.String(fmt.Sprintf("%s %s:%d", one.Name, one.Address, one.Port)))
	}
	ctx.Export("terminals", byUser)
	ctx.Export("sourceAddresses", sources)
	ctx.Export("egress", egress)
	ctx.Export("endpoints", endpoints)
	ctx.Export("proxyAddress", pulumi.String(way.Address))
	ctx.Export("proxyRepository", way.RepositoryURL)
	ctx.Export("directoryId", people.ID)
	ctx.Export("adminSecretArn", people.AdminSecretARN)
	ctx.Export("managementInstanceId", people.ManagementInstanceID)
	ctx.Export("adminRoleArn", rights.AdminRoleARN)
	ctx.Export("operatorRoleArn", rights.OperatorRoleARN)
}
