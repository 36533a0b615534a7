package proxy

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/fargate"
	"secure-room/internal/squid"
)

// scratchVolume is the one place that the container may write to.
const scratchVolume = "scratch"

// makeTask registers what a task runs and as whom. The task itself has a role without any permission: what runs in the
// container needs nothing of AWS.
func (p *Proxy) makeTask(ctx *pulumi.Context, args *Args) (*ecs.TaskDefinition, pulumi.Resource, error) {
	execution, err := iam.NewRole(ctx, p.name+"-execution", &iam.RoleArgs{
		Description:      pulumi.Sprintf("Starts the containers of proxy %s", p.name),
		AssumeRolePolicy: pulumi.String(fargate.Trust(args.Network.Account)),
		Tags:             tags(p.name + "-execution"),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, nil, fmt.Errorf("registering the execution role: %w", err)
	}
	permission, err := iam.NewRolePolicy(ctx, p.name+"-execution", &iam.RolePolicyArgs{
		Role:   execution.Name,
		Policy: pulumi.String(fargate.Execution(p.names.logGroupARN, p.names.repositoryARN)),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, nil, fmt.Errorf("registering the execution role's permissions: %w", err)
	}
	task, err := iam.NewRole(ctx, p.name+"-task", &iam.RoleArgs{
		Description:      pulumi.Sprintf("What runs in proxy %s: no permissions", p.name),
		AssumeRolePolicy: pulumi.String(fargate.Trust(args.Network.Account)),
		Tags:             tags(p.name + "-task"),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, nil, fmt.Errorf("registering the task's role: %w", err)
	}
	definition, err := fargate.NewTaskDefinition(ctx, p.name, fargate.Task{
		ExecutionRoleARN: execution.Arn,
		RoleARN:          task.Arn,
		Scratch:          scratchVolume,
		Containers:       pulumi.String(p.container(args)),
	}, p)
	if err != nil {
		return nil, nil, err
	}
	return definition, permission, nil
}

// container is the one container ("Amazon ECS task definition parameters for Fargate", Amazon ECS Developer Guide).
func (p *Proxy) container(args *Args) string {
	return fargate.JSON([]any{map[string]any{
		"name":                   "squid",
		"image":                  p.names.image,
		"essential":              true,
		"user":                   squid.User,
		"readonlyRootFilesystem": true,
		"environment":            []any{map[string]any{"name": squid.Variable, "value": squid.Render(squid.Settings{Clients: args.Clients, Allow: p.Allowed})}},
		"mountPoints":            []any{map[string]any{"sourceVolume": scratchVolume, "containerPath": squid.Scratch, "readOnly": false}},
		"portMappings":           []any{map[string]any{"containerPort": squid.Port, "hostPort": squid.Port, "protocol": "tcp"}},
		"linuxParameters":        map[string]any{"initProcessEnabled": true},
		// Squid lets open connections finish for 10 seconds when it is asked to stop.
		"stopTimeout": 30,
		"healthCheck": map[string]any{"command": squid.HealthCheck(), "interval": 10, "timeout": 5, "retries": 3, "startPeriod": 20},
		"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{
			"awslogs-group":         p.names.logGroup,
			"awslogs-region":        args.Network.Region,
			"awslogs-stream-prefix": "squid",
			// Since 25 June 2025 AWS drops lines rather than hold a container up, unless told otherwise ("Default log
			// driver mode", Amazon ECS Developer Guide): then nobody could say what left the room.
			"mode": "blocking",
		}},
	}})
}
