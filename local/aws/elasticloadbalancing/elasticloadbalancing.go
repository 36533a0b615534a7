// Package elasticloadbalancing is Elastic Load Balancing in the local cloud: Application Load Balancers.
package elasticloadbalancing

import (
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	balancerToken    = "aws:lb/loadBalancer:LoadBalancer"
	targetGroupToken = "aws:lb/targetGroup:TargetGroup"
	listenerToken    = "aws:lb/listener:Listener"
)

// Service lists what the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{
		Kinds: []cloud.Kind{loadBalancer(), targetGroup(), listener()},
		Functions: []cloud.Function{
			{Token: "aws:lb/getLoadBalancer:getLoadBalancer", Call: lookUp},
			{Token: "aws:lb/getListener:getListener", Call: lookUpListener},
		},
	}
}

// nameRule is "CreateLoadBalancer, Name" and "CreateTargetGroup, Name".
var nameRule = check.Matches(`[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?`, 1, 32,
	"letters, digits and hyphens, with no hyphen at either end")

// shortARN is an ARN's last part, by which CloudWatch knows the object.
func shortARN(arn, from string) string { return arn[strings.Index(arn, from):] }

// mark is the sixteen digits at the end of an ARN.
func mark() string { return cloud.NewID("")[:16] }

// taken looks for another object of the same type and name, which AWS has one of in a region.
func taken(tx *cloud.Transaction, now *cloud.Object) (bool, error) {
	all, err := tx.List(now.Token)
	for _, other := range all {
		if other.ID != now.ID && other.Text("name") == now.Text("name") {
			return true, nil
		}
	}
	return false, err
}
