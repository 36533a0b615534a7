package proxy

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/servicediscovery"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// tasks is how many run, so that losing a zone leaves one.
const tasks = 2

// makeService registers the cluster, the proxy's private name, and the tasks that answer to it.
func (p *Proxy) makeService(ctx *pulumi.Context, args *Args, task *ecs.TaskDefinition, before []pulumi.Resource) error {
	cluster, err := ecs.NewCluster(ctx, p.name, &ecs.ClusterArgs{
		Settings: ecs.ClusterSettingArray{
			&ecs.ClusterSettingArgs{Name: pulumi.String("containerInsights"), Value: pulumi.String("enabled")},
		},
		Tags: tags(p.name),
	}, pulumi.Parent(p))
	if err != nil {
		return fmt.Errorf("registering the cluster: %w", err)
	}
	discovery, err := p.makeDiscovery(ctx, args)
	if err != nil {
		return err
	}
	if _, err := ecs.NewService(ctx, p.name, &ecs.ServiceArgs{
		Cluster:         cluster.Arn,
		TaskDefinition:  task.Arn,
		DesiredCount:    pulumi.Int(tasks),
		LaunchType:      pulumi.String("FARGATE"),
		PlatformVersion: pulumi.String("LATEST"),
		// ECS Exec would let people into the container, past its configuration.
		EnableExecuteCommand: pulumi.Bool(false),
		NetworkConfiguration: &ecs.ServiceNetworkConfigurationArgs{
			Subnets:        pulumi.StringArray(args.SubnetIDs),
			SecurityGroups: pulumi.StringArray{p.GroupID},
			AssignPublicIp: pulumi.Bool(false),
		},
		// A deploy that does not come up leaves the tasks before it in place ("How the Amazon ECS deployment circuit
		// breaker detects failures", Amazon ECS Developer Guide).
		DeploymentCircuitBreaker: &ecs.ServiceDeploymentCircuitBreakerArgs{
			Enable:   pulumi.Bool(true),
			Rollback: pulumi.Bool(true),
		},
		DeploymentMinimumHealthyPercent: pulumi.Int(100),
		DeploymentMaximumPercent:        pulumi.Int(200),
		ServiceRegistries:               &ecs.ServiceServiceRegistriesArgs{RegistryArn: discovery.Arn},
		EnableEcsManagedTags:            pulumi.Bool(true),
		PropagateTags:                   pulumi.String("SERVICE"),
		Tags:                            tags(p.name),
	}, pulumi.Parent(p), pulumi.DependsOn(before)); err != nil {
		return fmt.Errorf("registering the service: %w", err)
	}
	return nil
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
