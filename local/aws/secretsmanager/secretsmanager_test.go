package secretsmanager_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/secretsmanager"
)

type inputs = cloudtest.Inputs

const (
	secretToken  = "aws:secretsmanager/secret:Secret"
	versionToken = "aws:secretsmanager/secretVersion:SecretVersion"
	policyToken  = "aws:secretsmanager/secretPolicy:SecretPolicy"
	clear        = "Correct-Horse-Battery-9"
)

// policy lets a principal read a secret.
func policy(principal string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Principal":` + principal + `,"Resource":"*"}]}`
}

func newSecret(c *cloudtest.Cloud) string {
	return c.Create(secretToken, "admin", inputs{"name": "admin"}).ID
}

func TestConformance(t *testing.T) {
	cloudtest.Conform(t, secretsmanager.Service(), []cloudtest.Case{{
		Token: secretToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "room/admin", "kmsKeyId": c.Create("aws:kms/key:Key", "key", inputs{}).Text("arn"), "recoveryWindowInDays": 7}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"description": "Admin's password"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("characters", cloudtest.Set(inputs{"name": "room admin"}), "letters, digits and / _ + = . @ -"),
			cloudtest.Refuse("description", cloudtest.Set(inputs{"description": strings.Repeat("x", 2049)}), "must have 0 to 2048"),
			cloudtest.Refuse("recovery window", cloudtest.Set(inputs{"recoveryWindowInDays": 3}), "from 7 to 30, or 0 for no window"),
			cloudtest.Refuse("key must exist", cloudtest.Set(inputs{"kmsKeyId": "none"}), "does not exist"),
			cloudtest.Refuse("policy grammar", cloudtest.Set(inputs{"policy": "{}"}), "no Statement"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(secretToken, "first", in); return in }, "already exists"),
			cloudtest.Refuse("name of a deleted secret", func(c *cloudtest.Cloud, in inputs) inputs {
				require.NoError(t, c.Create(secretToken, "first", in).Delete())
				return in
			}, "already scheduled for deletion"),
		},
	}, {
		Token: versionToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"secretId": newSecret(c), "secretString": resource.MakeSecret(resource.NewProperty(clear))}
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("no value", cloudtest.Set(inputs{"secretString": nil}), "secretString is missing"),
			cloudtest.Refuse("two values", cloudtest.Set(inputs{"secretBinary": "x"}), "conflicts with"),
			cloudtest.Refuse("size", cloudtest.Set(inputs{"secretString": strings.Repeat("x", 65537)}), "has 65537 bytes"),
			cloudtest.Refuse("secret must exist", cloudtest.Set(inputs{"secretId": "none"}), "can't find the specified secret none"),
		},
	}, {
		Token: policyToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"secretArn": newSecret(c), "policy": policy(`{"AWS":"123456789012"}`), "blockPublicPolicy": true}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"blockPublicPolicy": false}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("secret must exist", cloudtest.Set(inputs{"secretArn": "none"}), "can't find the specified secret none"),
			cloudtest.Refuse("grammar", cloudtest.Set(inputs{"policy": "[]"}), "is not a JSON object"),
			cloudtest.Refuse("open to everyone", cloudtest.Set(inputs{"policy": policy(`"*"`)}), "grants broad access"),
		},
	}}, kms.Service())
}

func TestDeletionAtOnceFreesTheName(t *testing.T) {
	c := cloudtest.New(t, secretsmanager.Service(), kms.Service())
	in := inputs{"name": "admin", "recoveryWindowInDays": 0}
	require.NoError(t, c.Create(secretToken, "admin", in).Delete())
	c.Create(secretToken, "admin", in)
}

func TestNoClearSecretIsStored(t *testing.T) {
	folder := t.TempDir()
	c := cloudtest.NewIn(t, folder, secretsmanager.Service(), kms.Service())
	made := c.Create(versionToken, "admin", inputs{"secretId": newSecret(c), "secretString": clear})
	assert.True(t, made.Outputs["secretString"].IsSecret())
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		kept, err := os.ReadFile(path)
		assert.NotContains(t, string(kept), clear, path)
		return err
	}))
}

func TestNewVersionBecomesCurrent(t *testing.T) {
	c := cloudtest.New(t, secretsmanager.Service(), kms.Service())
	id := newSecret(c)
	first := c.Create(versionToken, "first", inputs{"secretId": id, "secretString": "one"})
	second := c.Create(versionToken, "second", inputs{"secretId": id, "secretString": "two"})
	stages := func(r *cloudtest.Resource) string {
		return r.Read().Outputs["versionStages"].ArrayValue()[0].StringValue()
	}
	assert.Equal(t, "AWSPREVIOUS", stages(first))
	assert.Equal(t, "AWSCURRENT", stages(second))
}
