package elasticloadbalancing

import (
	"fmt"

	"secure-room/local/aws/cloud"
)

// shown are what both look-ups tell of a load balancer and of a listener, as far as they are served.
var (
	shownOfBalancer = []string{"arn", "arnSuffix", "dnsName", "dropInvalidHeaderFields", "enableDeletionProtection", "enableHttp2", "idleTimeout",
		"internal", "ipAddressType", "loadBalancerType", "name", "securityGroups", "subnets", "vpcId", "zoneId"}
	shownOfListener = []string{"arn", "certificateArn", "loadBalancerArn", "port", "protocol", "sslPolicy"}
)

func show(found *cloud.Object, names []string) cloud.Values {
	values := cloud.Values{"id": found.ID}
	for _, name := range names {
		if !found.Unset(name) {
			values[name] = found.Values[name]
		}
	}
	return values
}

// lookUp finds a load balancer by its name or ARN.
// AWS: "Elastic Load Balancing API Reference (2015-12-01), DescribeLoadBalancers".
func lookUp(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	all, err := tx.List(balancerToken)
	if err != nil {
		return nil, err
	}
	for name := range in {
		if name != "name" && name != "arn" {
			return nil, cloud.Refuse("ValidationError", "the local AWS does not serve %s of getLoadBalancer", name)
		}
	}
	for _, each := range all {
		if (in.Text("name") == "" || in.Text("name") == each.Text("name")) && (in.Text("arn") == "" || in.Text("arn") == each.ID) && len(in) > 0 {
			return show(each, shownOfBalancer), nil
		}
	}
	return nil, cloud.Refuse("LoadBalancerNotFound", "Load balancers '[%s]' not found", in.Text("name")+in.Text("arn"))
}

// lookUpListener finds the listener on a port of a load balancer.
// AWS: "Elastic Load Balancing API Reference (2015-12-01), DescribeListeners".
func lookUpListener(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	all, err := tx.List(listenerToken)
	for _, each := range all {
		if each.Text("loadBalancerArn") == in.Text("loadBalancerArn") && each.Whole("port") == in.Whole("port") {
			return show(each, shownOfListener), nil
		}
	}
	if err == nil {
		err = cloud.Refuse("ListenerNotFound", "No listener of %s on port %s", in.Text("loadBalancerArn"), fmt.Sprint(in["port"]))
	}
	return nil, err
}
