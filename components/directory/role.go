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

// makeManagementRole registers what the management instance may do: be managed by Systems Manager, join the directory,
// read Admin's password and replace it, and close the controllers' security group. It can write to the one secret and
// nowhere else. Its name is fixed: by it the policy knows the one role beside AdminRole that sets passwords.
func (d *Directory) makeManagementRole(ctx *pulumi.Context, args *Args, key *kms.Key) (*iam.InstanceProfile, error) {
	name := d.name + "-management"
	role, err := iam.NewRole(ctx, name, &iam.RoleArgs{
		Name:             pulumi.String(ctx.Stack() + "-ManagementRole"),
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
	d.permissions, err = iam.NewRolePolicy(ctx, name, &iam.RolePolicyArgs{
		Role:   role.Name,
		Policy: d.managementPolicy(args, key),
	}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("letting the instance manage the directory: %w", err)
	}
	profile, err := iam.NewInstanceProfile(ctx, name, &iam.InstanceProfileArgs{Role: role.Name, Tags: tags(name)}, pulumi.Parent(d))
	if err != nil {
		return nil, fmt.Errorf("registering the instance's profile: %w", err)
	}
	return profile, nil
}

// managementPolicy is AmazonSSMDirectoryServiceAccess cut down to this directory, and what the documents call.
//
// ds:ResetUserPassword sets the password of any user and enables a disabled one; IAM can narrow it to the directory
// alone. It gives the instance nothing new: whoever controls it reads Admin's password, and Admin may do both anyway.
func (d *Directory) managementPolicy(args *Args, key *kms.Key) pulumi.StringOutput {
	type statement map[string]any
	account := args.Account
	directory := pulumi.Sprintf("arn:%s:ds:%s:%s:directory/%s", account.Partition, account.Region, account.AccountID, d.ID)
	return pulumi.JSONMarshal(map[string]any{
		"Version": "2012-10-17",
		"Statement": []statement{
			{
				"Sid": "Find", "Effect": "Allow",
				// These two know no narrower resource ("Actions, resources, and condition keys for AWS Directory
				// Service" and "… for Amazon EC2", Service Authorization Reference).
				"Action": []string{"ds:DescribeDirectories", "ec2:DescribeSecurityGroupRules"}, "Resource": []string{"*"},
			},
			{
				"Sid": "JoinAndReset", "Effect": "Allow", "Action": []string{"ds:CreateComputer", "ds:ResetUserPassword"},
				"Resource": []any{directory},
			},
			{
				"Sid": "KeepAdminPassword", "Effect": "Allow",
				"Action": []string{"secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
					"secretsmanager:UpdateSecretVersionStage", "secretsmanager:DescribeSecret"},
				"Resource": []any{d.AdminSecretARN},
			},
			{
				"Sid": "EncryptAdminPassword", "Effect": "Allow", "Action": []string{"kms:Decrypt", "kms:GenerateDataKey"},
				"Resource": []any{key.Arn},
				"Condition": map[string]any{"StringEquals": map[string]any{
					"kms:ViaService": fmt.Sprintf("secretsmanager.%s.amazonaws.com", account.Region),
				}},
			},
			{
				"Sid": "CloseControllersGroup", "Effect": "Allow", "Action": []string{"ec2:RevokeSecurityGroupIngress"},
				// Rules revoked by their ids are resources too. Naming them all widens nothing: the group must be allowed
				// as well.
				"Resource": []any{pulumi.Sprintf("arn:%s:ec2:%s:%s:security-group/%s",
					account.Partition, account.Region, account.AccountID, d.ControllersGroupID),
					fmt.Sprintf("arn:%s:ec2:%s:%s:security-group-rule/*", account.Partition, account.Region, account.AccountID)},
			},
		},
	})
}
