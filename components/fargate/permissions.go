// Package fargate is what services on AWS Fargate have in common here: their tasks and how these are kept running, who may
// start them, what that takes, and how their logs are encrypted.
package fargate

import (
	"encoding/json"
	"fmt"

	"secure-room/components/network"
)

// KeyPolicy lets the account's own IAM policies rule a key, and CloudWatch Logs use it for one log group alone
// ("Encrypt log data in CloudWatch Logs using AWS Key Management Service", Amazon CloudWatch Logs User Guide).
func KeyPolicy(account network.Account, logGroupARN string) string {
	return Policy(
		AccountRules(account),
		map[string]any{"Sid": "LogsEncrypt", "Effect": "Allow", "Resource": "*",
			"Principal": map[string]any{"Service": fmt.Sprintf("logs.%s.amazonaws.com", account.Region)},
			"Action":    []string{"kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"},
			"Condition": map[string]any{"ArnEquals": map[string]any{"kms:EncryptionContext:aws:logs:arn": logGroupARN}}},
	)
}

// AccountRules is the statement of a key's policy that lets the account's own IAM policies rule the key.
func AccountRules(account network.Account) map[string]any {
	return map[string]any{"Sid": "AccountRules", "Effect": "Allow", "Action": "kms:*", "Resource": "*",
		"Principal": map[string]any{"AWS": fmt.Sprintf("arn:%s:iam::%s:root", account.Partition, account.AccountID)}}
}

// Trust lets ECS take a role on for this account's tasks only ("Amazon ECS task execution IAM role" and "Amazon ECS
// task IAM role", Amazon ECS Developer Guide: the conditions guard against the confused deputy).
func Trust(account network.Account) string {
	return Policy(map[string]any{"Effect": "Allow", "Action": "sts:AssumeRole",
		"Principal": map[string]any{"Service": "ecs-tasks.amazonaws.com"},
		"Condition": map[string]any{
			"StringEquals": map[string]any{"aws:SourceAccount": account.AccountID},
			"ArnLike":      map[string]any{"aws:SourceArn": fmt.Sprintf("arn:%s:ecs:%s:%s:*", account.Partition, account.Region, account.AccountID)},
		}})
}

// Execution is what ECS itself needs to start a container: write its log and, when the image is in a repository of ECR's,
// pull from that one; repositoryARN is empty for an image that anybody may pull. GetAuthorizationToken cannot be narrowed
// to a repository ("Actions, resources, and condition keys for Amazon Elastic Container Registry", Service Authorization
// Reference).
func Execution(logGroupARN, repositoryARN string) string {
	var statements []map[string]any
	if repositoryARN != "" {
		statements = append(statements,
			map[string]any{"Effect": "Allow", "Action": []string{"ecr:GetAuthorizationToken"}, "Resource": []string{"*"}},
			map[string]any{"Effect": "Allow", "Action": []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"},
				"Resource": []string{repositoryARN}})
	}
	return Policy(append(statements, map[string]any{"Effect": "Allow", "Action": []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		"Resource": []string{logGroupARN + ":*"}})...)
}

// Policy is an IAM policy of these statements.
func Policy(statements ...map[string]any) string {
	return JSON(map[string]any{"Version": "2012-10-17", "Statement": statements})
}

// JSON is the same text for the same value, so that no deploy sees a change where there is none.
func JSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic("text, numbers, lists and maps cannot fail to encode: " + err.Error())
	}
	return string(text)
}
