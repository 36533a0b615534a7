package directory

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// ec2Trust lets instances, and nobody else, take the role.
const ec2Trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],` +
	`"Principal":{"Service":"ec2.amazonaws.com"}}]}`

// makeManagementRole registers what the management instance may do: be managed by Systems Manager, join the directory
// and read Admin's password. It may write nowhere.
func (d *Directory) makeManagementRole(ctx *pulumi.Context, args *Args, key *kms.Key) (*iam.InstanceProfile, error) {
	name := d.name + "-management"
	role, err := iam.NewRole(ctx, name, &iam.RoleArgs{
		Description:      pulumi.Sprintf("Management instance of directory %s", d.domain),
		AssumeRolePolicy: pulumi.String(ec2Trust),
		Tags:             tags(name),
	}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("registering the management instance's role: %w", err)
	}
	if _, err := iam.NewRolePolicyAttachment(ctx, name+"-systems-manager", &iam.RolePolicyAttachmentArgs{
		Role:      role.Name,
		PolicyArn: pulumi.Sprintf("arn:%s:iam::aws:policy/AmazonSSMManagedInstanceCore", args.Account.Partition),
	}, pulumi.Parent(d)); err != nil {
		return nil, fmt.Errorf("letting Systems Manager manage the instance: %w", err)
	}
	if _, err := iam.NewRolePolicy(ctx, name, &iam.RolePolicyArgs{
		Role:   role.Name,
		Policy: d.managementPolicy(args, key),
	}, pulumi.Parent(d)); err != nil {
		return nil, fmt.Errorf("letting the instance join the directory: %w", err)
	}
	profile, err := iam.NewInstanceProfile(ctx, name, &iam.InstanceProfileArgs{Role: role.Name, Tags: tags(name)}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("registering the instance's profile: %w", err)
	}
	return profile, nil
}

// managementPolicy is AmazonSSMDirectoryServiceAccess cut down to this directory, and the one secret.
func (d *Directory) managementPolicy(args *Args, key *kms.Key) pulumi.StringOutput {
	type statement map[string]any
	return pulumi.JSONMarshal(map[string]any{
		"Version": "2012-10-17",
		"Statement": []statement{
			{
				"Sid": "FindDirectories", "Effect": "Allow",
				// This action knows no narrower resource ("Actions, resources, and condition keys for AWS Directory
				// Service", Service Authorization Reference).
				"Action": []string{"ds:DescribeDirectories"}, "Resource": []string{"*"},
			},
			{
				"Sid": "JoinDirectory", "Effect": "Allow", "Action": []string{"ds:CreateComputer"},
				"Resource": []any{pulumi.Sprintf("arn:%s:ds:%s:%s:directory/%s",
					args.Account.Partition, args.Account.Region, args.Account.AccountID, d.ID)},
			},
			{
				"Sid": "ReadAdminPassword", "Effect": "Allow", "Action": []string{"secretsmanager:GetSecretValue"},
				"Resource": []any{d.AdminSecretARN},
			},
			{
				"Sid": "DecryptAdminPassword", "Effect": "Allow", "Action": []string{"kms:Decrypt"},
				"Resource": []any{key.Arn},
				"Condition": map[string]any{"StringEquals": map[string]any{
					"kms:ViaService": fmt.Sprintf("secretsmanager.%s.amazonaws.com", args.Account.Region),
				}},
			},
		},
	})
}
