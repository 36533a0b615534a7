package proxy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	filterType = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
	alarmType  = "aws:cloudwatch/metricAlarm:MetricAlarm"
)

func TestTheAccessLogBecomesMetrics(t *testing.T) {
	_, recorder := made(t, args())
	for name, want := range map[string]map[string]any{
		"denied-requests": {"pattern": `{ ($.result = "TCP_DENIED*") || ($.tunnel = "terminate") }`, "metricTransformation": map[string]any{
			"name": "DeniedRequests", "namespace": "secure-room/test/room-proxy", "value": "1", "unit": "Count", "defaultValue": "0"}},
		"sent": {"pattern": "{ $.sent > 0 }", "metricTransformation": map[string]any{
			"name": "SentBytes", "namespace": "secure-room/test/room-proxy", "value": "$.sent", "unit": "Bytes", "defaultValue": "0"}},
	} {
		want["logGroupName"] = "/secure-room/test/room-proxy"
		assert.Equal(t, want, recorder.One(t, filterType, "room-proxy-"+name).Inputs, name)
	}
}

// What an open tunnel sends stands in the flow log alone.
func TestTheFlowLogSaysWhatEachTerminalSends(t *testing.T) {
	_, recorder := made(t, args())
	assert.Equal(t, map[string]any{"logGroupName": "/secure-room/test/room/flow-log",
		"pattern": `[version, account, interface, source, target, sourceport, targetport="3128", protocol="6", packets, bytes, start, end, action="ACCEPT", status]`,
		"metricTransformation": map[string]any{"name": "SentBytesByTerminal", "namespace": "secure-room/test/room-proxy", "value": "$bytes", "unit": "Bytes",
			"dimensions": map[string]any{"client": "$source"}}}, recorder.One(t, filterType, "room-proxy-sent-by-terminal").Inputs)
}

func TestAlarms(t *testing.T) {
	_, recorder := made(t, args())
	assert.ElementsMatch(t, []string{"room-proxy-denied-requests", "room-proxy-sent", "room-proxy-sent-by-terminal", "room-proxy-tasks-missing"},
		recorder.Names(alarmType))
	for name, want := range map[string]struct {
		metric            string
		seconds, at       float64
		missing, expected string
	}{
		"denied-requests":  {metric: "DeniedRequests", seconds: 300, at: 50, missing: "notBreaching"},
		"sent":             {metric: "SentBytes", seconds: 3600, at: 2048 * 1048576, missing: "notBreaching"},
		"sent-by-terminal": {at: 2 * 512 * 1048576, missing: "notBreaching", expected: `SELECT SUM(SentBytesByTerminal) FROM SCHEMA("secure-room/test/room-proxy", client) GROUP BY client ORDER BY SUM() DESC`},
		"tasks-missing":    {at: 1, missing: "breaching", expected: "wanted - running"},
	} {
		alarm := recorder.One(t, alarmType, "room-proxy-"+name).Inputs
		assert.Equal(t, []any{want.at, want.missing, "GreaterThanOrEqualToThreshold"},
			[]any{alarm["threshold"], alarm["treatMissingData"], alarm["comparisonOperator"]}, name)
		assert.Equal(t, []any{"arn:Topic:room-alarms"}, alarm["alarmActions"], name)
		if want.metric != "" {
			assert.Equal(t, []any{want.metric, want.seconds, "Sum"}, []any{alarm["metricName"], alarm["period"], alarm["statistic"]}, name)
			continue
		}
		queries := alarm["metricQueries"].([]any)
		last := queries[len(queries)-1].(map[string]any)
		assert.Equal(t, []any{want.expected, true}, []any{last["expression"], last["returnData"]}, name)
	}
}

// AWS takes the names of a metric apart at these ("MetricTransformation", Amazon CloudWatch Logs API Reference).
func TestMetricsHaveNamesThatAWSTakes(t *testing.T) {
	_, recorder := made(t, args())
	for _, name := range recorder.Names(filterType) {
		metric := recorder.One(t, filterType, name).Inputs["metricTransformation"].(map[string]any)
		assert.False(t, strings.ContainsAny(metric["namespace"].(string)+metric["name"].(string), ":*$"), name)
	}
}
