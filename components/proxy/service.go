package proxy

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/servicediscovery"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/fargate"
)

// makeService registers the proxy's private name, the tasks that answer to it, and what watches them.
func (p *Proxy) makeService(ctx *pulumi.Context, args *Args, task *ecs.TaskDefinition, before []pulumi.Resource) error {
	discovery, err := p.makeDiscovery(ctx, args)
	if err != nil {
		return err
	}
	running, err := fargate.NewService(ctx, p.name, fargate.Service{
		Task:      task,
		SubnetIDs: pulumi.StringArray(args.SubnetIDs),
		GroupID:   p.GroupID,
		Registry:  &ecs.ServiceServiceRegistriesArgs{RegistryArn: discovery.Arn},
		MostTasks: args.MostTasks,
		Before:    before,
	}, p)
	if err != nil {
		return err
	}
	return p.watch(ctx, args, running)
}

// makeDiscovery registers the proxy's name: a private zone of the room's VPC in which ECS keeps the running tasks'
// addresses ("Use service discovery to connect Amazon ECS services with DNS names", Amazon ECS Developer Guide).
func (p *Proxy) makeDiscovery(ctx *pulumi.Context, args *Args) (*servicediscovery.Service, error) {
	namespace, err := servicediscovery.NewPrivateDnsNamespace(ctx, p.name, &servicediscovery.PrivateDnsNamespaceArgs{
		Name:        pulumi.String(args.Namespace),
		Description: pulumi.String("Services of the secure room"),
		Vpc:         args.Network.VpcID,
		Tags:        tags(p.name),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, fmt.Errorf("registering the private zone: %w", err)
	}
	service, err := servicediscovery.NewService(ctx, p.name, &servicediscovery.ServiceArgs{
		Name: pulumi.String(host),
		DnsConfig: &servicediscovery.ServiceDnsConfigArgs{
			NamespaceId:   namespace.ID(),
			RoutingPolicy: pulumi.String("MULTIVALUE"),
			DnsRecords: servicediscovery.ServiceDnsConfigDnsRecordArray{
				&servicediscovery.ServiceDnsConfigDnsRecordArgs{Type: pulumi.String("A"), Ttl: pulumi.Int(10)},
			},
		},
		// ECS itself reports which tasks are healthy.
		HealthCheckCustomConfig: &servicediscovery.ServiceHealthCheckCustomConfigArgs{FailureThreshold: pulumi.Int(1)},
		Tags:                    tags(p.name),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, fmt.Errorf("registering the proxy's name: %w", err)
	}
	return service, nil
}
