package elasticloadbalancing

import (
	"fmt"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

// targetGroup is what a listener forwards to.
// AWS: "Elastic Load Balancing API Reference (2015-12-01), CreateTargetGroup".
func targetGroup() cloud.Kind {
	return cloud.Kind{
		Token: targetGroupToken,
		Name:  cloud.Name{Property: "name", Limit: 32},
		ID: func(tx *cloud.Transaction, o *cloud.Object) string {
			return fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:targetgroup/%s/%s", tx.Region, tx.Account, o.Text("name"), mark())
		},
		ARN:        "{id}",
		Missing:    "TargetGroupNotFound: Target groups '%s' not found",
		References: []cloud.Reference{{Property: "vpcId", To: placement.VPC}},
		Unserved: []string{"lambdaMultiValueHeadersEnabled", "proxyProtocolV2", "preserveClientIp", "targetFailovers", "targetGroupHealth",
			"targetHealthStates", "connectionTermination"},
		Check: checkTargets,
		Apply: applyTargets,
		Read:  balancers,
	}
}

var targetRules = check.Rules{
	"name":                           nameRule,
	"port":                           check.Between(1, 65535),
	"protocol":                       check.OneOf("HTTP", "HTTPS"),
	"protocolVersion":                check.OneOf("HTTP1", "HTTP2", "GRPC"),
	"targetType":                     check.OneOf("instance", "ip"),
	"deregistrationDelay":            check.Between(0, 3600),
	"loadBalancingAlgorithmType":     check.OneOf("round_robin", "least_outstanding_requests", "weighted_random"),
	"healthCheck.protocol":           check.OneOf("HTTP", "HTTPS"),
	"healthCheck.interval":           check.Between(5, 300),
	"healthCheck.timeout":            check.Between(2, 120),
	"healthCheck.healthyThreshold":   check.Between(2, 10),
	"healthCheck.unhealthyThreshold": check.Between(2, 10),
	"healthCheck.matcher":            check.Matches(`[0-9]{3}(?:[,-][0-9]{3})*`, 3, 255, "status codes such as 200 or 200-299"),
	"healthCheck.path":               check.Matches(`/.*`, 1, 1024, "a path that begins with /"),
}

func checkTargets(in cloud.Values, report cloud.Report) {
	targetRules.Report(in, report)
	for _, name := range []string{"port", "protocol", "vpcId"} {
		if in.Unset(name) {
			report(name, "is missing; targets that are instances or addresses need it")
		}
	}
	health := in.Object("healthCheck")
	if health.Known("timeout") && health.Known("interval") && health.Number("timeout") >= health.Number("interval") {
		report("healthCheck.timeout", "is %d, but must be smaller than the interval", health.Whole("timeout"))
	}
}

func applyTargets(tx *cloud.Transaction, _, now *cloud.Object) error {
	if same, err := taken(tx, now); err != nil || same {
		if err == nil {
			err = cloud.Refuse("DuplicateTargetGroupName", "A target group with the same name '%s' exists, but with different settings", now.Text("name"))
		}
		return err
	}
	for name, value := range map[string]any{"ipAddressType": "ipv4", "protocolVersion": "HTTP1", "loadBalancingAlgorithmType": "round_robin",
		"loadBalancingAnomalyMitigation": "off", "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration",
		"stickiness":  cloud.Values{"enabled": false, "type": "lb_cookie", "cookieDuration": 86400},
		"healthCheck": cloud.Values{"enabled": true, "healthyThreshold": 5, "interval": 30, "port": "traffic-port", "protocol": "HTTP", "unhealthyThreshold": 2}} {
		now.Default(name, value)
	}
	health := now.Object("healthCheck")
	for name, value := range map[string]any{"matcher": "200", "path": "/", "timeout": 5} {
		if health.Unset(name) {
			health[name] = value
		}
	}
	now.Put("arnSuffix", shortARN(now.ID, "targetgroup/"))
	return balancers(tx, now)
}

// balancers lists the load balancers whose listeners forward to a target group.
func balancers(tx *cloud.Transaction, now *cloud.Object) error {
	listeners, err := tx.List(listenerToken)
	found := []any{}
	for _, each := range listeners {
		if strings.Contains(strings.Join(forwards(each.Values), " "), now.ID) && (len(found) == 0 || found[0] != each.Text("loadBalancerArn")) {
			found = append(found, each.Text("loadBalancerArn"))
		}
	}
	now.Put("loadBalancerArns", found)
	return err
}
