package fargate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/components/fargate"
	"secure-room/components/network"
)

var account = network.Account{AccountID: "123456789012", Region: "ap-northeast-1", Partition: "aws"}

const logGroup = "arn:aws:logs:ap-northeast-1:123456789012:log-group:/secure-room/test/web"

func TestLogsUseTheKeyForOneGroupAlone(t *testing.T) {
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "AccountRules", "Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
		{"Sid": "LogsEncrypt", "Effect": "Allow", "Resource": "*", "Principal": {"Service": "logs.ap-northeast-1.amazonaws.com"},
		 "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
		 "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": "`+logGroup+`"}}}]}`, fargate.KeyPolicy(account, logGroup))
}

func TestOnlyThisAccountsTasksTakeTheRoleOn(t *testing.T) {
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
		"Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
		"ArnLike": {"aws:SourceArn": "arn:aws:ecs:ap-northeast-1:123456789012:*"}}}]}`, fargate.Trust(account))
}

func TestExecutionWritesOneLogAndPullsOneImage(t *testing.T) {
	const logs = `{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": ["` + logGroup + `:*"]}`
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [`+logs+`]}`, fargate.Execution(logGroup, ""), "anybody may pull the image")
	const repository = "arn:aws:ecr:ap-northeast-1:123456789012:repository/web"
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": ["*"]},
		{"Effect": "Allow", "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "Resource": ["`+repository+`"]},
		`+logs+`]}`, fargate.Execution(logGroup, repository))
}
