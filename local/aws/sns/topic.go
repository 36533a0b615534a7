package sns

import (
	"fmt"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
	"secure-room/local/aws/principal"
)

// topic is what messages are published to.
// AWS: "Amazon SNS API Reference, CreateTopic".
func topic() cloud.Kind {
	return cloud.Kind{
		Token:   topicToken,
		Name:    cloud.Name{Property: "name", Limit: 256},
		ID:      func(tx *cloud.Transaction, o *cloud.Object) string { return topicARN(tx, o.Text("name")) },
		ARN:     "{id}",
		Exists:  "InvalidParameter: Invalid parameter: Topic %s is made by another resource",
		Missing: "NotFound: Topic %s does not exist",
		References: []cloud.Reference{{Property: "kmsMasterKeyId", To: "aws:kms/key:Key", By: "id|arn", Weak: true,
			Only: func(value string) bool { return !strings.Contains(value, "alias/") }}},
		Check: checkTopic,
		Apply: applyTopic,
	}
}

func topicARN(tx *cloud.Transaction, name string) string {
	return fmt.Sprintf("arn:aws:sns:%s:%s:%s", tx.Region, tx.Account, name)
}

var topicRules = check.Rules{
	"name":             check.Matches(`[A-Za-z0-9_-]+(\.fifo)?`, 1, 256, "letters, digits, - and _"),
	"displayName":      check.Length(0, 100),
	"signatureVersion": check.OneNumberOf(1, 2),
	"tracingConfig":    check.OneOf("PassThrough", "Active"),
	"policy":           policyRule,
}

func checkTopic(in cloud.Values, report cloud.Report) {
	topicRules.Report(in, report)
	if in.Known("name") && strings.HasSuffix(in.Text("name"), ".fifo") != in.Flag("fifoTopic") {
		report("name", "must end in .fifo when fifoTopic is true, and then alone")
	}
	if in.Flag("contentBasedDeduplication") && !in.Flag("fifoTopic") {
		report("contentBasedDeduplication", "needs fifoTopic to be true")
	}
}

func applyTopic(tx *cloud.Transaction, _, now *cloud.Object) error {
	now.Put("owner", tx.Account)
	now.Put("beginningArchiveTime", "")
	now.Default("signatureVersion", 0)
	now.Default("tracingConfig", "")
	now.Default("fifoThroughputScope", "")
	if now.Unset("policy") {
		now.Put("policy", defaultPolicy(tx.Account, now.ID))
		return nil
	}
	return trusted(tx, now.Text("policy"))
}

// defaultPolicy is what a topic has when nobody gives it one: the own account, by a condition on the topic's owner
// ("Amazon SNS Developer Guide, Setting up access to Amazon SNS: default access policy").
func defaultPolicy(account, arn string) string {
	return fmt.Sprintf(`{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow",`+
		`"Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission",`+
		`"SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"%s",`+
		`"Condition":{"StringEquals":{"AWS:SourceOwner":"%s"}}}]}`, arn, account)
}

// policyRule is "SetTopicAttributes, Policy"; a topic's policy has at most 30 KiB (Amazon SNS quotas).
func policyRule(value any) string {
	text, _ := value.(string)
	document, err := policydocument.Parse(text, policydocument.Resource)
	if err != nil {
		return "is malformed: Invalid parameter: Policy Error: it " + err.Error()
	}
	for _, statement := range document.Statements {
		for _, action := range statement.Actions {
			if action != "*" && !strings.HasPrefix(strings.ToLower(action), "sns:") {
				return fmt.Sprintf("has the action %s: Invalid parameter: Policy statement action out of service scope!", action)
			}
		}
	}
	return check.Length(1, 30720)(text)
}

func trusted(tx *cloud.Transaction, text string) error {
	document, err := policydocument.Parse(text, policydocument.Resource)
	if err != nil {
		return cloud.Refuse("InvalidParameter", "Invalid parameter: Policy Error: %s", err)
	}
	missing, err := principal.Missing(tx, document)
	if err != nil {
		return err
	}
	if missing != "" {
		return cloud.Refuse("InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound (%s)", missing)
	}
	return nil
}

// topicPolicy says who may publish and subscribe.
// AWS: "Amazon SNS API Reference, SetTopicAttributes".
func topicPolicy() cloud.Kind {
	return cloud.Kind{
		Token:      "aws:sns/topicPolicy:TopicPolicy",
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("arn") },
		Exists:     "InvalidParameter: Invalid parameter: Topic %s has a policy of another resource",
		References: []cloud.Reference{{Property: "arn", To: topicToken}},
		Check:      check.Rules{"policy": policyRule}.Report,
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			now.Put("owner", tx.Account)
			if err := trusted(tx, now.Text("policy")); err != nil {
				return err
			}
			return govern(tx, now.ID, now.Text("policy"))
		},
		// Deleting the resource gives the topic its default policy back, as the provider does.
		Delete: func(tx *cloud.Transaction, gone *cloud.Object) error {
			return govern(tx, gone.ID, defaultPolicy(tx.Account, gone.ID))
		},
	}
}

// govern sets the policy that a topic itself shows.
func govern(tx *cloud.Transaction, arn, policy string) error {
	governed, found, err := tx.Get(topicToken, arn)
	if err != nil || !found {
		return err
	}
	governed.Put("policy", policy)
	return tx.Save(governed)
}
