package proxy

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/squid"
)

// https is what pulling the image and writing the log take, whatever is let out.
const https = 443

// taskServices are what ECS pulls the image through and writes the log to, from the task's own network interface
// ("Amazon ECR interface VPC endpoints (AWS PrivateLink)", Amazon ECR User Guide: considerations for AWS Fargate). In all
// of the VPC their names lead to the endpoints, so that without leave to use these no task would start.
var taskServices = []string{"ecr.api", "ecr.dkr", "logs", "s3"}

// openWays registers the proxy's security group, the way from the terminals' group to it, both ends, its own way out, and
// the way to the VPC endpoints. Out, the address cannot be narrowed: names are what Squid judges, and addresses behind
// them change. No rule is needed for DNS, since security groups do not filter what goes to the VPC's own resolver
// ("Control traffic to your AWS resources using security groups", Amazon VPC User Guide).
func (p *Proxy) openWays(ctx *pulumi.Context, args *Args) ([]pulumi.Resource, error) {
	group, err := ec2.NewSecurityGroup(ctx, p.name, &ec2.SecurityGroupArgs{
		Description: pulumi.String("Proxy of the secure room"),
		VpcId:       args.Network.VpcID,
		Tags:        tags(p.name),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, fmt.Errorf("registering the proxy's security group: %w", err)
	}
	p.GroupID = group.ID()

	in, err := vpc.NewSecurityGroupIngressRule(ctx, p.name+"-from-terminals", &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId:           group.ID(),
		ReferencedSecurityGroupId: args.ClientsGroupID,
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(squid.Port),
		ToPort:                    pulumi.Int(squid.Port),
		Description:               pulumi.String("Terminals"),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, fmt.Errorf("registering the way in from the terminals: %w", err)
	}
	to, err := vpc.NewSecurityGroupEgressRule(ctx, p.name+"-terminals", &vpc.SecurityGroupEgressRuleArgs{
		SecurityGroupId:           args.ClientsGroupID,
		ReferencedSecurityGroupId: group.ID(),
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(squid.Port),
		ToPort:                    pulumi.Int(squid.Port),
		Description:               pulumi.String("Proxy"),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, fmt.Errorf("registering the terminals' way to the proxy: %w", err)
	}
	ways := []pulumi.Resource{in, to}
	for _, port := range p.outPorts() {
		out, err := vpc.NewSecurityGroupEgressRule(ctx, fmt.Sprintf("%s-out-%d", p.name, port), &vpc.SecurityGroupEgressRuleArgs{
			SecurityGroupId: group.ID(),
			CidrIpv4:        pulumi.String("0.0.0.0/0"),
			IpProtocol:      pulumi.String("tcp"),
			FromPort:        pulumi.Int(port),
			ToPort:          pulumi.Int(port),
			Description:     pulumi.String("Hosts of the allowlist, which Squid checks by name"),
		}, pulumi.Parent(p))
		if err != nil {
			return nil, fmt.Errorf("registering the way out on port %d: %w", port, err)
		}
		ways = append(ways, out)
	}
	needed, err := args.Network.AllowEndpointsFrom(ctx, "proxy", group.ID(), taskServices...)
	if err != nil {
		return nil, err
	}
	return append(ways, needed...), nil
}

func (p *Proxy) outPorts() []int {
	ports := append(p.Allowed.Ports(), https)
	slices.Sort(ports)
	return slices.Compact(ports)
}
