package sns

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// topicSubscription sends a topic's messages somewhere. One by e-mail waits until the recipient has confirmed it, which
// nobody does here.
// AWS: "Amazon SNS API Reference, Subscribe".
func topicSubscription() cloud.Kind {
	return cloud.Kind{
		Token:      "aws:sns/topicSubscription:TopicSubscription",
		ID:         subscriptionARN,
		ARN:        "{id}",
		Exists:     "InvalidParameter: Invalid parameter: the subscription %s is made by another resource",
		References: []cloud.Reference{{Property: "topic", To: topicToken}},
		Unserved:   []string{"filterPolicy", "replayPolicy", "redrivePolicy", "deliveryPolicy"},
		Check:      checkSubscription,
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			now.Put("ownerId", tx.Account)
			now.Put("pendingConfirmation", confirms(now.Text("protocol")))
			now.Put("confirmationWasAuthenticated", !confirms(now.Text("protocol")))
			now.Default("filterPolicyScope", "")
			return nil
		},
	}
}

// subscriptionARN is always the same for the same end, since AWS answers a second Subscribe with the first one's.
func subscriptionARN(_ *cloud.Transaction, o *cloud.Object) string {
	sum := sha256.Sum256([]byte(o.Text("protocol") + " " + o.Text("endpoint")))
	digits := hex.EncodeToString(sum[:16])
	return fmt.Sprintf("%s:%s-%s-%s-%s-%s", o.Text("topic"), digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32])
}

// confirms says whether the recipient has to say yes first.
func confirms(protocol string) bool {
	return strings.HasPrefix(protocol, "email") || strings.HasPrefix(protocol, "http")
}

var subscriptionRules = check.Rules{
	"protocol": check.OneOf("http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"),
	"topic":    check.Matches(`arn:aws[a-z-]*:sns:.+`, 1, 1024, "the ARN of a topic"),
}

func checkSubscription(in cloud.Values, report cloud.Report) {
	subscriptionRules.Report(in, report)
	if !in.Known("endpoint") || !in.Known("protocol") {
		return
	}
	protocol, endpoint := in.Text("protocol"), in.Text("endpoint")
	wrong := false
	switch protocol {
	case "email", "email-json":
		address, err := mail.ParseAddress(endpoint)
		wrong = err != nil || address.Address != endpoint
	case "http", "https":
		wrong = !strings.HasPrefix(endpoint, protocol+"://")
	case "sqs", "lambda", "firehose":
		wrong = !strings.HasPrefix(endpoint, "arn:")
	}
	if wrong {
		report("endpoint", "is %q: Invalid parameter: %s endpoint", endpoint, protocol)
	}
	if protocol == "firehose" && in.Unset("subscriptionRoleArn") {
		report("subscriptionRoleArn", "is missing; Firehose needs it")
	}
	if in.Flag("rawMessageDelivery") && strings.HasPrefix(protocol, "email") {
		report("rawMessageDelivery", "is not supported for %s", protocol)
	}
}
