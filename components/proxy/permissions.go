package proxy

import (
	"encoding/json"
	"fmt"

	"secure-room/components/network"
)

// keyPolicy lets the account's own IAM policies rule the key, and CloudWatch Logs use it for the access log alone
// ("Encrypt log data in CloudWatch Logs using AWS Key Management Service", Amazon CloudWatch Logs User Guide).
func (p *Proxy) keyPolicy(account network.Account) string {
	return policyText(
		map[string]any{"Sid": "AccountRules", "Effect": "Allow", "Action": "kms:*", "Resource": "*",
			"Principal": map[string]any{"AWS": fmt.Sprintf("arn:%s:iam::%s:root", account.Partition, account.AccountID)}},
		map[string]any{"Sid": "LogsEncrypt", "Effect": "Allow", "Resource": "*",
			"Principal": map[string]any{"Service": fmt.Sprintf("logs.%s.amazonaws.com", account.Region)},
			"Action":    []string{"kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"},
			"Condition": map[string]any{"ArnEquals": map[string]any{"kms:EncryptionContext:aws:logs:arn": p.names.logGroupARN}}},
	)
}

// trust lets ECS take the role on for this account's tasks only ("Amazon ECS task execution IAM role" and "Amazon ECS
// task IAM role", Amazon ECS Developer Guide: the conditions guard against the confused deputy).
func trust(account network.Account) string {
	return policyText(map[string]any{"Effect": "Allow", "Action": "sts:AssumeRole",
		"Principal": map[string]any{"Service": "ecs-tasks.amazonaws.com"},
		"Condition": map[string]any{
			"StringEquals": map[string]any{"aws:SourceAccount": account.AccountID},
			"ArnLike":      map[string]any{"aws:SourceArn": fmt.Sprintf("arn:%s:ecs:%s:%s:*", account.Partition, account.Region, account.AccountID)},
		}})
}

// execution is what ECS itself needs to start the container: pull the one repository's images and write the one log.
// GetAuthorizationToken cannot be narrowed to a repository ("Actions, resources, and condition keys for Amazon Elastic
// Container Registry", Service Authorization Reference).
func (p *Proxy) execution() string {
	return policyText(
		map[string]any{"Effect": "Allow", "Action": []string{"ecr:GetAuthorizationToken"}, "Resource": []string{"*"}},
		map[string]any{"Effect": "Allow", "Action": []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"},
			"Resource": []string{p.names.repositoryARN}},
		map[string]any{"Effect": "Allow", "Action": []string{"logs:CreateLogStream", "logs:PutLogEvents"},
			"Resource": []string{p.names.logGroupARN + ":*"}},
	)
}

// policyText is an IAM policy of these statements.
func policyText(statements ...map[string]any) string {
	return jsonText(map[string]any{"Version": "2012-10-17", "Statement": statements})
}

// jsonText is the same text for the same value, so that no deploy sees a change where there is none.
func jsonText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic("text, numbers, lists and maps cannot fail to encode: " + err.Error())
	}
	return string(text)
}
