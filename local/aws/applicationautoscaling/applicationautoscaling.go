// Package applicationautoscaling is Application Auto Scaling in the local cloud, for services of Amazon ECS. Nothing is
// ever under load here, so that nothing scales.
package applicationautoscaling

import (
	"fmt"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	targetToken  = "aws:appautoscaling/target:Target"
	serviceToken = "aws:ecs/service:Service"
)

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{target(), policy()}}
}

// scaled are rules of both types; ECS is the one namespace served.
var scaled = check.Rules{
	"serviceNamespace":  check.OneOf("ecs"),
	"scalableDimension": check.OneOf("ecs:service:DesiredCount"),
	"resourceId":        check.Matches(`service/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+`, 1, 1600, "service/, a cluster's name, / and a service's name"),
	"minCapacity":       check.Between(0, 2147483647),
	"maxCapacity":       check.Between(0, 2147483647),
}

// target is a service whose number of tasks is scaled.
// AWS: "Application Auto Scaling API Reference, RegisterScalableTarget".
func target() cloud.Kind {
	return cloud.Kind{
		Token:   targetToken,
		ID:      func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("resourceId") },
		Exists:  "ValidationException: %s is registered by another resource",
		Missing: "ObjectNotFoundException: No scalable target registered for service namespace: ecs, resource ID: %s, scalable dimension: ecs:service:DesiredCount",
		Check: func(in cloud.Values, report cloud.Report) {
			scaled.Report(in, report)
			if in.Known("minCapacity") && in.Known("maxCapacity") && in.Number("minCapacity") > in.Number("maxCapacity") {
				report("maxCapacity", "is less than minCapacity: Maximum capacity cannot be less than minimum capacity")
			}
		},
		Apply: applyTarget,
	}
}

func applyTarget(tx *cloud.Transaction, _, now *cloud.Object) error {
	services, err := tx.List(serviceToken)
	if err != nil {
		return err
	}
	found := false
	for _, each := range services {
		if strings.HasSuffix(each.ID, ":"+now.Text("resourceId")) {
			found = true
			now.Use("resourceId", each)
		}
	}
	if !found {
		return cloud.Refuse("ValidationException", "ECS service doesn't exist: %s", now.Text("resourceId"))
	}
	now.Default("roleArn", fmt.Sprintf("arn:aws:iam::%s:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"+
		"AWSServiceRoleForApplicationAutoScaling_ECSService", tx.Account))
	now.Default("suspendedState", cloud.Values{"dynamicScalingInSuspended": false, "dynamicScalingOutSuspended": false,
		"scheduledScalingSuspended": false})
	now.Put("arn", fmt.Sprintf("arn:aws:application-autoscaling:%s:%s:scalable-target/%s", tx.Region, tx.Account, mark(now.ID)))
	return nil
}
