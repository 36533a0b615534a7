package alarms_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/alarms"
	"secure-room/components/componenttest"
	"secure-room/components/network"
)

const (
	topicType        = "aws:sns/topic:Topic"
	subscriptionType = "aws:sns/topicSubscription:TopicSubscription"
	alarmType        = "aws:cloudwatch/metricAlarm:MetricAlarm"
)

var account = network.Account{AccountID: "123456789012", Region: "ap-northeast-1", Partition: "aws"}

// made registers alarms, and one that watches.
func made(t *testing.T, args *alarms.Args, watch alarms.Alarm) *componenttest.Recorder {
	t.Helper()
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		a, err := alarms.New(ctx, "room-alarms", args)
		if err != nil {
			return err
		}
		return a.Watch(ctx, "denied", watch, a)
	}))
	return recorder
}

func TestOnlyTheAccountsAlarmsPublish(t *testing.T) {
	recorder := made(t, &alarms.Args{Account: account}, alarms.Alarm{})
	topic := recorder.One(t, topicType, "room-alarms").Inputs
	assert.Equal(t, []any{"secure-room-test-room-alarms", "arn:Key:room-alarms"}, []any{topic["name"], topic["kmsMasterKeyId"]})
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Sid": "AlarmsPublish", "Effect": "Allow", "Action": "sns:Publish",
		"Principal": {"Service": "cloudwatch.amazonaws.com"}, "Resource": "arn:aws:sns:ap-northeast-1:123456789012:secure-room-test-room-alarms",
		"Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
			"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:*"}}}]}`, topic["policy"].(string))
	key := recorder.One(t, "aws:kms/key:Key", "room-alarms").Inputs
	assert.Equal(t, true, key["enableKeyRotation"])
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "AccountRules", "Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
		{"Sid": "AlarmsPublish", "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*",
		 "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Condition": {"StringEquals":
			{"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:ap-northeast-1:123456789012:secure-room-test-room-alarms"}}}]}`, key["policy"].(string))
}

func TestPeopleAreToldByMail(t *testing.T) {
	recorder := made(t, &alarms.Args{Account: account, Emails: []string{"security@example.com", "audit@example.com"}}, alarms.Alarm{})
	assert.ElementsMatch(t, []string{"room-alarms-security@example.com", "room-alarms-audit@example.com"}, recorder.Names(subscriptionType))
	assert.Equal(t, map[string]any{"topic": "arn:Topic:room-alarms", "protocol": "email", "endpoint": "security@example.com"},
		recorder.One(t, subscriptionType, "room-alarms-security@example.com").Inputs)
}

func TestBeginningAndEndAreTold(t *testing.T) {
	recorder := made(t, &alarms.Args{Account: account}, alarms.Alarm{Description: "Refused.", Namespace: "room", Metric: "Denied", Seconds: 300, Times: 1, Threshold: 50})
	assert.Equal(t, map[string]any{"alarmDescription": "Refused.", "namespace": "room", "metricName": "Denied", "statistic": "Sum", "period": 300.0,
		"evaluationPeriods": 1.0, "threshold": 50.0, "comparisonOperator": "GreaterThanOrEqualToThreshold", "treatMissingData": "notBreaching",
		"alarmActions": []any{"arn:Topic:room-alarms"}, "okActions": []any{"arn:Topic:room-alarms"}, "tags": map[string]any{"Name": "denied"}},
		recorder.One(t, alarmType, "denied").Inputs)
	silent := made(t, &alarms.Args{Account: account}, alarms.Alarm{MissingRaises: true}).One(t, alarmType, "denied").Inputs
	assert.Equal(t, "breaching", silent["treatMissingData"])
}

func TestAllProblemsAtOnce(t *testing.T) {
	err := componenttest.New().Run(func(ctx *pulumi.Context) error {
		_, err := alarms.New(ctx, strings.Repeat("x", 250), &alarms.Args{Emails: []string{"security@example.com", "security", "security@EXAMPLE.com"}})
		return err
	})
	for _, want := range []string{"Account: missing", "which SNS does not take", `Emails[1]: "security" is not allowed`, `Emails[2]: "security@EXAMPLE.com" is listed twice`} {
		assert.ErrorContains(t, err, want)
	}
}
