package cloudwatch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/cloudwatch"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/sns"
)

type inputs = cloudtest.Inputs

const (
	logGroup       = "aws:cloudwatch/logGroup:LogGroup"
	resourcePolicy = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
	metricFilter   = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
	metricAlarm    = "aws:cloudwatch/metricAlarm:MetricAlarm"
	write          = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Principal":{"Service":"ds.amazonaws.com"},"Resource":"*"}]}`
)

// key makes a key that lets a Region's log service encrypt, and gives its ARN.
func key(c *cloudtest.Cloud, region string) string {
	return c.Create("aws:kms/key:Key", "logs", inputs{"policy": fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"kms:*","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Resource":"*"},
		{"Effect":"Allow","Action":["kms:Encrypt*","kms:Decrypt*","kms:GenerateDataKey*"],"Principal":{"Service":"logs.%s.amazonaws.com"},"Resource":"*"}]}`, region),
	}).Text("arn")
}

func TestConformance(t *testing.T) {
	cloudtest.Conform(t, cloudwatch.Service(), []cloudtest.Case{{
		Token: logGroup,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "/secure-room/flow", "retentionInDays": 365, "kmsKeyId": key(c, cloudtest.Region)}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"retentionInDays": 400}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("characters", cloudtest.Set(inputs{"name": "flow log"}), "letters, digits and . - _ / #"),
			cloudtest.Refuse("length", cloudtest.Set(inputs{"name": strings.Repeat("x", 513)}), "1 to 512 characters"),
			cloudtest.Refuse("AWS's own names", cloudtest.Set(inputs{"name": "aws/flow"}), "must not begin with aws/"),
			cloudtest.Refuse("retention", cloudtest.Set(inputs{"retentionInDays": 364}), "must be one of 0 1 3 5 7"),
			cloudtest.Refuse("class", cloudtest.Set(inputs{"logGroupClass": "CHEAP"}), "must be one of STANDARD"),
			cloudtest.Refuse("key by ARN", cloudtest.Set(inputs{"kmsKeyId": "1234"}), "the ARN of a key"),
			cloudtest.Refuse("key must exist", cloudtest.Set(inputs{"kmsKeyId": "arn:aws:kms:ap-northeast-1:123456789012:key/none"}), "does not exist"),
			cloudtest.Refuse("key must let the Region's service in", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"kmsKeyId": key(c, "eu-west-1")})
			}, "does not let logs.ap-northeast-1.amazonaws.com encrypt"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(logGroup, "first", in); return in }, "already exists"),
		},
	}, {
		Token: resourcePolicy,
		Valid: func(*cloudtest.Cloud) inputs { return inputs{"policyName": "directory", "policyDocument": write} },
		Changed: func(in inputs) inputs {
			return in.With(inputs{"policyDocument": strings.Replace(write, "ds.", "es.", 1)})
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("grammar", cloudtest.Set(inputs{"policyDocument": "{}"}), "no Statement"),
			cloudtest.Refuse("size", cloudtest.Set(inputs{"policyDocument": strings.Replace(write, "ds.", strings.Repeat("x", 5120), 1)}), "must have 1 to 5120"),
			cloudtest.Refuse("ten policies", func(c *cloudtest.Cloud, in inputs) inputs {
				for i := range 10 {
					c.Create(resourcePolicy, fmt.Sprint(i), in.With(inputs{"policyName": fmt.Sprint(i)}))
				}
				return in
			}, "at most 10 resource policies"),
		},
	}, {
		Token: metricFilter,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "sent", "logGroupName": c.Create(logGroup, "proxy", inputs{"name": "proxy"}).ID, "pattern": "{ $.sent = * }", "metricTransformation": sent(nil)}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"pattern": "{ $.sent > 0 }"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "sent:all"}), "anything but : and *"),
			cloudtest.Refuse("pattern", cloudtest.Set(inputs{"pattern": strings.Repeat("x", 1025)}), "0 to 1024"),
			cloudtest.Refuse("log group must exist", cloudtest.Set(inputs{"logGroupName": "none"}), "log group none does not exist"),
			cloudtest.Refuse("metric", cloudtest.Set(inputs{"metricTransformation": sent(inputs{"name": "$.host"})}), "anything but : * and $"),
			cloudtest.Refuse("namespace", cloudtest.Set(inputs{"metricTransformation": sent(inputs{"namespace": "a:b"})}), "anything but : * and $"),
			cloudtest.Refuse("value", cloudtest.Set(inputs{"metricTransformation": sent(inputs{"value": strings.Repeat("1", 101)})}), "1 to 100"),
			cloudtest.Refuse("unit", cloudtest.Set(inputs{"metricTransformation": sent(inputs{"unit": "MiB"})}), "must be one of Seconds"),
			cloudtest.Refuse("four dimensions", cloudtest.Set(inputs{"metricTransformation": sent(inputs{"dimensions": inputs{"a": "$.a", "b": "$.b", "c": "$.c", "d": "$.d"}})}), "can have 3"),
			cloudtest.Refuse("dimension's name", cloudtest.Set(inputs{"metricTransformation": sent(inputs{"dimensions": inputs{":a": "$.a"}})}), "begin with a colon"),
			cloudtest.Refuse("dimensions with a default", cloudtest.Set(inputs{"metricTransformation": sent(inputs{"defaultValue": "0"})}), "together with dimensions"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(metricFilter, "first", in); return in }, "made by another resource"),
		},
	}, {
		Token:   metricAlarm,
		Valid:   func(c *cloudtest.Cloud) inputs { return denied(c) },
		Changed: func(in inputs) inputs { return in.With(inputs{"threshold": 100}) },
		Bad:     badAlarms(),
	}}, kms.Service(), sns.Service(), iam.Service())
}

// sent counts bytes by client, with changes.
func sent(changes inputs) inputs {
	return inputs{"name": "SentBytes", "namespace": "room/proxy", "value": "$.sent", "unit": "Bytes", "dimensions": inputs{"client": "$.client"}}.With(changes)
}

func denied(c *cloudtest.Cloud) inputs {
	return inputs{"name": "denied", "comparisonOperator": "GreaterThanOrEqualToThreshold", "evaluationPeriods": 1, "period": 300, "threshold": 50,
		"namespace": "room/proxy", "metricName": "Denied", "statistic": "Sum", "treatMissingData": "notBreaching",
		"alarmActions": []any{c.Create("aws:sns/topic:Topic", "alarms", inputs{"name": "alarms"}).ID}}
}

func badAlarms() []cloudtest.Bad {
	one := inputs{"id": "m", "metric": inputs{"metricName": "Denied", "namespace": "room/proxy", "period": 300, "stat": "Sum"}, "returnData": true}
	queries := func(rule, says string, list ...inputs) cloudtest.Bad {
		all := []any{}
		for _, each := range list {
			all = append(all, each)
		}
		return cloudtest.Refuse(rule, cloudtest.Set(inputs{"metricQueries": all, "metricName": nil, "namespace": nil, "period": nil, "statistic": nil}), says)
	}
	set := func(rule, says string, changes inputs) cloudtest.Bad {
		return cloudtest.Refuse(rule, cloudtest.Set(changes), says)
	}
	return []cloudtest.Bad{
		set("name", "1 to 255", inputs{"name": strings.Repeat("x", 256)}),
		set("operator", "must be one of Greater", inputs{"comparisonOperator": ">"}),
		set("no periods", "whole number from 1", inputs{"evaluationPeriods": 0}),
		set("period", "multiple of 60", inputs{"period": 90}),
		set("more than a day", "can make up 86400", inputs{"evaluationPeriods": 289}),
		set("more than a week", "can make up 604800", inputs{"evaluationPeriods": 8, "period": 86400}),
		set("more data points than periods", "greater than evaluationPeriods", inputs{"datapointsToAlarm": 2}),
		set("statistic", "must be one of SampleCount", inputs{"statistic": "Mean"}),
		set("no statistic", "extendedStatistic must be given", inputs{"statistic": nil}),
		set("no metric", "metricName", inputs{"metricName": nil}),
		set("no threshold", "thresholdMetricId must be given", inputs{"threshold": nil}),
		set("missing data", "must be one of breaching", inputs{"treatMissingData": "alarm"}),
		set("unit", "must be one of Seconds", inputs{"unit": "MiB"}),
		set("action", "the ARN of an SNS topic", inputs{"alarmActions": []any{"security@example.com"}}),
		set("topic must exist", "does not exist", inputs{"alarmActions": []any{"arn:aws:sns:ap-northeast-1:123456789012:none"}}),
		set("six actions", "can have 5", inputs{"okActions": []any{"arn:aws:sns:a", "arn:aws:sns:b", "arn:aws:sns:c", "arn:aws:sns:d", "arn:aws:sns:e", "arn:aws:sns:f"}}),
		queries("no query returns", "true of 0 queries", one.With(inputs{"returnData": false})),
		queries("both return", "true of 2 queries", one, one.With(inputs{"id": "n"})),
		queries("one id twice", "stands there twice", one, one.With(inputs{"returnData": false})),
		queries("neither metric nor expression", "metric or an expression", inputs{"id": "m", "returnData": true}),
		queries("id", "a lower-case letter", one.With(inputs{"id": "M"})),
		queries("query without a period", "needs it", inputs{"id": "m", "expression": "SELECT SUM(SentBytes) FROM \"room/proxy\"", "returnData": true}),
		cloudtest.Refuse("a metric beside queries", cloudtest.Set(inputs{"metricQueries": []any{one}}), "metricQueries"),
		cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(metricAlarm, "first", in); return in }, "made by another resource"),
	}
}

func TestAHundredFiltersALogGroup(t *testing.T) {
	c := cloudtest.New(t, cloudwatch.Service())
	in := inputs{"logGroupName": c.Create(logGroup, "proxy", inputs{"name": "proxy"}).ID, "pattern": "", "metricTransformation": sent(nil)}
	for i := range 100 {
		c.Create(metricFilter, fmt.Sprint(i), in.With(inputs{"name": fmt.Sprint(i)}))
	}
	_, err := c.TryCreate(metricFilter, "last", in)
	assert.ErrorContains(t, err, "at most 100 metric filters")
}

func TestLogGroupNamesItself(t *testing.T) {
	c := cloudtest.New(t, cloudwatch.Service(), kms.Service())
	made := c.Create(logGroup, "flow", inputs{})
	assert.Equal(t, "arn:aws:logs:ap-northeast-1:123456789012:log-group:"+made.ID, made.Text("arn"))
}
