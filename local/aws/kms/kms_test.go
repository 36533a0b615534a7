package kms_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
)

type inputs = cloudtest.Inputs

const (
	keyToken   = "aws:kms/key:Key"
	aliasToken = "aws:kms/alias:Alias"
)

// policy is a key policy with one statement that allows an action to a principal.
func policy(action, principal string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Principal":` + principal + `,"Resource":"*"}]}`
}

func TestConformance(t *testing.T) {
	cloudtest.Conform(t, kms.Service(), []cloudtest.Case{{
		Token: keyToken,
		Valid: func(*cloudtest.Cloud) inputs {
			return inputs{"description": "volumes", "deletionWindowInDays": 30, "policy": policy("kms:*", `{"AWS":"arn:aws:iam::123456789012:root"}`)}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"enableKeyRotation": true}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("deletion window of 7 to 30 days", cloudtest.Set(inputs{"deletionWindowInDays": 5}), "whole number from 7 to 30"),
			cloudtest.Refuse("key usage", cloudtest.Set(inputs{"keyUsage": "encrypt"}), "must be one of ENCRYPT_DECRYPT"),
			cloudtest.Refuse("key specification", cloudtest.Set(inputs{"customerMasterKeySpec": "AES"}), "must be one of SYMMETRIC_DEFAULT"),
			cloudtest.Refuse("rotation of asymmetric keys", cloudtest.Set(inputs{"customerMasterKeySpec": "RSA_2048", "enableKeyRotation": true}), "only SYMMETRIC_DEFAULT keys"),
			cloudtest.Refuse("rotation period", cloudtest.Set(inputs{"enableKeyRotation": true, "rotationPeriodInDays": 30}), "whole number from 90 to 2560"),
			cloudtest.Refuse("rotation period without rotation", cloudtest.Set(inputs{"enableKeyRotation": false, "rotationPeriodInDays": 90}), "needs enableKeyRotation"),
			cloudtest.Refuse("policy grammar", cloudtest.Set(inputs{"policy": `{"Statement":[]}`}), "policy has no Statement"),
			cloudtest.Refuse("lock-out", cloudtest.Set(inputs{"policy": policy("kms:Decrypt", `{"AWS":"arn:aws:iam::123456789012:root"}`)}), "will not allow you to update the key policy"),
			cloudtest.Refuse("lock-out to another account", cloudtest.Set(inputs{"policy": policy("kms:*", `{"AWS":"999999999999"}`)}), "will not allow you to update the key policy"),
			cloudtest.Refuse("missing principal", cloudtest.Set(inputs{"policy": policy("kms:*", `{"AWS":["arn:aws:iam::123456789012:root","arn:aws:iam::123456789012:role/nobody"]}`)}), "role/nobody does not exist"),
		},
	}, {
		Token: aliasToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "alias/volumes", "targetKeyId": c.Create(keyToken, "target", inputs{}).ID}
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name begins with alias/", cloudtest.Set(inputs{"name": "volumes"}), "alias/ and letters"),
			cloudtest.Refuse("AWS's own aliases", cloudtest.Set(inputs{"name": "alias/aws/ebs"}), "AWS's own"),
			cloudtest.Refuse("missing key", cloudtest.Set(inputs{"targetKeyId": "1234"}), "Key '1234' does not exist"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(aliasToken, "first", in); return in }, "already exists"),
		},
	}}, iam.Service())
}

func TestBypassOfTheLockOutCheck(t *testing.T) {
	c := cloudtest.New(t, kms.Service(), iam.Service())
	c.Create(keyToken, "locked", inputs{"bypassPolicyLockoutSafetyCheck": true, "policy": policy("kms:Decrypt", `"*"`)})
}

func TestKeyWithoutPolicyIsRuledByTheAccount(t *testing.T) {
	c := cloudtest.New(t, kms.Service(), iam.Service())
	made := c.Create(keyToken, "plain", inputs{})
	assert.Contains(t, made.Text("policy"), "arn:aws:iam::123456789012:root")
	assert.Equal(t, "arn:aws:kms:ap-northeast-1:123456789012:key/"+made.ID, made.Text("arn"))
}

func TestAliasGoesWhereItPoints(t *testing.T) {
	c := cloudtest.New(t, kms.Service(), iam.Service())
	key := c.Create(keyToken, "target", inputs{})
	alias := c.Create(aliasToken, "name", inputs{"name": "alias/volumes", "targetKeyId": key.Text("arn")})
	assert.Equal(t, key.Text("arn"), alias.Text("targetKeyArn"))
	require.NoError(t, key.Delete(), "an alias does not hold its key")
}
