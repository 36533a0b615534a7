package proxy

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/alarms"
	"secure-room/components/fargate"
	"secure-room/internal/squid"
)

// Thresholds are from what on an alarm is raised.
type Thresholds struct {
	// DeniedRequests is how many are refused in five minutes.
	DeniedRequests int
	// SentMiB is how much all terminals together send out in an hour, counted when connections end, in MiB;
	// SentMiBByTerminal how much one of them sends to the proxy, counted while it does.
	SentMiB, SentMiBByTerminal int
}

const (
	mebibyte    = 1 << 20
	fiveMinutes = 300
	hour        = 3600
)

// The metrics that logs are turned into.
const (
	deniedMetric         = "DeniedRequests"
	sentMetric           = "SentBytes"
	sentByTerminalMetric = "SentBytesByTerminal"
	// clientDimension tells terminals apart, by address.
	clientDimension = "client"
)

// filter is how lines of a log become a metric ("Filter pattern syntax for metric filters", Amazon CloudWatch Logs User
// Guide).
type filter struct {
	name, metric, pattern, value, unit string
	// flows says that the log is the network's flow log; otherwise it is the access log, whose lines are JSON objects
	// (internal/squid).
	flows      bool
	dimensions pulumi.StringMap
}

// toProxy are flows to the proxy's port that were let through, in the flow log's default format ("Process flow log
// records in CloudWatch Logs", Amazon VPC User Guide).
var toProxy = fmt.Sprintf(`[version, account, interface, source, target, sourceport, targetport="%d", protocol="6", packets, bytes, start, end, `+
	`action="ACCEPT", status]`, squid.Port)

// recordings is how often the flow log holds each flow to the proxy: at the terminal's network interface and at the
// proxy's.
const recordings = 2

// filters never make a dimension of what a client chooses, such as the host: AWS may switch a filter off that makes
// 1,000 different values within an hour ("PutMetricFilter", Amazon CloudWatch Logs API Reference), so that whoever is
// watched could. The total has no dimension at all, and goes on even then.
var filters = []filter{
	{name: "denied-requests", metric: deniedMetric, pattern: `{ ($.result = "TCP_DENIED*") || ($.tunnel = "terminate") }`, value: "1", unit: "Count"},
	{name: "sent", metric: sentMetric, pattern: `{ $.sent > 0 }`, value: "$.sent", unit: "Bytes"},
	// Squid writes of a tunnel when it ends, and whoever keeps one open for days would not be seen; the flow log has each
	// minute.
	{name: "sent-by-terminal", metric: sentByTerminalMetric, pattern: toProxy, value: "$bytes", unit: "Bytes", flows: true,
		dimensions: pulumi.StringMap{clientDimension: pulumi.String("$source")}},
}

// watch registers the metrics of the access and the flow log, and the alarms on these and on the number of running
// tasks.
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
		log := p.LogGroupName
		if one.flows {
			log = args.Network.FlowLogName
		}
		if _, err := cloudwatch.NewLogMetricFilter(ctx, p.name+"-"+one.name, &cloudwatch.LogMetricFilterArgs{
			LogGroupName:         log,
			Pattern:              pulumi.String(one.pattern),
			MetricTransformation: transformation,
		}, pulumi.Parent(p)); err != nil {
			return fmt.Errorf("registering metric %s: %w", one.metric, err)
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
			Description: fmt.Sprintf("One terminal sent %d MiB or more to the proxy in an hour; the alarm's contributors say which. "+
				"What it sent where is in log group %s, once its connections have ended.", over.SentMiBByTerminal, p.names.logGroup),
			Queries: sentByTerminal(namespace), Times: 1, Threshold: float64(over.SentMiBByTerminal) * mebibyte * recordings,
		}},
		{"tasks-missing", alarms.Alarm{
			Description: "For five minutes fewer tasks of the proxy have been running than should. The events of its ECS service say why.",
			Queries:     missing(running), Times: 5, Threshold: 1, MissingRaises: true,
		}},
	}
}

// sentByTerminal watches each terminal's series by itself, whichever there are: one query in place of an alarm a
// terminal ("Create a CloudWatch alarm based on a Metrics Insights query", Amazon CloudWatch User Guide). It can look
// back three hours.
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
