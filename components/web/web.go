// Package web makes production's own web tier: a public load balancer that speaks HTTPS only, and a service on AWS
// Fargate behind it. Rooms are not let in to either.
package web

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/fargate"
	"secure-room/internal/image"
)

// Web is one web tier.
type Web struct {
	pulumi.ResourceState

	// Address is the balancer's DNS name: what the site's own name is to be an alias of.
	Address pulumi.StringOutput

	name  string
	image image.Image
	// balancer and tasks are the security groups of the two.
	balancer, tasks       *ec2.SecurityGroup
	logGroup, logGroupARN string
}

// New registers a web tier. Its resources are named after it.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Web, error) {
	if args == nil {
		args = &Args{}
	}
	read, err := args.check(name)
	if err != nil {
		return nil, fmt.Errorf("web tier %s cannot be made:\n%w", name, err)
	}
	account := args.Network.Account
	w := &Web{name: name, image: read, logGroup: fmt.Sprintf("/%s/%s/%s", ctx.Project(), ctx.Stack(), name)}
	w.logGroupARN = fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s", account.Partition, account.Region, account.AccountID, w.logGroup)
	if err := ctx.RegisterComponentResource("secure-room:web:Web", name, w, opts...); err != nil {
		return nil, fmt.Errorf("registering web tier %s: %w", name, err)
	}
	if err := w.build(ctx, args); err != nil {
		return nil, fmt.Errorf("making web tier %s: %w", name, err)
	}
	return w, ctx.RegisterResourceOutputs(w, pulumi.Map{"address": w.Address})
}

func (w *Web) build(ctx *pulumi.Context, args *Args) error {
	if err := w.makeLog(ctx, args); err != nil {
		return err
	}
	ways, err := w.openWays(ctx, args)
	if err != nil {
		return err
	}
	targets, front, err := w.makeBalancer(ctx, args)
	if err != nil {
		return err
	}
	task, permissions, err := w.makeTask(ctx, args)
	if err != nil {
		return err
	}
	return w.makeService(ctx, args, task, targets, append(append(ways, permissions...), front...))
}

// makeLog registers where the containers' log is kept.
func (w *Web) makeLog(ctx *pulumi.Context, args *Args) error {
	key, err := kms.NewKey(ctx, w.name, &kms.KeyArgs{
		Description:       pulumi.Sprintf("Log of web tier %s", w.name),
		EnableKeyRotation: pulumi.Bool(true),
		Policy:            pulumi.String(fargate.KeyPolicy(args.Network.Account, w.logGroupARN)),
		Tags:              tags(w.name),
	}, pulumi.Parent(w))
	if err != nil {
		return fmt.Errorf("registering the log's key: %w", err)
	}
	if _, err := cloudwatch.NewLogGroup(ctx, w.name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.String(w.logGroup),
		KmsKeyId:        key.Arn,
		RetentionInDays: pulumi.Int(args.LogRetentionDays),
		Tags:            tags(w.name),
	}, pulumi.Parent(w)); err != nil {
		return fmt.Errorf("registering the log: %w", err)
	}
	return nil
}

// tags name a resource for whoever reads the AWS console.
func tags(name string) pulumi.StringMap { return pulumi.StringMap{"Name": pulumi.String(name)} }
