// Package secretsmanager is AWS Secrets Manager in the local cloud. It keeps no secret: the store
// only sees that there is one.
package secretsmanager

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{secret(), secretVersion(), secretPolicy()}}
}

// secretReference says that an input names a secret.
func secretReference(property string) []cloud.Reference {
	return []cloud.Reference{{Property: property, To: secretToken, By: "id|name"}}
}

// policyRule is "PutResourcePolicy, ResourcePolicy": 1 to 20480 characters of JSON.
func policyRule(value any) string {
	text, _ := value.(string)
	if _, err := policydocument.Parse(text, policydocument.Resource); err != nil {
		return "is malformed: it " + err.Error()
	}
	return check.Length(1, 20480)(text)
}

// secretPolicy says who may use a secret.
// AWS: "Secrets Manager API Reference, PutResourcePolicy".
func secretPolicy() cloud.Kind {
	return cloud.Kind{
		Token:      "aws:secretsmanager/secretPolicy:SecretPolicy",
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("secretArn") },
		Exists:     "InvalidRequestException: the secret %s has a policy already",
		References: secretReference("secretArn"),
		Check:      check.Rules{"policy": policyRule}.Report,
		Apply: func(_ *cloud.Transaction, _, now *cloud.Object) error {
			document, err := policydocument.Parse(now.Text("policy"), policydocument.Resource)
			if err != nil {
				return cloud.Refuse("MalformedPolicyDocumentException", "policy %s", err)
			}
			everyone := func(p policydocument.Principal) bool { return p.Name == "*" }
			if now.Flag("blockPublicPolicy") && document.Grants("secretsmanager:GetSecretValue", everyone) {
				return cloud.Refuse("PublicPolicyException", "The resource policy grants broad access to the secret.")
			}
			return nil
		},
	}
}
