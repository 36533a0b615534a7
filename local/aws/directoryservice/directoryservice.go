// Package directoryservice is AWS Directory Service in the local cloud: AWS Managed Microsoft AD.
package directoryservice

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

const directoryToken = "aws:directoryservice/directory:Directory"

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{directory(), logSubscription()}}
}

// logSubscription sends the controllers' security logs to a log group.
// AWS: "Directory Service API Reference, CreateLogSubscription".
func logSubscription() cloud.Kind {
	return cloud.Kind{
		Token:  "aws:directoryservice/logSubscription:LogSubscription",
		ID:     func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("directoryId") },
		Exists: "EntityAlreadyExistsException: Directory %s has a log subscription already.",
		References: []cloud.Reference{
			{Property: "directoryId", To: directoryToken},
			{Property: "logGroupName", To: "aws:cloudwatch/logGroup:LogGroup"},
		},
		Check: check.Rules{
			"logGroupName": check.Matches(`[-._/#A-Za-z0-9]+`, 1, 512, "letters, digits and - . _ / #"),
		}.Report,
		Apply: writable,
	}
}

// writable is "Enabling Amazon CloudWatch Logs log forwarding": a resource policy must let Directory
// Service write to the group.
func writable(tx *cloud.Transaction, _, now *cloud.Object) error {
	policies, err := tx.List("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
	if err != nil {
		return err
	}
	for _, each := range policies {
		document, err := policydocument.Parse(each.Text("policyDocument"), policydocument.Resource)
		if err == nil && document.Grants("logs:PutLogEvents", policydocument.Service("ds.amazonaws.com")) {
			return nil
		}
	}
	return cloud.Refuse("InsufficientPermissionsException", "No resource policy of CloudWatch Logs lets ds.amazonaws.com write to %s.", now.Text("logGroupName"))
}
