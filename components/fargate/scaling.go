package fargate

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Least is how many tasks of a service run at least, so that losing a zone leaves one; Most is how many a service may
// be scaled to.
const (
	Least = 2
	Most  = 20
)

// A task more is started soon after the load has risen, and taken away late after it has fallen: a task that is taken
// away cuts the connections that are open through it. In seconds ("Target tracking scaling policies for Application
// Auto Scaling", Application Auto Scaling User Guide).
const (
	scaleOutCooldown = 60
	scaleInCooldown  = 900
)

// followed are the metrics of ECS's own that a service's number of tasks follows, and the percentage of what its tasks
// have that they are held to ("PredefinedMetricSpecification", Application Auto Scaling API Reference).
var followed = []struct {
	name, metric string
	percent      float64
}{
	{"cpu", "ECSServiceAverageCPUUtilization", 60},
	{"memory", "ECSServiceAverageMemoryUtilization", 70},
}

// scale registers that Application Auto Scaling keeps the service's number of tasks between Least and most.
func scale(ctx *pulumi.Context, name string, cluster *ecs.Cluster, service *ecs.Service, most int, parent pulumi.Resource) error {
	target, err := appautoscaling.NewTarget(ctx, name, &appautoscaling.TargetArgs{
		ServiceNamespace:  pulumi.String("ecs"),
		ScalableDimension: pulumi.String("ecs:service:DesiredCount"),
		ResourceId:        pulumi.Sprintf("service/%s/%s", cluster.Name, service.Name),
		MinCapacity:       pulumi.Int(Least),
		MaxCapacity:       pulumi.Int(most),
		Tags:              tags(name),
	}, pulumi.Parent(parent))
	if err != nil {
		return fmt.Errorf("registering the service to be scaled: %w", err)
	}
	for _, one := range followed {
		if _, err := appautoscaling.NewPolicy(ctx, name+"-"+one.name, &appautoscaling.PolicyArgs{
			PolicyType:        pulumi.String("TargetTrackingScaling"),
			ServiceNamespace:  target.ServiceNamespace,
			ScalableDimension: target.ScalableDimension,
			ResourceId:        target.ResourceId,
			TargetTrackingScalingPolicyConfiguration: &appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs{
				PredefinedMetricSpecification: &appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs{
					PredefinedMetricType: pulumi.String(one.metric),
				},
				TargetValue:      pulumi.Float64(one.percent),
				ScaleOutCooldown: pulumi.Int(scaleOutCooldown),
				ScaleInCooldown:  pulumi.Int(scaleInCooldown),
			},
		}, pulumi.Parent(parent)); err != nil {
			return fmt.Errorf("registering how the service follows its %s: %w", one.name, err)
		}
	}
	return nil
}
