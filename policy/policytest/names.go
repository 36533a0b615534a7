package policytest

import (
	"fmt"
	"strings"
)

const (
	region  = "ap-northeast-1"
	account = "123456789012"
)

// The types that rewrites know.
const (
	route   = "aws:ec2/route:Route"
	group   = "aws:ec2/securityGroup:SecurityGroup"
	ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egress  = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

// idPrefixes are the beginnings that AWS gives ids, where rules read them.
var idPrefixes = map[string]string{
	"aws:ec2/vpc:Vpc": "vpc", "aws:ec2/subnet:Subnet": "subnet", "aws:ec2/securityGroup:SecurityGroup": "sg",
	"aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "pcx", "aws:ec2/internetGateway:InternetGateway": "igw",
	"aws:ec2/vpcEndpoint:VpcEndpoint": "vpce", "aws:ec2/natGateway:NatGateway": "nat", "aws:ec2/managedPrefixList:ManagedPrefixList": "pl",
}

// arns are the forms of the ARNs that other resources refer by ("Service Authorization Reference"); * is the name.
var arns = map[string]string{
	"aws:iam/role:Role": "iam::A:role/*", "aws:iam/policy:Policy": "iam::A:policy/*", "aws:iam/user:User": "iam::A:user/*", "aws:iam/group:Group": "iam::A:group/*",
	"aws:iam/instanceProfile:InstanceProfile": "iam::A:instance-profile/*", "aws:ec2/vpc:Vpc": "ec2:R:A:vpc/*",
	"aws:ecs/taskDefinition:TaskDefinition": "ecs:R:A:task-definition/*:1", "aws:ecs/cluster:Cluster": "ecs:R:A:cluster/*",
	"aws:cloudwatch/logGroup:LogGroup": "logs:R:A:log-group:*", "aws:kms/key:Key": "kms:R:A:key/*",
	"aws:secretsmanager/secret:Secret": "secretsmanager:R:A:secret:*", "aws:ecr/repository:Repository": "ecr:R:A:repository/*",
	"aws:lb/loadBalancer:LoadBalancer": "elasticloadbalancing:R:A:loadbalancer/app/*/1", "aws:lb/targetGroup:TargetGroup": "elasticloadbalancing:R:A:targetgroup/*/1",
	"aws:lb/listener:Listener": "elasticloadbalancing:R:A:listener/app/*/1/1",
}

// arnIsID are the types whose Pulumi id is their ARN.
var arnIsID = map[string]bool{
	"aws:iam/policy:Policy": true, "aws:secretsmanager/secret:Secret": true, "aws:ecs/cluster:Cluster": true,
	"aws:lb/loadBalancer:LoadBalancer": true, "aws:lb/targetGroup:TargetGroup": true, "aws:lb/listener:Listener": true,
}

// idOf makes up a resource's id. It holds the stack's name, since other stacks may hold it.
func idOf(kind, stack, name string) string {
	if arnIsID[kind] {
		return arnOf(kind, stack+"-"+name)
	}
	prefix, ok := idPrefixes[kind]
	if !ok {
		prefix = strings.ToLower(kind[strings.LastIndex(kind, ":")+1:])
	}
	return prefix + "-" + stack + "-" + name
}

func arnOf(kind, id string) string {
	form, ok := arns[kind]
	if !ok {
		module, _, _ := strings.Cut(strings.TrimPrefix(kind, "aws:"), "/")
		form = module + ":R:A:" + strings.ToLower(kind[strings.LastIndex(kind, ":")+1:]) + "/*"
	}
	form = strings.Replace(form, ":R:A:", ":"+region+":"+account+":", 1)
	form = strings.Replace(form, "::A:", "::"+account+":", 1)
	return "arn:aws:" + strings.Replace(form, "*", id, 1)
}

func (n *Node) urn() string {
	return fmt.Sprintf("urn:pulumi:%s::secure-room::%s::%s", n.stack.Name, n.qualified(), n.Name)
}

// qualified is the type behind those of its parents, as URNs hold it.
func (n *Node) qualified() string {
	if p := n.Options.Parent; p != nil {
		return p.qualified() + "$" + n.Type
	}
	return n.Type
}
