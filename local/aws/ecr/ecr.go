// Package ecr is Amazon Elastic Container Registry in the local cloud.
package ecr

import (
	"fmt"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

const repositoryToken = "aws:ecr/repository:Repository"

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{repository(), lifecyclePolicy(), repositoryPolicy()}}
}

// repository holds images.
// AWS: "Amazon ECR API Reference, CreateRepository".
func repository() cloud.Kind {
	return cloud.Kind{
		Token:      repositoryToken,
		Name:       cloud.Name{Property: "name", Limit: 256, Lower: true},
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		ARN:        "arn:{partition}:ecr:{region}:{account}:repository/{name}",
		Exists:     "RepositoryAlreadyExistsException: The repository with name '%s' already exists in the registry",
		Missing:    "RepositoryNotFoundException: The repository with name '%s' does not exist in the registry",
		References: []cloud.Reference{{Property: "encryptionConfigurations.kmsKey", To: "aws:kms/key:Key", By: "arn", Weak: true}},
		Check:      checkRepository,
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			now.Default("imageTagMutability", "MUTABLE")
			now.Put("registryId", tx.Account)
			now.Put("repositoryUrl", fmt.Sprintf("%s.dkr.ecr.%s.amazonaws.com/%s", tx.Account, tx.Region, now.Text("name")))
			return nil
		},
	}
}

var repositoryRules = check.Rules{
	"name": check.Matches(`(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*`, 2, 256,
		"lower-case letters and digits, with single . _ - or / between them"),
	"imageTagMutability":                      check.OneOf("MUTABLE", "IMMUTABLE"),
	"encryptionConfigurations.encryptionType": check.OneOf("AES256", "KMS", "KMS_DSSE"),
}

func checkRepository(in cloud.Values, report cloud.Report) {
	repositoryRules.Report(in, report)
	for _, each := range in.Objects("encryptionConfigurations") {
		if !each.Unset("kmsKey") && (each.Unset("encryptionType") || each.Text("encryptionType") == "AES256") {
			report("encryptionConfigurations.kmsKey", "needs the encryptionType KMS") // "EncryptionConfiguration, kmsKey"
		}
	}
}

// attached is what lifecycle and repository policies have in common: one for each repository.
func attached(token string, rule check.Rule, exists string) cloud.Kind {
	return cloud.Kind{
		Token:      token,
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("repository") },
		Exists:     exists,
		References: []cloud.Reference{{Property: "repository", To: repositoryToken}},
		Check:      check.Rules{"policy": rule}.Report,
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			now.Put("registryId", tx.Account)
			return nil
		},
	}
}

// repositoryPolicy says who may pull and push.
// AWS: "Amazon ECR API Reference, SetRepositoryPolicy".
func repositoryPolicy() cloud.Kind {
	return attached("aws:ecr/repositoryPolicy:RepositoryPolicy", func(value any) string {
		text, _ := value.(string)
		if _, err := policydocument.Parse(text, policydocument.Resource); err != nil {
			return "is malformed: it " + err.Error()
		}
		return check.Length(1, 10240)(text)
	}, "InvalidParameterException: The repository %s has a policy already")
}

// lifecyclePolicy says which images expire.
// AWS: "Amazon ECR API Reference, PutLifecyclePolicy".
func lifecyclePolicy() cloud.Kind {
	return attached("aws:ecr/lifecyclePolicy:LifecyclePolicy", func(value any) string {
		text, _ := value.(string)
		if err := checkLifecycle(text); err != nil {
			return "is malformed: " + err.Error()
		}
		return check.Length(100, 30720)(text)
	}, "InvalidParameterException: The repository %s has a lifecycle policy already")
}
