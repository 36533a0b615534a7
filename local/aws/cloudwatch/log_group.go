package cloudwatch

import (
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

// keyToken is the KMS type that a log group's kmsKeyId names.
const keyToken = "aws:kms/key:Key"

// logGroup is a log group.
// AWS: "CloudWatch Logs API Reference, CreateLogGroup".
func logGroup() cloud.Kind {
	return cloud.Kind{
		Token:      logGroupToken,
		Name:       cloud.Name{Property: "name", Limit: 512},
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		ARN:        "arn:{partition}:logs:{region}:{account}:log-group:{name}",
		Exists:     "ResourceAlreadyExistsException: The specified log group %s already exists",
		Missing:    "ResourceNotFoundException: The specified log group %s does not exist.",
		References: []cloud.Reference{{Property: "kmsKeyId", To: keyToken, By: "arn", Weak: true}},
		Check:      checkLogGroup,
		Apply:      applyLogGroup,
	}
}

var logGroupRules = check.Rules{
	"name": check.Matches(`[.\-_/#A-Za-z0-9]+`, 1, 512, "letters, digits and . - _ / #"),
	// "PutRetentionPolicy, retentionInDays"; zero keeps for ever.
	"retentionInDays": check.OneNumberOf(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096,
		1827, 2192, 2557, 2922, 3288, 3653),
	"logGroupClass": check.OneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
	"kmsKeyId":      check.Matches(`arn:aws:kms:.+:key/.+`, 1, 256, "the ARN of a key"),
}

func checkLogGroup(in cloud.Values, report cloud.Report) {
	logGroupRules.Report(in, report)
	if strings.HasPrefix(in.Text("name"), "aws/") {
		report("name", "is %q, but must not begin with aws/", in.Text("name"))
	}
}

func applyLogGroup(tx *cloud.Transaction, _, now *cloud.Object) error {
	now.Default("logGroupClass", "STANDARD")
	if now.Unset("kmsKeyId") {
		return nil
	}
	_, id, _ := strings.Cut(now.Text("kmsKeyId"), "/")
	key, found, err := tx.Get(keyToken, id)
	if err != nil || !found {
		return err
	}
	return usable(tx, key)
}

// usable is "Encrypt log data in CloudWatch Logs using AWS Key Management Service, Step 2": the key's
// policy must let the Region's log service in, or associating the key fails.
func usable(tx *cloud.Transaction, key *cloud.Object) error {
	document, err := policydocument.Parse(key.Text("policy"), policydocument.Resource)
	if err != nil {
		return err
	}
	service := policydocument.Service("logs." + tx.Region + ".amazonaws.com")
	if !document.Grants("kms:Encrypt", service) || !document.Grants("kms:GenerateDataKey", service) {
		return cloud.Refuse("AccessDeniedException",
			"The specified KMS key does not exist or is not allowed to be used with the log group: the policy of %s does not let logs.%s.amazonaws.com encrypt", key.ID, tx.Region)
	}
	if spec := key.Text("customerMasterKeySpec"); spec != "" && spec != "SYMMETRIC_DEFAULT" {
		return cloud.Refuse("InvalidParameterException", "CloudWatch Logs supports only symmetric keys")
	}
	return nil
}
