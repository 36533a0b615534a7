package alarms

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Alarm is raised when a value is at or above a threshold.
type Alarm struct {
	// Description says what it means and where to look; it stands in the mail.
	Description string
	// Namespace and Metric are summed up; or Queries are what is watched, and the last of them returns the value.
	Namespace, Metric string
	Queries           cloudwatch.MetricAlarmMetricQueryArray
	// Seconds is over how long the metric is summed up; Times is how many such spans in a row must be at or above.
	Seconds, Times int
	Threshold      float64
	// MissingRaises raises the alarm where there is no value at all, instead of keeping still.
	MissingRaises bool
}

// Watch registers an alarm whose beginning and end are told.
func (a *Alarms) Watch(ctx *pulumi.Context, name string, alarm Alarm, parent pulumi.Resource) error {
	missing := "notBreaching"
	if alarm.MissingRaises {
		missing = "breaching"
	}
	args := &cloudwatch.MetricAlarmArgs{
		AlarmDescription:   pulumi.String(alarm.Description),
		ComparisonOperator: pulumi.String("GreaterThanOrEqualToThreshold"),
		Threshold:          pulumi.Float64(alarm.Threshold),
		EvaluationPeriods:  pulumi.Int(alarm.Times),
		TreatMissingData:   pulumi.String(missing),
		AlarmActions:       pulumi.Array{a.TopicARN},
		OkActions:          pulumi.Array{a.TopicARN},
		Tags:               pulumi.StringMap{"Name": pulumi.String(name)},
	}
	if alarm.Queries != nil {
		args.MetricQueries = alarm.Queries
	} else {
		args.Namespace, args.MetricName = pulumi.String(alarm.Namespace), pulumi.String(alarm.Metric)
		args.Statistic, args.Period = pulumi.String("Sum"), pulumi.Int(alarm.Seconds)
	}
	if _, err := cloudwatch.NewMetricAlarm(ctx, name, args, pulumi.Parent(parent)); err != nil {
		return fmt.Errorf("registering alarm %s: %w", name, err)
	}
	return nil
}
