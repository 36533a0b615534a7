// Package ec2 is Amazon EC2 and Amazon VPC in the local cloud: networks, their gateways and rules,
// and instances.
package ec2

import "secure-room/local/aws/cloud"

// Service lists the resource types and look-ups that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{
		Kinds: []cloud.Kind{
			vpc(), subnet(), routeTable(), routeTableAssociation(), route(),
			internetGateway(), internetGatewayAttachment(), natGateway(), elasticIP(),
			securityGroup(), defaultSecurityGroup(), ingressRule(), egressRule(),
			peering(), peeringAccepter(), peeringOptions(),
			endpoint(), flowLog(), instance(),
		},
		Functions: functions(),
	}
}
