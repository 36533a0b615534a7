package applicationautoscaling

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	policyToken = "aws:appautoscaling/policy:Policy"
	tracking    = "targetTrackingScalingPolicyConfiguration"
	stepping    = "stepScalingPolicyConfiguration"
)

// policy says when a target is scaled.
// AWS: "Application Auto Scaling API Reference, PutScalingPolicy".
func policy() cloud.Kind {
	return cloud.Kind{
		Token:      policyToken,
		Name:       cloud.Name{Property: "name", Limit: 256},
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		Exists:     "ValidationException: The scaling policy %s is made by another resource",
		References: []cloud.Reference{{Property: "resourceId", To: targetToken}},
		Check:      checkPolicy,
		Apply:      applyPolicy,
	}
}

var policyRules = check.Rules{
	"name":                         check.Length(1, 256),
	"policyType":                   check.OneOf("StepScaling", "TargetTrackingScaling"),
	stepping + ".adjustmentType":   check.OneOf("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"),
	tracking + ".scaleInCooldown":  check.Between(0, math.MaxInt32),
	tracking + ".scaleOutCooldown": check.Between(0, math.MaxInt32),
	predefined:                     check.OneOf("ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", "ALBRequestCountPerTarget"),
	tracking + ".targetValue":      aboveZero,
}

const predefined = tracking + ".predefinedMetricSpecification.predefinedMetricType"

func aboveZero(value any) string {
	if number, _ := value.(float64); number <= 0 {
		return fmt.Sprintf("is %v, but must be greater than 0", number)
	}
	return ""
}

func checkPolicy(in cloud.Values, report cloud.Report) {
	scaled.Report(in, report)
	policyRules.Report(in, report)
	wanted, other := stepping, tracking
	if in.Text("policyType") == "TargetTrackingScaling" {
		wanted, other = tracking, stepping
	}
	if in.Known("policyType") && (in.Unset(wanted) || !in.Unset(other)) {
		report(wanted, "must be given for the policyType %s, and %s not", in.Text("policyType"), other)
	}
	configuration := in.Object(tracking)
	if !in.Unset(tracking) && configuration.Unset("predefinedMetricSpecification") == configuration.Unset("customizedMetricSpecification") {
		report(tracking, "must have a predefinedMetricSpecification or a customizedMetricSpecification, and not both")
	}
	label := configuration.Object("predefinedMetricSpecification")
	if label.Text("predefinedMetricType") == "ALBRequestCountPerTarget" && label.Unset("resourceLabel") {
		report(tracking+".predefinedMetricSpecification.resourceLabel", "is missing; ALBRequestCountPerTarget needs it")
	}
}

func applyPolicy(tx *cloud.Transaction, _, now *cloud.Object) error {
	all, err := tx.List(policyToken)
	if err != nil {
		return err
	}
	metric := now.At(predefined)
	for _, each := range all {
		// "Target tracking scaling policies for Application Auto Scaling": several may be there, each for another metric.
		if other := each.At(predefined); each.ID != now.ID && each.Text("resourceId") == now.Text("resourceId") &&
			len(metric) == 1 && len(other) == 1 && metric[0] == other[0] {
			return cloud.Refuse("ValidationException", "Only one TargetTrackingScaling policy for a given metric specification is allowed.")
		}
	}
	now.Put("arn", fmt.Sprintf("arn:aws:autoscaling:%s:%s:scalingPolicy:%s:resource/ecs/%s:policyName/%s", tx.Region, tx.Account,
		mark(now.Text("resourceId")), now.Text("resourceId"), now.Text("name")))
	alarms := []any{}
	if !now.Unset(tracking) {
		// Target tracking makes and owns two alarms.
		for _, kind := range []string{"AlarmHigh", "AlarmLow"} {
			alarms = append(alarms, fmt.Sprintf("arn:aws:cloudwatch:%s:%s:alarm:TargetTracking-%s-%s-%s", tx.Region, tx.Account,
				now.Text("resourceId"), kind, mark(now.ID+kind)))
		}
	}
	now.Put("alarmArns", alarms)
	return nil
}

// mark stands for the part of an ARN that AWS chooses.
func mark(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:16])
}
