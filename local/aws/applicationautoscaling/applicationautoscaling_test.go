package applicationautoscaling_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/aws/applicationautoscaling"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/cloudwatch"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/ecs"
	"secure-room/local/aws/elasticloadbalancing"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/servicediscovery"
)

type inputs = cloudtest.Inputs

const (
	target  = "aws:appautoscaling/target:Target"
	policy  = "aws:appautoscaling/policy:Policy"
	tracked = "targetTrackingScalingPolicyConfiguration"
)

func others() []cloud.Service {
	return []cloud.Service{ec2.Service(), ecs.Service(), iam.Service(), kms.Service(), cloudwatch.Service(), servicediscovery.Service(),
		elasticloadbalancing.Service()}
}

// service makes one of ECS.
func service(c *cloudtest.Cloud) {
	network := c.Network(20, "ap-northeast-1a", "ap-northeast-1c")
	cluster := c.Create("aws:ecs/cluster:Cluster", "room", inputs{"name": "room"})
	task := c.Create("aws:ecs/taskDefinition:TaskDefinition", "web", inputs{"family": "web", "requiresCompatibilities": []any{"FARGATE"},
		"networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": `[{"name":"web","image":"public.ecr.aws/web"}]`})
	c.Create("aws:ecs/service:Service", "proxy", inputs{"name": "proxy", "cluster": cluster.ID, "taskDefinition": task.Text("arn"), "launchType": "FARGATE",
		"desiredCount": 2, "networkConfiguration": inputs{"subnets": network.Subnets, "securityGroups": []any{network.Group}}})
}

func targetInputs(c *cloudtest.Cloud) inputs {
	service(c)
	return inputs{"serviceNamespace": "ecs", "scalableDimension": "ecs:service:DesiredCount", "resourceId": "service/room/proxy", "minCapacity": 2, "maxCapacity": 4}
}

// tracking follows a metric of ECS's own.
func tracking(metric string) inputs {
	return inputs{"targetValue": 60, "predefinedMetricSpecification": inputs{"predefinedMetricType": metric}}
}

func TestConformance(t *testing.T) {
	cpu := tracking("ECSServiceAverageCPUUtilization")
	shared := func(in cloudtest.Bad) []cloudtest.Bad {
		return []cloudtest.Bad{in,
			cloudtest.Refuse("namespace", cloudtest.Set(inputs{"serviceNamespace": "custom-resource"}), "must be one of ecs"),
			cloudtest.Refuse("dimension", cloudtest.Set(inputs{"scalableDimension": "ecs:service:Size"}), "must be one of ecs:service:DesiredCount"),
			cloudtest.Refuse("resource", cloudtest.Set(inputs{"resourceId": "room/proxy"}), "service/, a cluster's name"),
		}
	}
	cloudtest.Conform(t, applicationautoscaling.Service(), []cloudtest.Case{{
		Token:   target,
		Valid:   targetInputs,
		Changed: func(in inputs) inputs { return in.With(inputs{"maxCapacity": 8}) },
		Bad: append(shared(cloudtest.Refuse("service must exist", cloudtest.Set(inputs{"resourceId": "service/room/none"}), "ECS service doesn't exist")),
			cloudtest.Refuse("least", cloudtest.Set(inputs{"minCapacity": -1}), "whole number from 0"),
			cloudtest.Refuse("more than most", cloudtest.Set(inputs{"minCapacity": 5}), "Maximum capacity cannot be less"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(target, "first", in); return in }, "registered by another resource"),
		),
	}, {
		Token: policy,
		Valid: func(c *cloudtest.Cloud) inputs {
			at := targetInputs(c)
			c.Create(target, "proxy", at)
			return inputs{"name": "cpu", "policyType": "TargetTrackingScaling", "serviceNamespace": at["serviceNamespace"],
				"scalableDimension": at["scalableDimension"], "resourceId": at["resourceId"], tracked: cpu}
		},
		Changed: func(in inputs) inputs {
			return in.With(inputs{tracked: tracking("ECSServiceAverageMemoryUtilization")})
		},
		Bad: append(shared(cloudtest.Refuse("target must exist", cloudtest.Set(inputs{"resourceId": "service/room/none"}), "No scalable target registered")),
			cloudtest.Refuse("type", cloudtest.Set(inputs{"policyType": "Tracking"}), "must be one of StepScaling"),
			cloudtest.Refuse("configuration", cloudtest.Set(inputs{tracked: nil}), "must be given for the policyType TargetTrackingScaling"),
			cloudtest.Refuse("two configurations", cloudtest.Set(inputs{"stepScalingPolicyConfiguration": inputs{"adjustmentType": "ExactCapacity"}}), "and stepScalingPolicyConfiguration not"),
			cloudtest.Refuse("metric", cloudtest.Set(inputs{tracked: tracking("Connections")}), "must be one of ECSServiceAverageCPUUtilization"),
			cloudtest.Refuse("no metric", cloudtest.Set(inputs{tracked: inputs{"targetValue": 60}}), "predefinedMetricSpecification or a customizedMetricSpecification"),
			cloudtest.Refuse("requests of nobody", cloudtest.Set(inputs{tracked: tracking("ALBRequestCountPerTarget")}), "ALBRequestCountPerTarget needs it"),
			cloudtest.Refuse("aim", cloudtest.Set(inputs{tracked: inputs{"targetValue": 0, "predefinedMetricSpecification": inputs{"predefinedMetricType": "ECSServiceAverageCPUUtilization"}}}), "greater than 0"),
			cloudtest.Refuse("one metric twice", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(policy, "first", in.With(inputs{"name": "first"}))
				return in
			}, "Only one TargetTrackingScaling policy"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(policy, "first", in.With(inputs{tracked: tracking("ECSServiceAverageMemoryUtilization")}))
				return in
			}, "made by another resource"),
		),
	}}, others()...)
}

func TestTrackingMakesTwoAlarms(t *testing.T) {
	c := cloudtest.New(t, append(others(), applicationautoscaling.Service())...)
	at := targetInputs(c)
	assert.Contains(t, c.Create(target, "proxy", at).Text("roleArn"), "AWSServiceRoleForApplicationAutoScaling_ECSService")
	made := c.Create(policy, "memory", inputs{"policyType": "TargetTrackingScaling", "serviceNamespace": "ecs", "scalableDimension": "ecs:service:DesiredCount",
		"resourceId": at["resourceId"], tracked: tracking("ECSServiceAverageMemoryUtilization")})
	assert.Len(t, made.Outputs["alarmArns"].ArrayValue(), 2)
}
