package kms

import (
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// alias is a name for a key. Deleting a key deletes its aliases, so an alias does not hold its key.
// AWS: "AWS Key Management Service API Reference, CreateAlias".
func alias() cloud.Kind {
	return cloud.Kind{
		Token:      "aws:kms/alias:Alias",
		Name:       cloud.Name{Property: "name"},
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		ARN:        "arn:{partition}:kms:{region}:{account}:{name}",
		Exists:     "AlreadyExistsException: An alias with the name %s already exists",
		References: []cloud.Reference{{Property: "targetKeyId", To: "aws:kms/key:Key", By: "id|arn", Weak: true}},
		Check:      checkAlias,
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			keys, err := tx.List("aws:kms/key:Key")
			for _, each := range keys {
				if target := now.Text("targetKeyId"); target == each.ID || target == each.Text("arn") {
					now.Put("targetKeyArn", each.Text("arn"))
				}
			}
			return err
		},
	}
}

var aliasRules = check.Rules{"name": check.Matches(`alias/[A-Za-z0-9/_-]+`, 7, 256, "alias/ and letters, digits, / _ -")}

func checkAlias(in cloud.Values, report cloud.Report) {
	aliasRules.Report(in, report)
	if strings.HasPrefix(in.Text("name"), "alias/aws/") {
		report("name", "begins with alias/aws/, which is AWS's own")
	}
}
