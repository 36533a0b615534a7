package network

import (
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// serviceForm is what follows "com.amazonaws.<region>." in an endpoint service's name.
var serviceForm = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$`)

// https is the one port that AWS's interface and gateway endpoints answer on for the services used here.
const https = 443

// makeEndpoints registers the private ways to AWS services. Nobody may use an interface endpoint until
// AllowEndpointsFrom lets a group in.
func (n *Network) makeEndpoints(ctx *pulumi.Context, endpoints *Endpoints) error {
	if endpoints == nil {
		return nil
	}
	if len(endpoints.Services) > 0 {
		if err := n.makeInterfaceEndpoints(ctx, endpoints); err != nil {
			return err
		}
	}
	if len(endpoints.S3Tiers) > 0 {
		return n.makeS3Endpoint(ctx, endpoints.S3Tiers)
	}
	return nil
}

func (n *Network) makeInterfaceEndpoints(ctx *pulumi.Context, endpoints *Endpoints) error {
	name := n.name + "-endpoints"
	group, err := ec2.NewSecurityGroup(ctx, name, &ec2.SecurityGroupArgs{
		Description: pulumi.Sprintf("VPC endpoints of network %s", n.name),
		VpcId:       n.VpcID,
		Tags:        tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the endpoints' security group: %w", err)
	}
	n.endpointsGroup = group
	var subnetIDs pulumi.StringArray
	for _, subnet := range n.Tier(endpoints.Tier) {
		subnetIDs = append(subnetIDs, subnet.ID)
	}
	for _, service := range endpoints.Services {
		name := fmt.Sprintf("%s-%s", n.name, service)
		if _, err := ec2.NewVpcEndpoint(ctx, name, &ec2.VpcEndpointArgs{
			VpcId:             n.VpcID,
			VpcEndpointType:   pulumi.String("Interface"),
			ServiceName:       pulumi.String(n.serviceName(service)),
			PrivateDnsEnabled: pulumi.Bool(true),
			SubnetIds:         subnetIDs,
			SecurityGroupIds:  pulumi.StringArray{group.ID()},
			Policy:            pulumi.String(n.interfacePolicy(service)),
			Tags:              tags(name),
		}, pulumi.Parent(n)); err != nil {
			return fmt.Errorf("registering the endpoint of %s: %w", service, err)
		}
	}
	return nil
}

func (n *Network) makeS3Endpoint(ctx *pulumi.Context, tiers []string) error {
	var tables pulumi.StringArray
	for _, tier := range tiers {
		for _, subnet := range n.Tier(tier) {
			tables = append(tables, subnet.RouteTableID)
		}
	}
	name := n.name + "-s3"
	endpoint, err := ec2.NewVpcEndpoint(ctx, name, &ec2.VpcEndpointArgs{
		VpcId:           n.VpcID,
		VpcEndpointType: pulumi.String("Gateway"),
		ServiceName:     pulumi.String(n.serviceName("s3")),
		RouteTableIds:   tables,
		Policy:          pulumi.String(n.s3Policy()),
		Tags:            tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the endpoint of s3: %w", err)
	}
	n.S3PrefixListID = endpoint.PrefixListId
	return nil
}

func (n *Network) serviceName(service string) string {
	return fmt.Sprintf("com.amazonaws.%s.%s", n.Region, service)
}

// AllowEndpointsFrom lets a security group use the interface endpoints: one rule out of that group and one into the
// endpoints'. The client names the rules, as in "management-instance".
func (n *Network) AllowEndpointsFrom(ctx *pulumi.Context, client string, groupID pulumi.StringInput) error {
	if n.endpointsGroup == nil {
		return fmt.Errorf("network %s has no interface endpoints to let %s use", n.name, client)
	}
	name := fmt.Sprintf("%s-endpoints-from-%s", n.name, client)
	if _, err := vpc.NewSecurityGroupIngressRule(ctx, name, &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId:           n.endpointsGroup.ID(),
		ReferencedSecurityGroupId: groupID,
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(https),
		ToPort:                    pulumi.Int(https),
		Description:               pulumi.Sprintf("AWS services, from %s", client),
	}, pulumi.Parent(n)); err != nil {
		return fmt.Errorf("letting %s in to the endpoints: %w", client, err)
	}
	name = fmt.Sprintf("%s-%s-to-endpoints", n.name, client)
	if _, err := vpc.NewSecurityGroupEgressRule(ctx, name, &vpc.SecurityGroupEgressRuleArgs{
		SecurityGroupId:           groupID,
		ReferencedSecurityGroupId: n.endpointsGroup.ID(),
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(https),
		ToPort:                    pulumi.Int(https),
		Description:               pulumi.String("AWS services, through the VPC endpoints"),
	}, pulumi.Parent(n)); err != nil {
		return fmt.Errorf("letting %s out to the endpoints: %w", client, err)
	}
	return nil
}

// AllowS3From lets a security group, in a tier of Endpoints.S3Tiers, reach S3 through the gateway endpoint. Gateway
// endpoints have no security group; the client's rule names S3's addresses by AWS's own prefix list ("Gateway endpoints
// for Amazon S3", AWS PrivateLink guide).
func (n *Network) AllowS3From(ctx *pulumi.Context, client string, groupID pulumi.StringInput) error {
	if n.S3PrefixListID.OutputState == nil {
		return fmt.Errorf("network %s has no S3 endpoint to let %s use", n.name, client)
	}
	name := fmt.Sprintf("%s-%s-to-s3", n.name, client)
	if _, err := vpc.NewSecurityGroupEgressRule(ctx, name, &vpc.SecurityGroupEgressRuleArgs{
		SecurityGroupId: groupID,
		PrefixListId:    n.S3PrefixListID,
		IpProtocol:      pulumi.String("tcp"),
		FromPort:        pulumi.Int(https),
		ToPort:          pulumi.Int(https),
		Description:     pulumi.String("S3, through the gateway endpoint"),
	}, pulumi.Parent(n)); err != nil {
		return fmt.Errorf("letting %s out to S3: %w", client, err)
	}
	return nil
}
