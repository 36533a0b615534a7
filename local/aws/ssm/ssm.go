// Package ssm is AWS Systems Manager in the local cloud: documents, the associations that run them,
// and parameters.
package ssm

import (
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	documentToken    = "aws:ssm/document:Document"
	associationToken = "aws:ssm/association:Association"
	parameterToken   = "aws:ssm/parameter:Parameter"
	instanceToken    = "aws:ec2/instance:Instance"
)

// Service lists the resource types and look-ups that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{
		Kinds:     []cloud.Kind{document(), association(), parameter()},
		Functions: []cloud.Function{{Token: "aws:ssm/getParameter:getParameter", Call: getParameter}},
	}
}

// parameter is an entry of Parameter Store.
// AWS: "Systems Manager API Reference, PutParameter".
func parameter() cloud.Kind {
	return cloud.Kind{
		Token:   parameterToken,
		Name:    cloud.Name{Property: "name", Limit: 1011},
		ID:      func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		Exists:  "ParameterAlreadyExists: The parameter %s already exists.",
		Missing: "ParameterNotFound: The parameter %s does not exist.",
		References: []cloud.Reference{{Property: "keyId", To: "aws:kms/key:Key", By: "id|arn", Weak: true,
			Only: func(key string) bool { return !strings.HasPrefix(key, "alias/") }}},
		Check: checkParameter,
		Apply: applyParameter,
	}
}

var parameterRules = check.Rules{
	"name":        check.Matches(`/?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*`, 1, 1011, "letters, digits and _ . - between slashes"),
	"type":        check.OneOf("String", "StringList", "SecureString"),
	"tier":        check.OneOf("Standard", "Advanced", "Intelligent-Tiering"),
	"dataType":    check.OneOf("text", "aws:ec2:image", "aws:ssm:integration"),
	"description": check.Length(0, 1024),
}

// The greatest sizes of a value; "Managing parameter tiers".
const standardSize, advancedSize = 4096, 8192

func checkParameter(in cloud.Values, report cloud.Report) {
	parameterRules.Report(in, report)
	for _, part := range strings.Split(strings.ToLower(in.Text("name")), "/") {
		if strings.HasPrefix(part, "aws") || strings.HasPrefix(part, "ssm") {
			report("name", "is %q, but no part of it may begin with aws or ssm", in.Text("name"))
			break
		}
	}
	value := in.Text("value") + in.Text("insecureValue")
	most := standardSize
	if in.Text("tier") == "Advanced" || in.Text("tier") == "Intelligent-Tiering" {
		most = advancedSize
	}
	switch {
	case in.Unset("value") && in.Unset("insecureValue"):
		report("value", "is missing; give it or insecureValue")
	case len(value) > most:
		report("value", "has %d bytes, but can have %d in its tier", len(value), most)
	}
	if !in.Unset("insecureValue") && in.Text("type") == "SecureString" {
		report("insecureValue", "is given for a SecureString; use value")
	}
}

func applyParameter(tx *cloud.Transaction, before, now *cloud.Object) error {
	now.Put("arn", tx.ARN("arn:{partition}:ssm:{region}:{account}:parameter/", now)+strings.TrimPrefix(now.Text("name"), "/"))
	now.Default("dataType", "text")
	now.Default("tier", "Standard")
	if now.Text("type") == "SecureString" {
		now.Default("keyId", "alias/aws/ssm")
	}
	if before == nil {
		now.Put("version", 1)
	} else {
		now.Put("version", before.Whole("version")+1)
	}
	if now.Unset("value") {
		now.Put("value", now.Text("insecureValue"))
	}
	return nil
}
