package room

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/alarms"
	"secure-room/components/directory"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/components/users"
	"secure-room/components/workspaces"
	"secure-room/programs/settings"
)

// show exports what the people who run the room need to know of it.
func show(ctx *pulumi.Context, s settings.Room, productions []production, own *network.Network, people *directory.Directory, way *proxy.Proxy, told *alarms.Alarms,
	terminals *workspaces.Terminals, rights *users.Users) {
	byUser, autoStop := pulumi.Map{}, pulumi.Map{}
	for user, id := range terminals.IDs {
		byUser[user] = id
		autoStop[user] = pulumi.Int(terminals.Standing[user].AutoStopMinutes)
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
	for _, p := range productions {
		for _, one := range p.Endpoints {
			endpoints = append(endpoints, pulumi.String(fmt.Sprintf("%s/%s %s:%d", p.Name, one.Name, one.Address, one.Port)))
		}
	}
	// The WorkSpace of each user, by user name.
	ctx.Export("terminals", byUser)
	// How many minutes after its user has left each terminal stops, by user name.
	ctx.Export("autoStopMinutes", autoStop)
	// What a user types into the WorkSpaces client once, to reach this room's directory.
	ctx.Export("registrationCode", terminals.RegistrationCode)
	// Where users get the WorkSpaces client from.
	ctx.Export("clientDownload", pulumi.String("https://clients.amazonworkspaces.com/"))
	// Where terminals may be opened from, and whose address it is.
	ctx.Export("sourceAddresses", sources)
	// What the proxy lets out, as host:port.
	ctx.Export("egress", egress)
	// What production has told of its endpoints: name, address and port.
	ctx.Export("endpoints", endpoints)
	// Where terminals find the proxy. Group Policy sets it there.
	ctx.Export("proxyAddress", pulumi.String(way.Address))
	// Where the proxy's image is pushed to.
	ctx.Export("proxyRepository", way.RepositoryURL)
	// The topic that alarms are published to.
	ctx.Export("alarmTopicArn", told.TopicARN)
	// The directory.
	ctx.Export("directoryId", people.ID)
	// The addresses of the directory's controllers.
	ctx.Export("directoryDnsAddresses", people.DNSAddresses)
	// The secret in which the directory's Admin password lies.
	ctx.Export("adminSecretArn", people.AdminSecretARN)
	// The association that gives Admin a new password; started, it does so at once.
	ctx.Export("adminPasswordRotation", people.PasswordRotationID)
	// The instance that the directory is managed from.
	ctx.Export("managementInstanceId", people.ManagementInstanceID)
	// The command after which the instance's RDP is at localhost:13389.
	ctx.Export("managementSession", pulumi.Sprintf("aws ssm start-session --region %s --target %s "+
		"--document-name AWS-StartPortForwardingSession --parameters portNumber=3389,localPortNumber=13389",
		s.Region, people.ManagementInstanceID))
	showRights(ctx, s, productions, own, rights)
	showLogs(ctx, own, people, way)
}
