package room

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/directory"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/components/users"
	"secure-room/internal/person"
	"secure-room/programs/settings"
)

// showRights exports how people sign in to AWS and what they may become there.
func showRights(ctx *pulumi.Context, s settings.Room, productions []production, own *network.Network, rights *users.Users) {
	// What managers assume to open and close terminals.
	ctx.Export("adminRoleArn", rights.AdminRoleARN)
	// What operators assume, from the room only; empty without operators.
	ctx.Export("operatorRoleArn", rights.OperatorRoleARN)
	// What viewers assume, from anywhere; empty without viewers.
	ctx.Export("viewerRoleArn", rights.ViewerRoleARN)
	roles := map[string]pulumi.StringInput{"AdminRole": rights.AdminRoleARN, "OperatorRole": rights.OperatorRoleARN, "ViewerRole": rights.ViewerRoleARN}
	if slices.ContainsFunc(s.Users, func(user settings.User) bool { return user.Role == person.Operator }) {
		for _, p := range productions {
			roles["OperatorRole in "+p.Name] = pulumi.String(p.operatorRoleARN(ctx, own))
		}
	}
	// Where people sign in to the AWS console.
	ctx.Export("consoleSignIn", pulumi.String(users.SignInLink(own.Account)))
	// Where they switch to each role once they have signed in, by role. Those in productions are there once production has
	// let the room in.
	ctx.Export("switchRoleLinks", users.SwitchRoleLinks(roles))
}

// showLogs exports where logs are read.
func showLogs(ctx *pulumi.Context, own *network.Network, people *directory.Directory, way *proxy.Proxy) {
	// The log groups in CloudWatch Logs: the network's flow log, the proxy's access log and the directory controllers'
	// security events.
	ctx.Export("logGroups", pulumi.StringMap{"flowLog": own.FlowLogName, "proxy": way.LogGroupName, "directory": people.LogGroup})
}
