package rewrite

// The types that can be written in other forms.
const (
	vpcType             = "aws:ec2/vpc:Vpc"
	subnetType          = "aws:ec2/subnet:Subnet"
	groupType           = "aws:ec2/securityGroup:SecurityGroup"
	olderRule           = "aws:ec2/securityGroupRule:SecurityGroupRule"
	ingressRule         = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressRule          = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	tableType           = "aws:ec2/routeTable:RouteTable"
	routeType           = "aws:ec2/route:Route"
	associationType     = "aws:ec2/routeTableAssociation:RouteTableAssociation"
	mainAssociationType = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
	ipGroupType         = "aws:workspaces/ipGroup:IpGroup"
	instanceType        = "aws:ec2/instance:Instance"
	endpointType        = "aws:ec2/vpcEndpoint:VpcEndpoint"

	interfaceAttachmentType = "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment"
	endpointAttachmentType  = "aws:ec2/securityGroupAssociation:SecurityGroupAssociation"
)
