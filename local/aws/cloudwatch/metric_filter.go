package cloudwatch

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	logGroupToken     = "aws:cloudwatch/logGroup:LogGroup"
	metricFilterToken = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
)

// metricFilter turns a log's entries into a metric.
// AWS: "CloudWatch Logs API Reference, PutMetricFilter" and "MetricTransformation".
func metricFilter() cloud.Kind {
	return cloud.Kind{
		Token: metricFilterToken,
		Name:  cloud.Name{Property: "name", Limit: 512},
		ID: func(_ *cloud.Transaction, o *cloud.Object) string {
			return o.Text("logGroupName") + ":" + o.Text("name")
		},
		Exists:     "InvalidParameterException: The metric filter %s is made by another resource.",
		References: []cloud.Reference{{Property: "logGroupName", To: logGroupToken, By: "name"}},
		Check:      checkMetricFilter,
		Apply:      fewFilters,
	}
}

var metricFilterRules = check.Rules{
	"name":                           check.Matches(`[^:*]*`, 1, 512, "anything but : and *"),
	"pattern":                        check.Length(0, 1024),
	"metricTransformation.name":      check.Matches(`[^:*$]*`, 1, 255, "anything but : * and $"),
	"metricTransformation.namespace": check.Matches(`[^:*$]*`, 1, 255, "anything but : * and $"),
	"metricTransformation.value":     check.Length(1, 100),
	"metricTransformation.unit":      check.OneOf(units...),
}

// dimensionsLimit is of MetricTransformation's dimensions, filtersLimit of a log group's metric filters.
const dimensionsLimit, filtersLimit = 3, 100

func checkMetricFilter(in cloud.Values, report cloud.Report) {
	metricFilterRules.Report(in, report)
	transformation := in.Object("metricTransformation")
	dimensions := transformation.Object("dimensions")
	if len(dimensions) > dimensionsLimit {
		report("metricTransformation.dimensions", "has %d dimensions, but can have %d", len(dimensions), dimensionsLimit)
	}
	if len(dimensions) > 0 && !transformation.Unset("defaultValue") {
		report("metricTransformation.defaultValue", "cannot be given together with dimensions")
	}
	for name := range dimensions {
		if fault := dimensionName(name); fault != "" {
			report("metricTransformation.dimensions", "has a name that %s", fault)
		}
	}
}

// dimensionName is of "Dimension, Name".
var dimensionName = check.Matches(`[^:\s][\x20-\x7e]*`, 1, 255, "ASCII that does not begin with a colon")

func fewFilters(tx *cloud.Transaction, before, now *cloud.Object) error {
	all, err := tx.List(metricFilterToken)
	if err != nil || before != nil {
		return err
	}
	count := 0
	for _, each := range all {
		if each.Text("logGroupName") == now.Text("logGroupName") {
			count++
		}
	}
	if count >= filtersLimit {
		return cloud.Refuse("LimitExceededException", "Resource limit exceeded: a log group has at most %d metric filters", filtersLimit)
	}
	return nil
}
