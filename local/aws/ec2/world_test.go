package ec2_test

import (
	"testing"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
)

type inputs = cloudtest.Inputs

const (
	vpcToken         = "aws:ec2/vpc:Vpc"
	subnetToken      = "aws:ec2/subnet:Subnet"
	routeTableToken  = "aws:ec2/routeTable:RouteTable"
	associationToken = "aws:ec2/routeTableAssociation:RouteTableAssociation"
	routeToken       = "aws:ec2/route:Route"
	gatewayToken     = "aws:ec2/internetGateway:InternetGateway"
	attachmentToken  = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
	natToken         = "aws:ec2/natGateway:NatGateway"
	addressToken     = "aws:ec2/eip:Eip"
	groupToken       = "aws:ec2/securityGroup:SecurityGroup"
	defaultToken     = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
	ingressToken     = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressToken      = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	peeringToken     = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
	accepterToken    = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
	optionsToken     = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions"
	endpointToken    = "aws:ec2/vpcEndpoint:VpcEndpoint"
	flowLogToken     = "aws:ec2/flowLog:FlowLog"
	instanceToken    = "aws:ec2/instance:Instance"
)

// world makes things that many cases need.
type world struct{ *cloudtest.Cloud }

func (w world) vpc(name, cidr string) string {
	return w.Create(vpcToken, name, inputs{"cidrBlock": cidr, "enableDnsHostnames": true}).ID
}

func (w world) subnet(vpcID, cidr, zone string) string {
	return w.Create(subnetToken, cidr, inputs{"vpcId": vpcID, "cidrBlock": cidr, "availabilityZone": zone}).ID
}

func (w world) table(vpcID string) string {
	return w.Create(routeTableToken, vpcID+" table", inputs{"vpcId": vpcID}).ID
}

func (w world) gateway(vpcID string) string {
	return w.Create(gatewayToken, vpcID+" gateway", inputs{"vpcId": vpcID}).ID
}

func (w world) group(vpcID, name string) string {
	return w.Create(groupToken, name, inputs{"vpcId": vpcID, "name": name}).ID
}

func (w world) address(name string) string { return w.Create(addressToken, name, inputs{}).ID }

// peering asks production for a connection from the room; accepted says whether it gets it.
func (w world) peering(accepted bool) (connection, room, production string) {
	room, production = w.vpc("room", "10.20.0.0/16"), w.vpc("production", "10.10.0.0/16")
	connection = w.Create(peeringToken, "door", inputs{"vpcId": room, "peerVpcId": production, "autoAccept": accepted}).ID
	return connection, room, production
}

func in(c *cloudtest.Cloud) world { return world{c} }

func empty(t *testing.T) world { return world{cloudtest.New(t, ec2.Service())} }
