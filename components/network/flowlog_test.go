package network_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/components/componenttest"
)

const (
	logGroupARN = "arn:aws:logs:ap-northeast-1:123456789012:log-group:/secure-room/test/room/flow-log"

	flowLogType  = "aws:ec2/flowLog:FlowLog"
	logGroupType = "aws:cloudwatch/logGroup:LogGroup"
	keyType      = "aws:kms/key:Key"
	roleType     = "aws:iam/role:Role"
	rolePolicy   = "aws:iam/rolePolicy:RolePolicy"
)

var flowLogTags = map[string]any{"Name": "room-flow-log"}

func TestFlowLogRecordsEverything(t *testing.T) {
	assert.Equal(t, map[string]any{"vpcId": "Vpc:room", "trafficType": "ALL", "maxAggregationInterval": 60.0,
		"logDestinationType": "cloud-watch-logs", "logDestination": "arn:LogGroup:room-flow-log",
		"iamRoleArn": "arn:Role:room-flow-log", "tags": flowLogTags},
		made(t, room()).One(t, flowLogType, "room-flow-log").Inputs)
}

func TestFlowLogIsKeptEncrypted(t *testing.T) {
	recorder := made(t, room())
	assert.Equal(t, map[string]any{"name": "/secure-room/test/room/flow-log", "retentionInDays": 365.0,
		"kmsKeyId": "arn:Key:room-flow-log", "tags": flowLogTags}, recorder.One(t, logGroupType, "room-flow-log").Inputs)
	key := recorder.One(t, keyType, "room-flow-log").Inputs
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "AccountRules", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
			"Action": ["kms:*"], "Resource": ["*"]},
		{"Sid": "LogsEncrypt", "Effect": "Allow", "Principal": {"Service": "logs.ap-northeast-1.amazonaws.com"},
			"Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"], "Resource": ["*"],
			"Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": "`+logGroupARN+`"}}}]}`, key["policy"].(string))
	delete(key, "policy")
	assert.Equal(t, map[string]any{"description": "Flow log of network room", "enableKeyRotation": true, "tags": flowLogTags}, key)
}

func TestFlowLogIsDeliveredForTheOwnAccountAlone(t *testing.T) {
	recorder := made(t, room())
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
		"Action": ["sts:AssumeRole"], "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
			"ArnLike": {"aws:SourceArn": "arn:aws:ec2:ap-northeast-1:123456789012:vpc-flow-log/*"}}}]}`,
		recorder.One(t, roleType, "room-flow-log").Inputs["assumeRolePolicy"].(string))
	permissions := recorder.One(t, rolePolicy, "room-flow-log").Inputs
	assert.Equal(t, "room-flow-log-0123456", permissions["role"])
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
			"Resource": ["`+logGroupARN+`", "`+logGroupARN+`:*"]},
		{"Effect": "Allow", "Action": ["logs:DescribeLogGroups"],
			"Resource": ["arn:aws:logs:ap-northeast-1:123456789012:log-group:*"]}]}`, permissions["policy"].(string))
}

// A log that begins before its role may write loses what happens until then.
func TestFlowLogWaitsForWhatItNeeds(t *testing.T) {
	recorder := made(t, room())
	for _, test := range []struct {
		waiting componenttest.Resource
		needed  []string
	}{
		{recorder.One(t, flowLogType, "room-flow-log"), []string{logGroupType, roleType, rolePolicy}},
		{recorder.One(t, logGroupType, "room-flow-log"), []string{keyType}},
		{recorder.One(t, rolePolicy, "room-flow-log"), []string{roleType}},
	} {
		for _, one := range test.needed {
			assert.Contains(t, fmt.Sprint(test.waiting.Dependencies), one+"::room-flow-log", test.waiting.Type)
		}
	}
}
