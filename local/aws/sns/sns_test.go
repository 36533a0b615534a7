package sns_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/sns"
)

type inputs = cloudtest.Inputs

const (
	topic        = "aws:sns/topic:Topic"
	topicPolicy  = "aws:sns/topicPolicy:TopicPolicy"
	subscription = "aws:sns/topicSubscription:TopicSubscription"
	alarms       = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sns:Publish","Principal":{"Service":"cloudwatch.amazonaws.com"},"Resource":"*"}]}`
)

func newTopic(c *cloudtest.Cloud) string {
	return c.Create(topic, "alarms", inputs{"name": "alarms"}).ID
}

func TestConformance(t *testing.T) {
	stranger := strings.Replace(alarms, `{"Service":"cloudwatch.amazonaws.com"}`, `{"AWS":"arn:aws:iam::123456789012:role/none"}`, 1)
	missing := func(property string) cloudtest.Bad {
		return cloudtest.Refuse("topic must exist", cloudtest.Set(inputs{property: "arn:aws:sns:ap-northeast-1:123456789012:none"}), "does not exist")
	}
	to := func(rule, protocol, endpoint, says string) cloudtest.Bad {
		return cloudtest.Refuse(rule, cloudtest.Set(inputs{"protocol": protocol, "endpoint": endpoint}), says)
	}
	cloudtest.Conform(t, sns.Service(), []cloudtest.Case{{
		Token: topic,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "alarms", "policy": alarms, "kmsMasterKeyId": c.Create("aws:kms/key:Key", "alarms", inputs{}).Text("arn")}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"displayName": "Alarms"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("characters", cloudtest.Set(inputs{"name": "alarms/room"}), "letters, digits, - and _"),
			cloudtest.Refuse("length", cloudtest.Set(inputs{"name": strings.Repeat("x", 257)}), "1 to 256 characters"),
			cloudtest.Refuse("first in, first out by name alone", cloudtest.Set(inputs{"name": "alarms.fifo"}), "must end in .fifo"),
			cloudtest.Refuse("first in, first out by property alone", cloudtest.Set(inputs{"fifoTopic": true}), "must end in .fifo"),
			cloudtest.Refuse("deduplication", cloudtest.Set(inputs{"contentBasedDeduplication": true}), "needs fifoTopic"),
			cloudtest.Refuse("display name", cloudtest.Set(inputs{"displayName": strings.Repeat("x", 101)}), "0 to 100"),
			cloudtest.Refuse("signature", cloudtest.Set(inputs{"signatureVersion": 3}), "must be one of 1 2"),
			cloudtest.Refuse("tracing", cloudtest.Set(inputs{"tracingConfig": "On"}), "must be one of PassThrough"),
			cloudtest.Refuse("grammar", cloudtest.Set(inputs{"policy": "{}"}), "Policy Error"),
			cloudtest.Refuse("other services' actions", cloudtest.Set(inputs{"policy": strings.Replace(alarms, "sns:Publish", "sqs:SendMessage", 1)}), "out of service scope"),
			cloudtest.Refuse("nobody", cloudtest.Set(inputs{"policy": stranger}), "PrincipalNotFound"),
			cloudtest.Refuse("key must exist", cloudtest.Set(inputs{"kmsMasterKeyId": "arn:aws:kms:ap-northeast-1:123456789012:key/none"}), "does not exist"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(topic, "first", in); return in }, "made by another resource"),
		},
	}, {
		Token:   topicPolicy,
		Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"arn": newTopic(c), "policy": alarms} },
		Changed: func(in inputs) inputs { return in.With(inputs{"policy": strings.Replace(alarms, "Allow", "Deny", 1)}) },
		Bad: []cloudtest.Bad{
			missing("arn"),
			cloudtest.Refuse("grammar", cloudtest.Set(inputs{"policy": "{}"}), "Policy Error"),
			cloudtest.Refuse("nobody", cloudtest.Set(inputs{"policy": stranger}), "PrincipalNotFound"),
			cloudtest.Refuse("one a topic", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(topicPolicy, "first", in); return in }, "policy of another resource"),
		},
	}, {
		Token: subscription,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"topic": newTopic(c), "protocol": "email", "endpoint": "security@example.com"}
		},
		Bad: []cloudtest.Bad{
			missing("topic"),
			to("protocol", "mail", "security@example.com", "must be one of http"),
			to("no address", "email", "security", "Invalid parameter: email endpoint"),
			to("an address with a name", "email", "Security <security@example.com>", "Invalid parameter: email endpoint"),
			to("no URL", "https", "http://example.com/", "Invalid parameter: https endpoint"),
			to("no ARN", "sqs", "queue", "Invalid parameter: sqs endpoint"),
			to("Firehose without a role", "firehose", "arn:aws:firehose:ap-northeast-1:123456789012:deliverystream/x", "Firehose needs it"),
			cloudtest.Refuse("raw e-mail", cloudtest.Set(inputs{"rawMessageDelivery": true}), "not supported for email"),
			cloudtest.Refuse("filters", cloudtest.Set(inputs{"filterPolicy": "{}"}), "filterPolicy"),
			cloudtest.Refuse("twice", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(subscription, "first", in); return in }, "made by another resource"),
		},
	}}, kms.Service(), iam.Service())
}

func TestMailWaitsForItsRecipient(t *testing.T) {
	c := cloudtest.New(t, sns.Service())
	mail := c.Create(subscription, "mail", inputs{"topic": newTopic(c), "protocol": "email", "endpoint": "security@example.com"})
	assert.True(t, mail.Outputs["pendingConfirmation"].BoolValue())
}

func TestATopicShowsThePolicyInForce(t *testing.T) {
	c := cloudtest.New(t, sns.Service(), iam.Service())
	made := c.Create(topic, "alarms", inputs{"name": "alarms"})
	assert.Contains(t, made.Text("policy"), `"AWS:SourceOwner":"123456789012"`)
	governed := c.Create(topicPolicy, "alarms", inputs{"arn": made.ID, "policy": alarms})
	assert.Equal(t, alarms, made.Read().Text("policy"))
	require.NoError(t, governed.Delete())
	assert.Contains(t, made.Read().Text("policy"), `"AWS:SourceOwner":"123456789012"`)
}
