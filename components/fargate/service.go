package fargate

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Task is what a task definition is made from.
type Task struct {
	// ExecutionRoleARN is what ECS starts the containers with, RoleARN what runs in them.
	ExecutionRoleARN, RoleARN pulumi.StringInput
	// Scratch is the one volume, for what containers write while they run.
	Scratch string
	// Containers are their definitions, as JSON.
	Containers pulumi.StringInput
}

// NewTaskDefinition registers a task definition of 0.5 vCPU and 1 GiB ("Task CPU and memory", Amazon ECS Developer
// Guide).
func NewTaskDefinition(ctx *pulumi.Context, name string, task Task, parent pulumi.Resource) (*ecs.TaskDefinition, error) {
	definition, err := ecs.NewTaskDefinition(ctx, name, &ecs.TaskDefinitionArgs{
		Family:                  pulumi.Sprintf("%s-%s-%s", ctx.Project(), ctx.Stack(), name),
		RequiresCompatibilities: pulumi.ToStringArray([]string{"FARGATE"}),
		NetworkMode:             pulumi.String("awsvpc"),
		Cpu:                     pulumi.String("512"),
		Memory:                  pulumi.String("1024"),
		RuntimePlatform: &ecs.TaskDefinitionRuntimePlatformArgs{
			OperatingSystemFamily: pulumi.String("LINUX"),
			CpuArchitecture:       pulumi.String("X86_64"),
		},
		ExecutionRoleArn:     task.ExecutionRoleARN,
		TaskRoleArn:          task.RoleARN,
		Volumes:              ecs.TaskDefinitionVolumeArray{&ecs.TaskDefinitionVolumeArgs{Name: pulumi.String(task.Scratch)}},
		ContainerDefinitions: task.Containers,
		Tags:                 tags(name),
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("registering the task definition: %w", err)
	}
	return definition, nil
}

// Service is what a service is made from.
type Service struct {
	// Task is what it runs.
	Task *ecs.TaskDefinition
	// SubnetIDs are where its tasks stand, GroupID their security group.
	SubnetIDs pulumi.StringArray
	GroupID   pulumi.StringInput
	// Registry is the name that its tasks answer to in Cloud Map; nil for none.
	Registry *ecs.ServiceServiceRegistriesArgs
	// Balancer is what its tasks are put behind; nil for none.
	Balancer *ecs.ServiceLoadBalancerArgs
	// GraceSeconds is how long after its start a task may fail the balancer's health checks; meant only with one.
	GraceSeconds int
	// MostTasks is to how many tasks it is scaled under load; 0 keeps it at Least.
	MostTasks int
	// Before must stand when the first task starts.
	Before []pulumi.Resource
}

// Running is what metrics of a service are found by ("Amazon ECS Container Insights metrics", Amazon CloudWatch User
// Guide).
type Running struct{ ClusterName, ServiceName pulumi.StringOutput }

// NewService registers a cluster and the service in it: tasks without public address.
func NewService(ctx *pulumi.Context, name string, s Service, parent pulumi.Resource) (*Running, error) {
	cluster, err := ecs.NewCluster(ctx, name, &ecs.ClusterArgs{
		Settings: ecs.ClusterSettingArray{
			&ecs.ClusterSettingArgs{Name: pulumi.String("containerInsights"), Value: pulumi.String("enabled")},
		},
		Tags: tags(name),
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("registering the cluster: %w", err)
	}
	args := &ecs.ServiceArgs{
		Cluster:         cluster.Arn,
		TaskDefinition:  s.Task.Arn,
		DesiredCount:    pulumi.Int(Least),
		LaunchType:      pulumi.String("FARGATE"),
		PlatformVersion: pulumi.String("LATEST"),
		// ECS Exec would let people into the container, past its configuration and to whatever it may reach.
		EnableExecuteCommand: pulumi.Bool(false),
		NetworkConfiguration: &ecs.ServiceNetworkConfigurationArgs{
			Subnets:        s.SubnetIDs,
			SecurityGroups: pulumi.StringArray{s.GroupID},
			AssignPublicIp: pulumi.Bool(false),
		},
		// A deploy that does not come up leaves the tasks before it in place ("How the Amazon ECS deployment circuit
		// breaker detects failures", Amazon ECS Developer Guide).
		DeploymentCircuitBreaker: &ecs.ServiceDeploymentCircuitBreakerArgs{
			Enable:   pulumi.Bool(true),
			Rollback: pulumi.Bool(true),
		},
		DeploymentMinimumHealthyPercent: pulumi.Int(100),
		DeploymentMaximumPercent:        pulumi.Int(200),
		// After a zone has failed, tasks would otherwise stay where they are ("Balancing an Amazon ECS service across
		// Availability Zones", Amazon ECS Developer Guide).
		AvailabilityZoneRebalancing: pulumi.String("ENABLED"),
		EnableEcsManagedTags:        pulumi.Bool(true),
		PropagateTags:               pulumi.String("SERVICE"),
		Tags:                        tags(name),
	}
	if s.Registry != nil {
		args.ServiceRegistries = s.Registry
	}
	if s.Balancer != nil {
		args.LoadBalancers = ecs.ServiceLoadBalancerArray{s.Balancer}
		args.HealthCheckGracePeriodSeconds = pulumi.Int(s.GraceSeconds)
	}
	options := []pulumi.ResourceOption{pulumi.Parent(parent), pulumi.DependsOn(s.Before)}
	if s.MostTasks > 0 {
		// How many run is Application Auto Scaling's to say from then on; a deploy would put it back.
		options = append(options, pulumi.IgnoreChanges([]string{"desiredCount"}))
	}
	service, err := ecs.NewService(ctx, name, args, options...)
	if err != nil {
		return nil, fmt.Errorf("registering the service: %w", err)
	}
	if s.MostTasks > 0 {
		if err := scale(ctx, name, cluster, service, s.MostTasks, parent); err != nil {
			return nil, err
		}
	}
	return &Running{ClusterName: cluster.Name, ServiceName: service.Name}, nil
}

// tags name a resource for whoever reads the AWS console.
func tags(name string) pulumi.StringMap { return pulumi.StringMap{"Name": pulumi.String(name)} }
