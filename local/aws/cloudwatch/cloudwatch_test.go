package cloudwatch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/cloudwatch"
	"secure-room/local/aws/kms"
)

type inputs = cloudtest.Inputs

const (
	logGroup       = "aws:cloudwatch/logGroup:LogGroup"
	resourcePolicy = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
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
	}}, kms.Service())
}

func TestLogGroupNamesItself(t *testing.T) {
	c := cloudtest.New(t, cloudwatch.Service(), kms.Service())
	made := c.Create(logGroup, "flow", inputs{})
	assert.Equal(t, "arn:aws:logs:ap-northeast-1:123456789012:log-group:"+made.ID, made.Text("arn"))
}
