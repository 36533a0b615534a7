package production

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/endpoint"
	"secure-room/components/network"
	"secure-room/components/peering"
	"secure-room/components/users"
	"secure-room/components/web"
	"secure-room/programs/settings"
)

// show exports what the people who run production need to know of it.
func show(ctx *pulumi.Context, own *network.Network, exposed []peering.Exposed, databases map[string]*endpoint.Database, site *web.Web,
	rooms []settings.Stack) {
	endpoints, secrets := pulumi.StringMap{}, pulumi.StringMap{}
	for _, e := range exposed {
		endpoints[e.Name] = pulumi.Sprintf("%s:%d", e.Address, e.Port)
	}
	for name, database := range databases {
		secrets[name] = database.MasterSecretARN
	}
	var admitted pulumi.StringArray
	operators := map[string]pulumi.StringInput{}
	for _, r := range rooms {
		operators[r.Reference] = pulumi.String(users.ProductionRoleARN(own.Partition, own.AccountID, r.Name, ctx.Stack()))
		admitted = append(admitted, pulumi.String(r.Reference))
	}
	// Production's VPC.
	ctx.Export("vpcId", own.VpcID)
	// What rooms may reach, by the endpoint's name: address and port.
	ctx.Export("endpoints", endpoints)
	// The secrets in which RDS keeps the master users' passwords, by the endpoint's name: ARNs, never values.
	ctx.Export("masterSecretArns", secrets)
	// The stacks that the config lets in; the door opens to each once it has asked.
	ctx.Export("rooms", admitted)
	// The roles that operators look at this account with, by the stack of their room. Each works
	// from its room alone, and is there once the door has opened: like all outputs, it says what the config says, so that
	// opening the door changes nothing that a room has read.
	ctx.Export("operatorRoleArns", pulumi.StringMap(operators))
	// Where operators, signed in to their room's account, switch to their role here, by the stack of their room.
	ctx.Export("switchRoleLinks", users.SwitchRoleLinks(operators))
	// Where the IAM users of this account, if it has any, sign in to the AWS console.
	ctx.Export("consoleSignIn", pulumi.String(users.SignInLink(own.Account)))
	// The log group of the network's flow log.
	ctx.Export("flowLogGroup", own.FlowLogName)
	if site != nil {
		// The web tier's load balancer: what the site's own name is to be an alias of.
		ctx.Export("webAddress", site.Address)
	}
}
