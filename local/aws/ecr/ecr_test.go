package ecr_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ecr"
	"secure-room/local/aws/kms"
)

type inputs = cloudtest.Inputs

const (
	repositoryToken = "aws:ecr/repository:Repository"
	lifecycleToken  = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
	policyToken     = "aws:ecr/repositoryPolicy:RepositoryPolicy"
	lifecycle       = `{"rules":[{"rulePriority":1,"description":"keep ten","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":10},"action":{"type":"expire"}}]}`
	pull            = `{"Statement":[{"Effect":"Allow","Action":"ecr:BatchGetImage","Principal":{"AWS":"123456789012"}}]}`
)

func newRepository(c *cloudtest.Cloud) string {
	return c.Create(repositoryToken, "squid", inputs{"name": "squid"}).ID
}

func TestConformance(t *testing.T) {
	policy := func(rule, old, with, says string) cloudtest.Bad {
		return cloudtest.Refuse(rule, cloudtest.Set(inputs{"policy": strings.Replace(lifecycle, old, with, 1)}), says)
	}
	missing := cloudtest.Refuse("repository must exist", cloudtest.Set(inputs{"repository": "none"}), "repository with name 'none' does not exist")
	twice := func(token string) cloudtest.Bad {
		return cloudtest.Refuse("one a repository", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(token, "first", in); return in }, "policy already")
	}
	cloudtest.Conform(t, ecr.Service(), []cloudtest.Case{{
		Token: repositoryToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "room/squid", "imageTagMutability": "IMMUTABLE", "encryptionConfigurations": []any{
				inputs{"encryptionType": "KMS", "kmsKey": c.Create("aws:kms/key:Key", "images", inputs{}).Text("arn")}}}
		},
		Changed: func(in inputs) inputs {
			return in.With(inputs{"imageScanningConfiguration": inputs{"scanOnPush": true}})
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("capitals", cloudtest.Set(inputs{"name": "Squid"}), "lower-case letters and digits"),
			cloudtest.Refuse("two separators", cloudtest.Set(inputs{"name": "room//squid"}), "lower-case letters and digits"),
			cloudtest.Refuse("length", cloudtest.Set(inputs{"name": "x"}), "2 to 256 characters"),
			cloudtest.Refuse("mutability", cloudtest.Set(inputs{"imageTagMutability": "FROZEN"}), "must be one of MUTABLE, IMMUTABLE"),
			cloudtest.Refuse("encryption", cloudtest.Set(inputs{"encryptionConfigurations": []any{inputs{"encryptionType": "RSA"}}}), "must be one of AES256"),
			cloudtest.Refuse("key without KMS", cloudtest.Set(inputs{"encryptionConfigurations": []any{inputs{"kmsKey": "x"}}}), "needs the encryptionType KMS"),
			cloudtest.Refuse("key must exist", cloudtest.Set(inputs{"encryptionConfigurations": []any{inputs{"encryptionType": "KMS", "kmsKey": "arn:aws:kms:::key/none"}}}), "does not exist"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(repositoryToken, "first", in); return in }, "already exists"),
		},
	}, {
		Token: lifecycleToken,
		Valid: func(c *cloudtest.Cloud) inputs { return inputs{"repository": newRepository(c), "policy": lifecycle} },
		Bad: []cloudtest.Bad{
			missing, twice(lifecycleToken),
			policy("unknown element", `"rules"`, `"rule"`, "unknown field"),
			policy("no rules", `{"rulePriority"`, `],"x":[{"rulePriority"`, "unknown field"),
			policy("priority", `"rulePriority":1`, `"rulePriority":0`, "at least 1"),
			policy("tag status", `"any"`, `"all"`, "must be tagged, untagged or any"),
			policy("tags missing", `"any"`, `"tagged"`, "goes with the tagStatus tagged"),
			policy("count type", "imageCountMoreThan", "imageSize", "must be imageCountMoreThan"),
			policy("count unit", "imageCountMoreThan", "sinceImagePushed", "goes with the countType"),
			policy("count", `"countNumber":10`, `"countNumber":0`, "must be at least 1"),
			policy("action", "expire", "archive", "must be expire"),
			cloudtest.Refuse("empty", cloudtest.Set(inputs{"policy": `{"rules":[]}`}), "it has no rules"),
		},
	}, {
		Token: policyToken,
		Valid: func(c *cloudtest.Cloud) inputs { return inputs{"repository": newRepository(c), "policy": pull} },
		Changed: func(in inputs) inputs {
			return in.With(inputs{"policy": strings.Replace(pull, "BatchGetImage", "*", 1)})
		},
		Bad: []cloudtest.Bad{
			missing, twice(policyToken),
			cloudtest.Refuse("grammar", cloudtest.Set(inputs{"policy": `{"Statement":[]}`}), "no Statement"),
		},
	}}, kms.Service())
}

func TestWhereImagesArePushed(t *testing.T) {
	made := cloudtest.New(t, ecr.Service(), kms.Service()).Create(repositoryToken, "squid", inputs{"name": "room/squid"})
	assert.Equal(t, "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/room/squid", made.Text("repositoryUrl"))
}
