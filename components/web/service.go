package web

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/fargate"
)

// makeService registers the tasks behind the balancer. before is what must stand when the first starts.
func (w *Web) makeService(ctx *pulumi.Context, args *Args, task *ecs.TaskDefinition, targets *lb.TargetGroup, before []pulumi.Resource) error {
	var subnets pulumi.StringArray
	for _, subnet := range args.App {
		subnets = append(subnets, subnet.ID)
	}
	_, err := fargate.NewService(ctx, w.name, fargate.Service{
		Task:      task,
		SubnetIDs: subnets,
		GroupID:   w.tasks.ID(),
		Balancer: &ecs.ServiceLoadBalancerArgs{
			TargetGroupArn: targets.Arn,
			ContainerName:  pulumi.String(w.name),
			ContainerPort:  pulumi.Int(args.Port),
		},
		GraceSeconds: 60,
		Before:       before,
	}, w)
	return err
}
