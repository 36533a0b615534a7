package web

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// tlsPolicy takes TLS 1.2 and 1.3 and is the one that AWS recommends; a program that names none gets one that takes TLS
// 1.0 ("Security policies for your Application Load Balancer", User Guide for Application Load Balancers).
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06"

// makeBalancer registers the balancer, its listeners, and the target group that tasks are put into. It returns the last
// of these and the listeners: a service can be put behind a target group only once a listener forwards to it.
func (w *Web) makeBalancer(ctx *pulumi.Context, args *Args) (*lb.TargetGroup, []pulumi.Resource, error) {
	var subnets pulumi.StringArray
	for _, subnet := range args.Public {
		subnets = append(subnets, subnet.ID)
	}
	balancer, err := lb.NewLoadBalancer(ctx, w.name, &lb.LoadBalancerArgs{
		LoadBalancerType: pulumi.String("application"),
		Internal:         pulumi.Bool(false),
		Subnets:          subnets,
		SecurityGroups:   pulumi.StringArray{w.balancer.ID()},
		// Against request smuggling: "Header fields" and "Desync mitigation mode", the same guide.
		DropInvalidHeaderFields:  pulumi.Bool(true),
		DesyncMitigationMode:     pulumi.String("defensive"),
		EnableDeletionProtection: pulumi.Bool(args.DeletionProtection),
		Tags:                     tags(w.name),
	}, pulumi.Parent(w), pulumi.DependsOn(args.Network.Outward())) // AWS asks for an internet gateway
	if err != nil {
		return nil, nil, fmt.Errorf("registering the load balancer: %w", err)
	}
	w.Address = balancer.DnsName
	targets, err := lb.NewTargetGroup(ctx, w.name, &lb.TargetGroupArgs{
		VpcId:               args.Network.VpcID,
		Port:                pulumi.Int(args.Port),
		Protocol:            pulumi.String("HTTP"),
		TargetType:          pulumi.String("ip"), // each task has an address of its own
		DeregistrationDelay: pulumi.Int(30),
		HealthCheck: &lb.TargetGroupHealthCheckArgs{
			Path:    pulumi.String(args.HealthPath),
			Matcher: pulumi.String("200-399"),
		},
		Tags: tags(w.name),
	}, pulumi.Parent(w))
	if err != nil {
		return nil, nil, fmt.Errorf("registering the target group: %w", err)
	}
	front, err := lb.NewListener(ctx, w.name, &lb.ListenerArgs{
		LoadBalancerArn: balancer.Arn,
		Port:            pulumi.Int(https),
		Protocol:        pulumi.String("HTTPS"),
		SslPolicy:       pulumi.String(tlsPolicy),
		CertificateArn:  pulumi.String(args.CertificateARN),
		DefaultActions: lb.ListenerDefaultActionArray{
			&lb.ListenerDefaultActionArgs{Type: pulumi.String("forward"), TargetGroupArn: targets.Arn},
		},
		Tags: tags(w.name),
	}, pulumi.Parent(w))
	if err != nil {
		return nil, nil, fmt.Errorf("registering the HTTPS listener: %w", err)
	}
	if args.RedirectHTTP {
		if _, err := lb.NewListener(ctx, w.name+"-redirect", &lb.ListenerArgs{
			LoadBalancerArn: balancer.Arn,
			Port:            pulumi.Int(http),
			Protocol:        pulumi.String("HTTP"),
			DefaultActions: lb.ListenerDefaultActionArray{&lb.ListenerDefaultActionArgs{
				Type: pulumi.String("redirect"),
				Redirect: &lb.ListenerDefaultActionRedirectArgs{Protocol: pulumi.String("HTTPS"), Port: pulumi.String("443"),
					StatusCode: pulumi.String("HTTP_301")},
			}},
			Tags: tags(w.name + "-redirect"),
		}, pulumi.Parent(w)); err != nil {
			return nil, nil, fmt.Errorf("registering the redirect to HTTPS: %w", err)
		}
	}
	return targets, []pulumi.Resource{front}, nil
}
