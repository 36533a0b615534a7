package web

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// count is how many tasks run, so that losing a zone leaves one.
const count = 2

// makeService registers the cluster and the tasks behind the balancer. before is what must stand when the first starts.
func (w *Web) makeService(ctx *pulumi.Context, args *Args, task *ecs.TaskDefinition, targets *lb.TargetGroup, before []pulumi.Resource) error {
	cluster, err := ecs.NewCluster(ctx, w.name, &ecs.ClusterArgs{
		Settings: ecs.ClusterSettingArray{
			&ecs.ClusterSettingArgs{Name: pulumi.String("containerInsights"), Value: pulumi.String("enabled")},
		},
		Tags: tags(w.name),
	}, pulumi.Parent(w))
	if err != nil {
		return fmt.Errorf("registering the cluster: %w", err)
	}
	var subnets pulumi.StringArray
	for _, subnet := range args.App {
		subnets = append(subnets, subnet.ID)
	}
	if _, err := ecs.NewService(ctx, w.name, &ecs.ServiceArgs{
		Cluster:         cluster.Arn,
		TaskDefinition:  task.Arn,
		DesiredCount:    pulumi.Int(count),
		LaunchType:      pulumi.String("FARGATE"),
		PlatformVersion: pulumi.String("LATEST"),
		// ECS Exec would let people into the container, and so to the database.
		EnableExecuteCommand: pulumi.Bool(false),
		NetworkConfiguration: &ecs.ServiceNetworkConfigurationArgs{
			Subnets:        subnets,
			SecurityGroups: pulumi.StringArray{w.tasks.ID()},
			AssignPublicIp: pulumi.Bool(false),
		},
		LoadBalancers: ecs.ServiceLoadBalancerArray{&ecs.ServiceLoadBalancerArgs{
			TargetGroupArn: targets.Arn,
			ContainerName:  pulumi.String(w.name),
			ContainerPort:  pulumi.Int(args.Port),
		}},
		HealthCheckGracePeriodSeconds: pulumi.Int(60),
		// A deploy that does not come up leaves the tasks before it in place ("How the Amazon ECS deployment circuit
		// breaker detects failures", Amazon ECS Developer Guide).
		DeploymentCircuitBreaker: &ecs.ServiceDeploymentCircuitBreakerArgs{
			Enable:   pulumi.Bool(true),
			Rollback: pulumi.Bool(true),
		},
		DeploymentMinimumHealthyPercent: pulumi.Int(100),
		DeploymentMaximumPercent:        pulumi.Int(200),
		EnableEcsManagedTags:            pulumi.Bool(true),
		PropagateTags:                   pulumi.String("SERVICE"),
		Tags:                            tags(w.name),
	}, pulumi.Parent(w), pulumi.DependsOn(before)); err != nil {
		return fmt.Errorf("registering the service: %w", err)
	}
	return nil
}
