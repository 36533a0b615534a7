package ec2

import (
	"strings"

	"secure-room/local/aws/cloud"
)

const flowLogToken = "aws:ec2/flowLog:FlowLog"

var watched = []string{"vpcId", "subnetId", "eniId", "transitGatewayId", "transitGatewayAttachmentId"}

// flowLog records a network's traffic.
// AWS: "Amazon EC2 API Reference, CreateFlowLogs".
func flowLog() cloud.Kind {
	return cloud.Kind{
		Token:  flowLogToken,
		Prefix: "fl-",
		ARN:    "arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{id}",
		References: []cloud.Reference{
			{Property: "vpcId", To: vpcToken, Weak: true},
			{Property: "subnetId", To: subnetToken, Weak: true},
		},
		Unserved: []string{"eniId", "transitGatewayId", "transitGatewayAttachmentId", "deliverCrossAccountRole"},
		Check:    checkFlowLog,
		Apply:    applyFlowLog,
	}
}

func checkFlowLog(in cloud.Values, report cloud.Report) {
	var found []string
	for _, name := range watched {
		if !in.Unset(name) {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		report("vpcId", "must be the only thing watched, but there are %d; exactly one of %s must be given", len(found), strings.Join(watched, ", "))
	}
	if in.Unset("trafficType") {
		report("trafficType", "is required, but missing")
	}
	if in.Unset("logDestination") && in.Unset("logGroupName") {
		report("logDestination", "is required, but missing: give it or logGroupName")
	}
	if in.Text("logDestinationType") == "cloud-watch-logs" && in.Unset("iamRoleArn") {
		report("iamRoleArn", "is required, but missing: delivery to CloudWatch Logs needs a role")
	}
	if seconds := in.Whole("maxAggregationInterval"); seconds != 60 && seconds != 600 && in.Known("maxAggregationInterval") {
		report("maxAggregationInterval", "is %d, but must be 60 or 600 seconds", seconds)
	}
}

func applyFlowLog(tx *cloud.Transaction, before, now *cloud.Object) error {
	if before != nil {
		return nil
	}
	for _, name := range []string{"logDestination", "iamRoleArn"} {
		if value := now.Text(name); value != "" && !strings.HasPrefix(value, "arn:") {
			return cloud.Refuse("InvalidParameter", "%s is '%s', which is not a valid ARN", name, value)
		}
	}
	others, err := tx.List(flowLogToken)
	if err != nil {
		return err
	}
	for _, other := range others {
		if same(now, other, "vpcId", "subnetId", "logDestination", "logGroupName") {
			return cloud.Refuse("FlowLogAlreadyExists", "There is an existing Flow Log with the same configuration and log destination: %s", other.ID)
		}
	}
	if group := now.Text("logGroupName"); group != "" {
		now.Put("logDestination", tx.ARN("arn:{partition}:logs:{region}:{account}:log-group:"+group, now))
	}
	now.Default("logFormat", "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} "+
		"${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}")
	for property, token := range map[string]string{"vpcId": vpcToken, "subnetId": subnetToken} {
		if id := now.Text(property); id != "" {
			observed, err := must(tx, token, id)
			if err != nil {
				return err
			}
			now.BelongTo(observed)
		}
	}
	return nil
}

func same(one, other *cloud.Object, properties ...string) bool {
	for _, name := range properties {
		if one.Text(name) != other.Text(name) {
			return false
		}
	}
	return true
}
