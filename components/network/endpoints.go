package network

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/servicename"
)

// https is the one port that AWS's interface and gateway endpoints answer on for the services used here.
const https = 443

// s3 is the one service of a gateway endpoint.
const s3 = "s3"

// endpoint is one service's private way. A gateway endpoint has no group.
type endpoint struct {
	resource *ec2.VpcEndpoint
	group    *ec2.SecurityGroup
}

// makeEndpoints registers the private ways to AWS services. Nobody may use one until AllowEndpointsFrom lets a group in.
func (n *Network) makeEndpoints(ctx *pulumi.Context, endpoints *Endpoints) error {
	if endpoints == nil {
		return nil
	}
	var subnetIDs pulumi.StringArray
	for _, subnet := range n.Tier(endpoints.Tier) {
		subnetIDs = append(subnetIDs, subnet.ID)
	}
	for _, service := range endpoints.Services {
		if err := n.makeInterfaceEndpoint(ctx, service, subnetIDs); err != nil {
			return err
		}
	}
	if len(endpoints.S3Tiers) > 0 {
		return n.makeS3Endpoint(ctx, endpoints.S3Tiers)
	}
	return nil
}

// makeInterfaceEndpoint gives a service a security group of its own, so that a client of one is no client of another.
func (n *Network) makeInterfaceEndpoint(ctx *pulumi.Context, service string, subnetIDs pulumi.StringArray) error {
	name := fmt.Sprintf("%s-%s", n.name, service)
	group, err := ec2.NewSecurityGroup(ctx, name, &ec2.SecurityGroupArgs{
		Description: pulumi.Sprintf("VPC endpoint of %s in network %s", service, n.name),
		VpcId:       n.VpcID,
		Tags:        tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the security group of %s's endpoint: %w", service, err)
	}
	made, err := ec2.NewVpcEndpoint(ctx, name, &ec2.VpcEndpointArgs{
		VpcId:             n.VpcID,
		VpcEndpointType:   pulumi.String("Interface"),
		ServiceName:       pulumi.String(n.serviceName(service)),
		PrivateDnsEnabled: pulumi.Bool(true),
		SubnetIds:         subnetIDs,
		SecurityGroupIds:  pulumi.StringArray{group.ID()},
		Policy:            pulumi.String(n.interfacePolicy(service)),
		Tags:              tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the endpoint of %s: %w", service, err)
	}
	n.endpoints[service] = endpoint{made, group}
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
	made, err := ec2.NewVpcEndpoint(ctx, name, &ec2.VpcEndpointArgs{
		VpcId:           n.VpcID,
		VpcEndpointType: pulumi.String("Gateway"),
		ServiceName:     pulumi.String(n.serviceName(s3)),
		RouteTableIds:   tables,
		Policy:          pulumi.String(n.s3Policy()),
		Tags:            tags(name),
	}, pulumi.Parent(n))
	if err != nil {
		return fmt.Errorf("registering the endpoint of s3: %w", err)
	}
	n.endpoints[s3] = endpoint{resource: made}
	return nil
}

func (n *Network) serviceName(service string) string {
	return fmt.Sprintf("com.amazonaws.%s.%s", n.Region, service)
}

// AllowEndpointsFrom lets a security group use the endpoints of the services that it names, "s3" among them: for each one
// rule out of that group and, but for S3, one into the endpoint's. The client names the rules, as in "proxy". It returns
// what the client has to wait for.
func (n *Network) AllowEndpointsFrom(ctx *pulumi.Context, client string, groupID pulumi.StringInput, services ...string) (
	[]pulumi.Resource, error) {
	for _, service := range services {
		if _, found := n.endpoints[service]; !found {
			return nil, fmt.Errorf("network %s has no endpoint of %s to let %s use; it has %s", n.name, service, client,
				listed(n.endpoints))
		}
	}
	var needed []pulumi.Resource
	for _, service := range services {
		one := n.endpoints[service]
		needed = append(needed, one.resource)
		name := fmt.Sprintf("%s-%s-to-%s", n.name, client, service)
		out := &vpc.SecurityGroupEgressRuleArgs{
			SecurityGroupId: groupID,
			IpProtocol:      pulumi.String("tcp"),
			FromPort:        pulumi.Int(https),
			ToPort:          pulumi.Int(https),
			Description:     pulumi.Sprintf("VPC endpoint of %s", service),
		}
		if one.group == nil {
			// Gateway endpoints have no security group; the rule names S3's addresses by AWS's own prefix list
			// ("Gateway endpoints for Amazon S3", AWS PrivateLink guide).
			out.PrefixListId = one.resource.PrefixListId
		} else {
			out.ReferencedSecurityGroupId = one.group.ID()
			in, err := n.letIn(ctx, service, client, groupID)
			if err != nil {
				return nil, err
			}
			needed = append(needed, in)
		}
		rule, err := vpc.NewSecurityGroupEgressRule(ctx, name, out, pulumi.Parent(n))
		if err != nil {
			return nil, fmt.Errorf("letting %s out to the endpoint of %s: %w", client, service, err)
		}
		needed = append(needed, rule)
	}
	return needed, nil
}

// letIn opens an interface endpoint's group to a client's.
func (n *Network) letIn(ctx *pulumi.Context, service, client string, groupID pulumi.StringInput) (pulumi.Resource, error) {
	name := fmt.Sprintf("%s-%s-from-%s", n.name, service, client)
	rule, err := vpc.NewSecurityGroupIngressRule(ctx, name, &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId:           n.endpoints[service].group.ID(),
		ReferencedSecurityGroupId: groupID,
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(https),
		ToPort:                    pulumi.Int(https),
		Description:               pulumi.Sprintf("From %s", client),
	}, pulumi.Parent(n))
	if err != nil {
		return nil, fmt.Errorf("letting %s in to the endpoint of %s: %w", client, service, err)
	}
	return rule, nil
}

// EndpointNames are the DNS names by which the services of the endpoints are asked for, in order. Nothing in the network gets
// to a service without resolving its names.
func (n *Network) EndpointNames() []string {
	var names []string
	for _, service := range slices.Sorted(maps.Keys(n.endpoints)) {
		names = append(names, servicename.Of(service, n.Region, n.AccountID)...)
	}
	return names
}

// listed puts services in words.
func listed[V any](services map[string]V) string {
	if len(services) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(maps.Keys(services)), ", ")
}
