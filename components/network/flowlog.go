package network

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// makeFlowLog records every connection that was let through or refused, encrypted, for as long as asked.
func (n *Network) makeFlowLog(ctx *pulumi.Context, retentionDays int) error {
	// The group's name is given rather than generated: its key's policy has to name it first.
	group := fmt.Sprintf("/%s/%s/%s/flow-log", ctx.Project(), ctx.Stack(), n.name)
	groupARN := fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s", n.Partition, n.Region, n.AccountID, group)
	name := n.name + "-flow-log"

	key, err := kms.NewKey(ctx, name, &kms.KeyArgs{
		Description:       pulumi.Sprintf("Flow log of network %s", n.name),
		EnableKeyRotation: pulumi.Bool(true),
		Policy:            pulumi.String(n.logKeyPolicy(groupARN)),
		Tags:              tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the flow log's key: %w", err)
	}
	logs, err := cloudwatch.NewLogGroup(ctx, name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.String(group),
		KmsKeyId:        key.Arn,
		RetentionInDays: pulumi.Int(retentionDays),
		Tags:            tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the flow log's group: %w", err)
	}
	n.FlowLogName = logs.Name
	role, err := iam.NewRole(ctx, name, &iam.RoleArgs{
		Description:      pulumi.Sprintf("Delivers the flow log of network %s", n.name),
		AssumeRolePolicy: pulumi.String(n.flowLogTrust()),
		Tags:             tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the flow log's role: %w", err)
	}
	policy, err := iam.NewRolePolicy(ctx, name, &iam.RolePolicyArgs{
		Role:   role.Name,
		Policy: pulumi.String(n.flowLogPermissions(groupARN)),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the flow log's permissions: %w", err)
	}
	if _, err := ec2.NewFlowLog(ctx, name, &ec2.FlowLogArgs{
		VpcId:                  n.VpcID,
		TrafficType:            pulumi.String("ALL"),
		LogDestinationType:     pulumi.String("cloud-watch-logs"),
		LogDestination:         logs.Arn,
		IamRoleArn:             role.Arn,
		MaxAggregationInterval: pulumi.Int(60),
		Tags:                   tags(name),
	}, pulumi.Parent(n), pulumi.DependsOn([]pulumi.Resource{policy})); err != nil {
		return fmt.Errorf("registering the flow log: %w", err)
	}
	return nil
}

// logKeyPolicy lets the account's own IAM policies rule the key, and CloudWatch Logs use it for this one group
// ("Encrypt log data in CloudWatch Logs using AWS Key Management Service", Amazon CloudWatch Logs User Guide).
func (n *Network) logKeyPolicy(groupARN string) string {
	return document{
		{Sid: "AccountRules", Principal: principal{"AWS": fmt.Sprintf("arn:%s:iam::%s:root", n.Partition, n.AccountID)},
			Action: []string{"kms:*"}, Resource: []string{"*"}},
		{Sid: "LogsEncrypt", Principal: principal{"Service": fmt.Sprintf("logs.%s.amazonaws.com", n.Region)},
			Action:    []string{"kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"},
			Resource:  []string{"*"},
			Condition: condition{"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": groupARN}}},
	}.json()
}

// flowLogTrust admits VPC's delivery service on behalf of this account's flow logs only ("IAM role for publishing flow
// logs to CloudWatch Logs", Amazon VPC User Guide: the two conditions guard against the confused deputy).
func (n *Network) flowLogTrust() string {
	return document{{Principal: principal{"Service": "vpc-flow-logs.amazonaws.com"}, Action: []string{"sts:AssumeRole"},
		Condition: condition{
			"StringEquals": {"aws:SourceAccount": n.AccountID},
			"ArnLike":      {"aws:SourceArn": fmt.Sprintf("arn:%s:ec2:%s:%s:vpc-flow-log/*", n.Partition, n.Region, n.AccountID)},
		}}}.json()
}

// flowLogPermissions is what the same page lists, less CreateLogGroup, and on this group alone where IAM can say so.
func (n *Network) flowLogPermissions(groupARN string) string {
	return document{
		{Action: []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			Resource: []string{groupARN, groupARN + ":*"}},
		{Action: []string{"logs:DescribeLogGroups"},
			Resource: []string{fmt.Sprintf("arn:%s:logs:%s:%s:log-group:*", n.Partition, n.Region, n.AccountID)}},
	}.json()
}
