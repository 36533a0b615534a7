// Package cloudwatch is Amazon CloudWatch and CloudWatch Logs in the local cloud.
package cloudwatch

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{logGroup(), logResourcePolicy(), metricFilter(), metricAlarm()}}
}

// logResourcePolicy lets AWS services write to log groups.
// AWS: "CloudWatch Logs API Reference, PutResourcePolicy".
func logResourcePolicy() cloud.Kind {
	return cloud.Kind{
		Token:  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
		ID:     func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("policyName") },
		Exists: "ResourceAlreadyExistsException: The resource policy %s already exists",
		Check: check.Rules{
			"policyName":     check.Length(1, 512),
			"policyDocument": resourcePolicy,
		}.Report,
		Apply: fewPolicies,
	}
}

func resourcePolicy(value any) string {
	text, _ := value.(string)
	if _, err := policydocument.Parse(text, policydocument.Resource); err != nil {
		return "is malformed: it " + err.Error()
	}
	return check.Length(1, 5120)(text)
}

// policiesLimit is "CloudWatch Logs quotas, Resource policies": per Region and account.
const policiesLimit = 10

func fewPolicies(tx *cloud.Transaction, before, now *cloud.Object) error {
	all, err := tx.List(now.Token)
	if err == nil && before == nil && len(all) >= policiesLimit {
		return cloud.Refuse("LimitExceededException", "Resource limit exceeded: an account has at most %d resource policies", policiesLimit)
	}
	return err
}
