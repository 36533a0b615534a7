// Package proxy makes the room's one way out: Squid on AWS Fargate, which lets terminals open encrypted connections to
// the hosts of an allowlist and nothing else.
//
// The whole configuration of Squid stands in the task definition. So it is fixed for each of its revisions, whoever
// reads the deploy sees it, and whoever would change it has to deploy.
package proxy

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/fargate"
	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
)

// host is the proxy's name in its namespace.
const host = "proxy"

// Proxy is one room's proxy.
type Proxy struct {
	pulumi.ResourceState

	// Host is the name that terminals find it by, such as "proxy.room.internal".
	Host string
	// Address is what terminals are configured with, such as "proxy.room.internal:3128".
	Address string
	// Allowed is what it lets out.
	Allowed allowlist.List
	// GroupID is its security group.
	GroupID pulumi.IDOutput
	// RepositoryURL is where its image is pushed to.
	RepositoryURL pulumi.StringOutput
	// LogGroupName is where its access log is kept.
	LogGroupName pulumi.StringOutput

	name  string
	names names
}

// New registers a proxy. Its resources are named after it.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Proxy, error) {
	if args == nil {
		args = &Args{}
	}
	allowed, err := args.check()
	if err != nil {
		return nil, fmt.Errorf("proxy %s cannot be made:\n%w", name, err)
	}
	names, err := args.names(ctx.Project(), ctx.Stack(), name)
	if err != nil {
		return nil, fmt.Errorf("proxy %s cannot be made: %w", name, err)
	}
	p := &Proxy{name: name, names: names, Allowed: allowed, Host: host + "." + args.Namespace}
	p.Address = fmt.Sprintf("%s:%d", p.Host, squid.Port)
	if err := ctx.RegisterComponentResource("secure-room:proxy:Proxy", name, p, opts...); err != nil {
		return nil, fmt.Errorf("registering proxy %s: %w", name, err)
	}
	if err := p.build(ctx, args); err != nil {
		return nil, fmt.Errorf("making proxy %s: %w", name, err)
	}
	return p, ctx.RegisterResourceOutputs(p, pulumi.Map{
		"address":       pulumi.String(p.Address),
		"groupId":       p.GroupID,
		"repositoryUrl": p.RepositoryURL,
		"logGroupName":  p.LogGroupName,
	})
}

func (p *Proxy) build(ctx *pulumi.Context, args *Args) error {
	key, err := kms.NewKey(ctx, p.name, &kms.KeyArgs{
		Description:       pulumi.Sprintf("Image and access log of proxy %s", p.name),
		EnableKeyRotation: pulumi.Bool(true),
		Policy:            pulumi.String(fargate.KeyPolicy(args.Network.Account, p.names.logGroupARN)),
		Tags:              tags(p.name),
	}, pulumi.Parent(p))
	if err != nil {
		return fmt.Errorf("registering the proxy's key: %w", err)
	}
	if err := p.makeRepository(ctx, key); err != nil {
		return err
	}
	if err := p.makeLogGroup(ctx, key, args.LogRetentionDays); err != nil {
		return err
	}
	ways, err := p.openWays(ctx, args)
	if err != nil {
		return err
	}
	task, permission, err := p.makeTask(ctx, args)
	if err != nil {
		return err
	}
	return p.makeService(ctx, args, task, append(ways, permission))
}

// tags name a resource for whoever reads the AWS console.
func tags(name string) pulumi.StringMap { return pulumi.StringMap{"Name": pulumi.String(name)} }
