package cloudwatch

import (
	"math"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// metricAlarm watches a metric, or an expression of several.
// AWS: "CloudWatch API Reference, PutMetricAlarm" and "MetricDataQuery".
func metricAlarm() cloud.Kind {
	return cloud.Kind{
		Token: "aws:cloudwatch/metricAlarm:MetricAlarm",
		Name:  cloud.Name{Property: "name", Limit: 255},
		ID:    func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		ARN:   "arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}",
		// PutMetricAlarm takes the place of an alarm of the same name; here that would be another resource's.
		Exists: "ResourceAlreadyExists: The alarm %s is made by another resource.",
		References: []cloud.Reference{
			{Property: "alarmActions", To: topicToken, By: "arn", Weak: true, Only: isTopic},
			{Property: "okActions", To: topicToken, By: "arn", Weak: true, Only: isTopic},
			{Property: "insufficientDataActions", To: topicToken, By: "arn", Weak: true, Only: isTopic},
		},
		Check: checkAlarm,
		Apply: func(_ *cloud.Transaction, _, now *cloud.Object) error {
			now.Default("evaluateLowSampleCountPercentiles", "")
			return nil
		},
	}
}

const topicToken = "aws:sns/topic:Topic"

func isTopic(arn string) bool { return strings.HasPrefix(arn, "arn:aws:sns:") }

// units are those of "MetricDatum, Unit".
var units = []string{"Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
	"Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second", "Kilobytes/Second",
	"Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second",
	"Gigabits/Second", "Terabits/Second", "Count/Second", "None"}

var (
	statistics = []string{"SampleCount", "Average", "Sum", "Minimum", "Maximum"}
	action     = check.Matches(`arn:aws[a-z-]*:(sns|automate|autoscaling|lambda|ssm|ssm-incidents|swf|aiops):.+`, 1, 1024,
		"the ARN of an SNS topic or another action of alarms")
	metricName = check.Length(1, 255)
	namespace  = check.Matches(`[^:].*`, 1, 255, "text that does not begin with a colon")
)

var alarmRules = check.Rules{
	"name":             check.Length(1, 255),
	"alarmDescription": check.Length(0, 1024),
	"comparisonOperator": check.OneOf("GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
		"LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"),
	"evaluationPeriods":               check.Between(1, math.MaxInt32),
	"datapointsToAlarm":               check.Between(1, math.MaxInt32),
	"metricName":                      metricName,
	"namespace":                       namespace,
	"period":                          period,
	"statistic":                       check.OneOf(statistics...),
	"treatMissingData":                check.OneOf("breaching", "notBreaching", "ignore", "missing"),
	"unit":                            check.OneOf(units...),
	"alarmActions":                    action,
	"okActions":                       action,
	"insufficientDataActions":         action,
	"metricQueries.id":                check.Matches(`[a-z][a-zA-Z0-9_]*`, 1, 255, "a lower-case letter and letters, digits and _"),
	"metricQueries.expression":        check.Length(1, 2048),
	"metricQueries.period":            period,
	"metricQueries.metric.metricName": metricName,
	"metricQueries.metric.namespace":  namespace,
	"metricQueries.metric.period":     period,
}

// period is in seconds.
func period(value any) string {
	seconds, _ := value.(float64)
	if seconds == 10 || seconds == 20 || seconds == 30 || seconds >= 60 && math.Mod(seconds, 60) == 0 {
		return ""
	}
	return "must be 10, 20, 30 or a multiple of 60 seconds"
}

const (
	actionsLimit         = 5
	alarmDimensionsLimit = 30
	hour, day            = 3600, 86400
)

func checkAlarm(in cloud.Values, report cloud.Report) {
	alarmRules.Report(in, report)
	for _, name := range []string{"alarmActions", "okActions", "insufficientDataActions"} {
		if n := len(in.List(name)); n > actionsLimit {
			report(name, "has %d actions, but can have %d", n, actionsLimit)
		}
	}
	if n := len(in.Object("dimensions")); n > alarmDimensionsLimit {
		report("dimensions", "has %d dimensions, but can have %d", n, alarmDimensionsLimit)
	}
	if in.Known("datapointsToAlarm") && in.Known("evaluationPeriods") && in.Number("datapointsToAlarm") > in.Number("evaluationPeriods") {
		report("datapointsToAlarm", "is greater than evaluationPeriods")
	}
	if in.Unset("threshold") && in.Unset("thresholdMetricId") {
		report("threshold", "or thresholdMetricId must be given")
	}
	if in.Unset("metricQueries") {
		checkOneMetric(in, report)
	} else {
		checkQueries(in, report)
	}
}

func checkOneMetric(in cloud.Values, report cloud.Report) {
	for _, name := range []string{"metricName", "namespace", "period"} {
		if in.Unset(name) {
			report(name, "is missing; an alarm without metricQueries needs it")
		}
	}
	if in.Unset("statistic") && in.Unset("extendedStatistic") {
		report("statistic", "or extendedStatistic must be given")
	}
	checkSpan(in, in.Number("period"), report)
}

// checkQueries holds "MetricDataQuery": each is a metric or an expression, and one returns the data that is watched.
func checkQueries(in cloud.Values, report cloud.Report) {
	returning, seen, longest := 0, map[string]bool{}, 0.0
	for _, each := range in.Objects("metricQueries") {
		id := each.Text("id")
		if seen[id] {
			report("metricQueries.id", "%q stands there twice", id)
		}
		seen[id] = true
		if each.Unset("metric") == each.Unset("expression") {
			report("metricQueries", "%q must have a metric or an expression, and not both", id)
		}
		insights := strings.HasPrefix(strings.ToUpper(strings.TrimSpace(each.Text("expression"))), "SELECT")
		if insights && each.Unset("period") {
			report("metricQueries.period", "is missing; the Metrics Insights query %q needs it", id)
		}
		if each.Flag("returnData") {
			returning++
		}
		longest = max(longest, each.Number("period"), each.Object("metric").Number("period"))
	}
	if in.Known("metricQueries") && returning != 1 {
		report("metricQueries.returnData", "is true of %d queries, but must be of exactly one", returning)
	}
	checkSpan(in, longest, report)
}

// checkSpan holds "PutMetricAlarm, EvaluationPeriods": a day at most, and a week for periods of an hour or more.
func checkSpan(in cloud.Values, seconds float64, report cloud.Report) {
	most := float64(day)
	if seconds >= hour {
		most = 7 * day
	}
	if span := seconds * in.Number("evaluationPeriods"); span > most {
		report("evaluationPeriods", "makes up %v seconds, but can make up %v", span, most)
	}
}
