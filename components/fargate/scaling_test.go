package fargate_test

import (
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/fargate"
)

const (
	serviceType = "aws:ecs/service:Service"
	targetType  = "aws:appautoscaling/target:Target"
	policyType  = "aws:appautoscaling/policy:Policy"
)

// service registers a service that is scaled to so many tasks.
func service(t *testing.T, most int) *componenttest.Recorder {
	t.Helper()
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		group, err := ec2.NewSecurityGroup(ctx, "web", nil)
		if err != nil {
			return err
		}
		task, err := fargate.NewTaskDefinition(ctx, "web", fargate.Task{ExecutionRoleARN: pulumi.String("e"), RoleARN: pulumi.String("r"),
			Scratch: "scratch", Containers: pulumi.String("[]")}, group)
		if err != nil {
			return err
		}
		_, err = fargate.NewService(ctx, "web", fargate.Service{Task: task, SubnetIDs: pulumi.ToStringArray([]string{"subnet-1"}),
			GroupID: group.ID(), MostTasks: most}, group)
		return err
	}))
	return recorder
}

func TestAServiceIsScaledBetweenTwoAndMost(t *testing.T) {
	recorder := service(t, 4)
	target := recorder.One(t, targetType, "web").Inputs
	assert.Equal(t, []any{"ecs", "ecs:service:DesiredCount", 2.0, 4.0},
		[]any{target["serviceNamespace"], target["scalableDimension"], target["minCapacity"], target["maxCapacity"]})
	for name, metric := range map[string]string{"web-cpu": "ECSServiceAverageCPUUtilization", "web-memory": "ECSServiceAverageMemoryUtilization"} {
		policy := recorder.One(t, policyType, name).Inputs
		assert.Equal(t, target["resourceId"], policy["resourceId"])
		assert.Equal(t, "TargetTrackingScaling", policy["policyType"])
		tracking := policy["targetTrackingScalingPolicyConfiguration"].(map[string]any)
		assert.Equal(t, map[string]any{"predefinedMetricType": metric}, tracking["predefinedMetricSpecification"])
		assert.Greater(t, tracking["scaleInCooldown"], tracking["scaleOutCooldown"], "open connections are cut late")
	}
}

// A deploy must not put back the number of tasks that scaling has chosen, and nothing else may be ignored.
func TestOnlyAScaledServicesCountIsLeftAlone(t *testing.T) {
	assert.Equal(t, []string{"desiredCount"}, service(t, 4).One(t, serviceType, "web").IgnoreChanges)
	fixed := service(t, 0)
	assert.Empty(t, fixed.One(t, serviceType, "web").IgnoreChanges)
	assert.Empty(t, fixed.Names(targetType))
	assert.Empty(t, fixed.Names(policyType))
}
