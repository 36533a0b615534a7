package web

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/fargate"
)

const (
	// user is who runs in the container, and group likewise: nobody that an image gives rights to.
	user = "10001:10001"
	// scratch is the one place that the container may write to: an image that writes declares VOLUME /tmp, so that the
	// volume belongs to whom it says ("Bind mounts", Amazon ECS Developer Guide).
	scratch, scratchPath = "scratch", "/tmp"
)

// makeTask registers what a task runs and as whom, and returns the permissions that it needs before it starts.
func (w *Web) makeTask(ctx *pulumi.Context, args *Args) (*ecs.TaskDefinition, []pulumi.Resource, error) {
	account := args.Network.Account
	repositoryARN := ""
	if w.image.AccountID != "" {
		repositoryARN = fmt.Sprintf("arn:%s:ecr:%s:%s:repository/%s", account.Partition, account.Region, account.AccountID, w.image.Repository)
	}
	execution, pull, err := w.makeRole(ctx, args, "execution", pulumi.String(fargate.Execution(w.logGroupARN, repositoryARN)))
	if err != nil {
		return nil, nil, err
	}
	var policy pulumi.StringInput
	if d := args.Database; d != nil {
		policy = secretPolicy(account.Region, d)
	}
	task, read, err := w.makeRole(ctx, args, "task", policy)
	if err != nil {
		return nil, nil, err
	}
	definition, err := fargate.NewTaskDefinition(ctx, w.name, fargate.Task{
		ExecutionRoleARN: execution.Arn,
		RoleARN:          task.Arn,
		Scratch:          scratch,
		Containers:       w.containers(args),
	}, w)
	if err != nil {
		return nil, nil, err
	}
	return definition, append(pull, read...), nil
}

// makeRole registers a role that ECS may take on, and what it may do; nothing when there is no policy.
func (w *Web) makeRole(ctx *pulumi.Context, args *Args, what string, policy pulumi.StringInput) (*iam.Role, []pulumi.Resource, error) {
	name := w.name + "-" + what
	role, err := iam.NewRole(ctx, name, &iam.RoleArgs{
		Description:      pulumi.Sprintf("ECS %s role of web tier %s", what, w.name),
		AssumeRolePolicy: pulumi.String(fargate.Trust(args.Network.Account)),
		Tags:             tags(name),
	}, pulumi.Parent(w))
	if err != nil {
		return nil, nil, fmt.Errorf("registering the %s role: %w", what, err)
	}
	if policy == nil {
		return role, nil, nil
	}
	permission, err := iam.NewRolePolicy(ctx, name, &iam.RolePolicyArgs{Role: role.Name, Policy: policy}, pulumi.Parent(w))
	if err != nil {
		return nil, nil, fmt.Errorf("registering the %s role's permissions: %w", what, err)
	}
	return role, []pulumi.Resource{permission}, nil
}

// secretPolicy lets the tasks themselves read the database's secret, and nothing else of AWS. ECS could put the password
// into the container's environment; but RDS changes it every seven days, and a task knows only the one it started with
// ("Password management with Amazon RDS and AWS Secrets Manager", Amazon RDS User Guide; "Pass Secrets Manager secrets
// through Amazon ECS environment variables", Amazon ECS Developer Guide).
func secretPolicy(region string, d *Database) pulumi.StringInput {
	return pulumi.All(d.SecretARN.ToStringOutput(), d.KeyARN.ToStringOutput()).ApplyT(func(arns []any) string {
		return fargate.Policy(
			map[string]any{"Effect": "Allow", "Action": []string{"secretsmanager:GetSecretValue"}, "Resource": []any{arns[0]}},
			map[string]any{"Effect": "Allow", "Action": []string{"kms:Decrypt"}, "Resource": []any{arns[1]},
				"Condition": map[string]any{"StringEquals": map[string]any{"kms:ViaService": "secretsmanager." + region + ".amazonaws.com"}}},
		)
	}).(pulumi.StringOutput)
}

// containers is the one container ("Amazon ECS task definition parameters for Fargate", Amazon ECS Developer Guide). Of
// the database it is told where it is and which secret to read, never the password.
func (w *Web) containers(args *Args) pulumi.StringInput {
	container := map[string]any{
		"name":                   w.name,
		"image":                  args.Image,
		"essential":              true,
		"user":                   user,
		"readonlyRootFilesystem": true,
		"mountPoints":            []any{map[string]any{"sourceVolume": scratch, "containerPath": scratchPath, "readOnly": false}},
		"portMappings":           []any{map[string]any{"containerPort": args.Port, "hostPort": args.Port, "protocol": "tcp"}},
		"linuxParameters":        map[string]any{"initProcessEnabled": true},
		"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{
			"awslogs-group":         w.logGroup,
			"awslogs-region":        args.Network.Region,
			"awslogs-stream-prefix": w.name,
		}},
	}
	d := args.Database
	if d == nil {
		return pulumi.String(fargate.JSON([]any{container}))
	}
	return pulumi.All(d.Address.ToStringOutput(), d.SecretARN.ToStringOutput()).ApplyT(func(known []any) string {
		container["environment"] = []any{
			map[string]any{"name": "DATABASE_ADDRESS", "value": known[0]},
			map[string]any{"name": "DATABASE_PORT", "value": strconv.Itoa(d.Port)},
			map[string]any{"name": "DATABASE_SECRET_ARN", "value": known[1]},
		}
		return fargate.JSON([]any{container})
	}).(pulumi.StringOutput)
}
