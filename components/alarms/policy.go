package alarms

import (
	"fmt"

	"secure-room/components/fargate"
	"secure-room/components/network"
)

const publisher = "cloudwatch.amazonaws.com"

// keyPolicy lets the account's own IAM policies rule the key, and CloudWatch use it to publish to the one topic: AWS's
// own key for SNS lets it do no such thing ("Enable compatibility between event sources from AWS services and encrypted
// topics", Amazon SNS Developer Guide). SNS names the topic in the encryption context; that alarms name their account
// to KMS as well is not documented, and the topic's policy asks for it.
func keyPolicy(account network.Account, topic string) string {
	return fargate.Policy(
		fargate.AccountRules(account),
		map[string]any{"Sid": "AlarmsPublish", "Effect": "Allow", "Resource": "*",
			"Principal": map[string]any{"Service": publisher},
			"Action":    []string{"kms:Decrypt", "kms:GenerateDataKey*"},
			"Condition": map[string]any{"StringEquals": map[string]any{"kms:EncryptionContext:aws:sns:topicArn": topicARN(account, topic)}}},
	)
}

// topicPolicy lets alarms of the account publish, and nobody else do anything but by IAM policies of the account
// ("Example cases for Amazon SNS access control: allow CloudWatch alarms in an account to publish", Amazon SNS
// Developer Guide).
func topicPolicy(account network.Account, topic string) string {
	return fargate.Policy(map[string]any{"Sid": "AlarmsPublish", "Effect": "Allow", "Action": "sns:Publish",
		"Resource":  topicARN(account, topic),
		"Principal": map[string]any{"Service": publisher},
		"Condition": map[string]any{
			"StringEquals": map[string]any{"aws:SourceAccount": account.AccountID},
			"ArnLike":      map[string]any{"aws:SourceArn": fmt.Sprintf("arn:%s:cloudwatch:%s:%s:alarm:*", account.Partition, account.Region, account.AccountID)},
		}})
}

func topicARN(account network.Account, topic string) string {
	return fmt.Sprintf("arn:%s:sns:%s:%s:%s", account.Partition, account.Region, account.AccountID, topic)
}
