package secretsmanager

import (
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/credential"
)

// sizeLimit is "PutSecretValue, SecretString": at most 65536 bytes.
const sizeLimit = 65536

// secretVersion is a value of a secret. The engine keeps the value out of the store.
// AWS: "Secrets Manager API Reference, PutSecretValue".
func secretVersion() cloud.Kind {
	return cloud.Kind{
		Token: "aws:secretsmanager/secretVersion:SecretVersion",
		ID: func(_ *cloud.Transaction, o *cloud.Object) string {
			return o.Text("secretId") + "|" + cloud.NewID("terraform-")
		},
		References: secretReference("secretId"),
		Check: func(in cloud.Values, report cloud.Report) {
			if in.Unset("secretString") && in.Unset("secretBinary") {
				report("secretString", "is missing; give it or secretBinary")
			}
			if size := len(in.Text("secretString") + in.Text("secretBinary")); size > sizeLimit {
				report("secretString", "has %d bytes, but can have %d", size, sizeLimit)
			}
		},
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			arn, version, _ := strings.Cut(now.ID, "|")
			now.Put("arn", arn)
			now.Put("versionId", version)
			now.Default("versionStages", []any{"AWSCURRENT"})
			if err := credential.Keep(tx, now, now.Text("secretString")); err != nil {
				return err
			}
			return demote(tx, now)
		},
	}
}

// demote moves AWSCURRENT to the new version; the one before becomes AWSPREVIOUS.
// AWS: "What's in a Secrets Manager secret, Version".
func demote(tx *cloud.Transaction, now *cloud.Object) error {
	all, err := tx.List(now.Token)
	for _, other := range all {
		if other.ID == now.ID || other.Text("secretId") != now.Text("secretId") {
			continue
		}
		stages := []any{}
		for _, stage := range other.Texts("versionStages") {
			if stage == "AWSCURRENT" {
				stages = append(stages, "AWSPREVIOUS")
			}
		}
		other.Put("versionStages", stages)
		if err := tx.Save(other); err != nil {
			return err
		}
	}
	return err
}
