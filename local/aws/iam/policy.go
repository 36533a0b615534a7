package iam

import (
	"strings"
	"unicode"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

// policy is a customer managed policy.
// AWS: "IAM API Reference, CreatePolicy".
func policy() cloud.Kind {
	return cloud.Kind{
		Token: policyToken, Global: true,
		Name:    cloud.Name{Property: "name", Limit: 128},
		ID:      func(tx *cloud.Transaction, o *cloud.Object) string { return policyARN(tx, o) },
		Exists:  "EntityAlreadyExists: A policy called %s already exists. Duplicate names are not allowed.",
		Missing: "NoSuchEntity: Policy %s does not exist or is not attachable.",
		Check: check.Rules{
			"name": named(128), "path": pathRule, "description": descriptionRule,
			"policy": documentRule(policydocument.Identity, 6144),
		}.Report,
		Apply: func(tx *cloud.Transaction, before, now *cloud.Object) error {
			identify(tx, "policy", "ANPA", "policyId", now)
			now.Default("attachmentCount", 0)
			return unique(tx, before, now)
		},
	}
}

func policyARN(tx *cloud.Transaction, o *cloud.Object) string {
	path := o.Text("path")
	if path == "" {
		path = "/"
	}
	return "arn:aws:iam::" + tx.Account + ":policy" + path + o.Text("name")
}

// documentRule wants a policy of at most that many characters; IAM does not count white space.
// AWS: "IAM and AWS STS quotas, IAM and STS character limits".
func documentRule(form policydocument.Form, most int) check.Rule {
	return func(value any) string {
		text, _ := value.(string)
		if _, err := policydocument.Parse(text, form); err != nil {
			return "is malformed: it " + err.Error()
		}
		counted := strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, text)
		return check.Length(1, most)(counted)
	}
}

// policyARNRule is the form of a managed policy's ARN.
var policyARNRule = check.Matches(`arn:aws:iam::(?:aws|[0-9]{12}):policy/.+`, 20, 2048, "the ARN of a managed policy")

// ownPolicies are references to policies of the account's own; AWS's are in a table of their own.
func ownPolicies(properties ...string) []cloud.Reference {
	references := make([]cloud.Reference, len(properties))
	for i, property := range properties {
		references[i] = cloud.Reference{Property: property, To: policyToken, Only: func(arn string) bool {
			return !strings.HasPrefix(arn, managedPrefix)
		}}
	}
	return references
}

// known refuses AWS managed policies that AWS does not have.
func known(arns ...string) error {
	for _, arn := range arns {
		if name, aws := strings.CutPrefix(arn, managedPrefix); aws && !managed[name] {
			return cloud.Refuse("NoSuchEntity", "Policy %s does not exist or is not attachable.", arn)
		}
	}
	return nil
}
