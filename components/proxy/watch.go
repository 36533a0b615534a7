package proxy

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/alarms"
	"secure-room/components/fargate"
)

// Thresholds are from what on an alarm is raised.
type Thresholds struct {
	// DeniedRequests is how many are refused in five minutes.
	DeniedRequests int
	// SentMiB is how much all terminals together send out in an hour, SentMiBByTerminal how much one of them does, in MiB.
	SentMiB, SentMiBByTerminal int
}

const (
	mebibyte    = 1 << 20
	fiveMinutes = 300
	hour        = 3600
)

// The metrics that the access log is turned into.
const (
	deniedMetric         = "DeniedRequests"
	sentMetric           = "SentBytes"
	sentByTerminalMetric = "SentBytesByTerminal"
	// clientDimension tells terminals apart, by address.
	clientDimension = "client"
)

// filter is how lines of the access log, which are JSON objects (internal/squid), become a metric ("Filter pattern syntax
// for metric filters", Amazon CloudWatch Logs User Guide).
type filter struct {
	name, metric, pattern, value, unit string
	dimensions                         pulumi.StringMap
}

// filters never make a dimension of what a client chooses, such as the host: AWS may switch a filter off that makes 1,000
// different values within an hour ("PutMetricFilter", Amazon CloudWatch Logs API Reference), so that whoever is watched
// could. The total has no dimension at all, and goes on even then.
var filters = []filter{
	{name: "denied-requests", metric: deniedMetric, pattern: `{ $.result = "TCP_DENIED*" }`, value: "1", unit: "Count"},
	{name: "sent", metric: sentMetric, pattern: `{ $.sent > 0 }`, value: "$.sent", unit: "Bytes"},
	{name: "sent-by-terminal", metric: sentByTerminalMetric, pattern: `{ $.sent > 0 }`, value: "$.sent", unit: "Bytes",
		dimensions: pulumi.StringMap{clientDimension: pulumi.String("$.client")}},
}

// watch registers the metrics of the access log, and the alarms on these and on the number of running tasks.
func (p *Proxy) watch(ctx *pulumi.Context, args *Args, running *fargate.Running) error {
	namespace := fmt.Sprintf("%s/%s/%s", ctx.Project(), ctx.Stack(), p.name)
	for _, one := range filters {
		transformation := &cloudwatch.LogMetricFilterMetricTransformationArgs{
			Name:       pulumi.String(one.metric),
			Namespace:  pulumi.String(namespace),
			Value:      pulumi.String(one.value),
			Unit:       pulumi.String(one.unit),
			Dimensions: one.dimensions,
		}
		if one.dimensions == nil {
			transformation.DefaultValue = pulumi.String("0") // AWS takes none beside dimensions
		}
		if _, err := cloudwatch.NewLogMetricFilter(ctx, p.name+"-"+one.name, &cloudwatch.LogMetricFilterArgs{
			LogGroupName:         p.LogGroupName,
			Pattern:              pulumi.String(one.pattern),
			MetricTransformation: transformation,
		}, pulumi.Parent(p)); err != nil {
			return fmt.Errorf("registering metric %s of the access log: %w", one.metric, err)
		}
	}
	for _, one := range p.alarms(args.Thresholds, namespace, running) {
		if err := args.Alarms.Watch(ctx, p.name+"-"+one.name, one.Alarm, p); err != nil {
			return err
		}
	}
	return nil
}

type named struct {
	name string
	alarms.Alarm
}

func (p *Proxy) alarms(over Thresholds, namespace string, running *fargate.Running) []named {
	const where = "The access log is in log group"
	return []named{
		{"denied-requests", alarms.Alarm{
			Description: fmt.Sprintf("The proxy refused %d requests or more in five minutes: somebody or something tries to reach what is not approved. "+
				"%s %s.", over.DeniedRequests, where, p.names.logGroup),
			Namespace: namespace, Metric: deniedMetric, Seconds: fiveMinutes, Times: 1, Threshold: float64(over.DeniedRequests),
		}},
		{"sent", alarms.Alarm{
			Description: fmt.Sprintf("Terminals sent %d MiB or more out through the proxy in an hour. %s %s.", over.SentMiB, where, p.names.logGroup),
			Namespace:   namespace, Metric: sentMetric, Seconds: hour, Times: 1, Threshold: float64(over.SentMiB) * mebibyte,
		}},
		{"sent-by-terminal", alarms.Alarm{
			Description: fmt.Sprintf("One terminal sent %d MiB or more out through the proxy in an hour; the alarm's contributors say which. %s %s.",
				over.SentMiBByTerminal, where, p.names.logGroup),
			Queries: sentByTerminal(namespace), Times: 1, Threshold: float64(over.SentMiBByTerminal) * mebibyte,
		}},
		{"tasks-missing", alarms.Alarm{
			Description: "For five minutes fewer tasks of the proxy have been running than should. The events of its ECS service say why.",
			Queries:     missing(running), Times: 5, Threshold: 1, MissingRaises: true,
		}},
	}
}

// sentByTerminal watches each terminal's series by itself, whichever there are: one query in place of an alarm a terminal
// ("Create a CloudWatch alarm based on a Metrics Insights query", Amazon CloudWatch User Guide). It can look back three
// hours.
func sentByTerminal(namespace string) cloudwatch.MetricAlarmMetricQueryArray {
	return cloudwatch.MetricAlarmMetricQueryArray{&cloudwatch.MetricAlarmMetricQueryArgs{
		Id: pulumi.String("sent"),
		Expression: pulumi.String(fmt.Sprintf(`SELECT SUM(%s) FROM SCHEMA("%s", %s) GROUP BY %[3]s ORDER BY SUM() DESC`,
			sentByTerminalMetric, namespace, clientDimension)),
		Period:     pulumi.Int(hour),
		ReturnData: pulumi.Bool(true),
	}}
}

// missing is how many tasks should run and do not, minute by minute.
func missing(running *fargate.Running) cloudwatch.MetricAlarmMetricQueryArray {
	tasks := func(id, metric string) *cloudwatch.MetricAlarmMetricQueryArgs {
		return &cloudwatch.MetricAlarmMetricQueryArgs{Id: pulumi.String(id), Metric: &cloudwatch.MetricAlarmMetricQueryMetricArgs{
			Namespace:  pulumi.String("ECS/ContainerInsights"),
			MetricName: pulumi.String(metric),
			Dimensions: pulumi.StringMap{"ClusterName": running.ClusterName, "ServiceName": running.ServiceName},
			Stat:       pulumi.String("Average"),
			Period:     pulumi.Int(60),
		}}
	}
	return cloudwatch.MetricAlarmMetricQueryArray{
		tasks("wanted", "DesiredTaskCount"),
		tasks("running", "RunningTaskCount"),
		&cloudwatch.MetricAlarmMetricQueryArgs{Id: pulumi.String("missing"), Expression: pulumi.String("wanted - running"), ReturnData: pulumi.Bool(true)},
	}
}
