package elasticloadbalancing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/elasticloadbalancing"
)

type inputs = cloudtest.Inputs

const (
	balancerToken    = "aws:lb/loadBalancer:LoadBalancer"
	targetGroupToken = "aws:lb/targetGroup:TargetGroup"
	listenerToken    = "aws:lb/listener:Listener"
	certificate      = "arn:aws:acm:ap-northeast-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000"
)

func others() []cloud.Service { return []cloud.Service{ec2.Service()} }

// network is a VPC with an internet gateway and two zones.
func network(c *cloudtest.Cloud) cloudtest.Network {
	made := c.Network(10, "ap-northeast-1a", "ap-northeast-1c")
	c.Create("aws:ec2/internetGateway:InternetGateway", "gateway", inputs{"vpcId": made.VPC})
	return made
}

func balancer(c *cloudtest.Cloud) inputs {
	made := network(c)
	return inputs{"name": "web", "loadBalancerType": "application", "internal": false, "subnets": made.Subnets,
		"securityGroups": []any{made.Group}, "dropInvalidHeaderFields": true}
}

func targets(vpc string) inputs {
	return inputs{"name": "web", "port": 8080, "protocol": "HTTP", "targetType": "ip", "vpcId": vpc,
		"healthCheck": inputs{"path": "/", "matcher": "200-399"}}
}

func listener(c *cloudtest.Cloud) inputs {
	made := c.Create(balancerToken, "web", balancer(c))
	group := c.Create(targetGroupToken, "web", targets(made.Text("vpcId")))
	return inputs{"loadBalancerArn": made.ID, "port": 443, "protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
		"certificateArn": certificate, "defaultActions": []any{inputs{"type": "forward", "targetGroupArn": group.ID}}}
}

func TestConformance(t *testing.T) {
	health := func(changes inputs) func(*cloudtest.Cloud, inputs) inputs {
		return func(_ *cloudtest.Cloud, in inputs) inputs {
			return in.With(inputs{"healthCheck": in["healthCheck"].(inputs).With(changes)})
		}
	}
	cloudtest.Conform(t, elasticloadbalancing.Service(), []cloudtest.Case{{
		Token:   balancerToken,
		Valid:   balancer,
		Changed: func(in inputs) inputs { return in.With(inputs{"idleTimeout": 120, "enableDeletionProtection": false}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name too long", cloudtest.Set(inputs{"name": "a-name-of-more-than-thirty-two-letters"}), "must be 1 to 32 characters"),
			cloudtest.Refuse("hyphen", cloudtest.Set(inputs{"name": "web-"}), "no hyphen at either end"),
			cloudtest.Refuse("reserved name", cloudtest.Set(inputs{"name": "internal-web"}), "cannot begin with internal-"),
			cloudtest.Refuse("type", cloudtest.Set(inputs{"loadBalancerType": "network"}), "must be one of application"),
			cloudtest.Refuse("no subnets", cloudtest.Set(inputs{"subnets": nil}), "needs subnets in two availability zones"),
			cloudtest.Refuse("one zone", func(_ *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"subnets": in["subnets"].([]any)[:1]})
			}, "two different Availability Zones"),
			cloudtest.Refuse("no internet gateway", func(c *cloudtest.Cloud, in inputs) inputs {
				private := c.Network(30, "ap-northeast-1a", "ap-northeast-1c")
				return in.With(inputs{"subnets": private.Subnets, "securityGroups": []any{private.Group}})
			}, "has no internet gateway"),
			cloudtest.Refuse("group of another VPC", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"securityGroups": []any{c.Network(30).Group}})
			}, "One or more security groups are invalid"),
			cloudtest.Refuse("idle timeout", cloudtest.Set(inputs{"idleTimeout": 0}), "whole number from 1 to 4000"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(balancerToken, "first", in); return in }, "DuplicateLoadBalancerName"),
		},
	}, {
		Token:   targetGroupToken,
		Valid:   func(c *cloudtest.Cloud) inputs { return targets(network(c).VPC) },
		Changed: func(in inputs) inputs { return in.With(inputs{"deregistrationDelay": 60}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "web_tier"}), "letters, digits and hyphens"),
			cloudtest.Refuse("protocol", cloudtest.Set(inputs{"protocol": "TCP"}), "must be one of HTTP, HTTPS"),
			cloudtest.Refuse("port", cloudtest.Set(inputs{"port": 0}), "whole number from 1 to 65535"),
			cloudtest.Refuse("target type", cloudtest.Set(inputs{"targetType": "lambda"}), "must be one of instance, ip"),
			cloudtest.Refuse("no VPC", cloudtest.Set(inputs{"vpcId": nil}), "vpcId is missing"),
			cloudtest.Refuse("path", health(inputs{"path": "health"}), "begins with /"),
			cloudtest.Refuse("interval", health(inputs{"interval": 4}), "whole number from 5 to 300"),
			cloudtest.Refuse("timeout", health(inputs{"interval": 10, "timeout": 10}), "smaller than the interval"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(targetGroupToken, "first", in); return in }, "DuplicateTargetGroupName"),
		},
	}, {
		Token:   listenerToken,
		Valid:   listener,
		Changed: func(in inputs) inputs { return in.With(inputs{"sslPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("HTTPS without certificate", cloudtest.Set(inputs{"certificateArn": nil}), "a certificate must be specified"),
			cloudtest.Refuse("certificate with HTTP", cloudtest.Set(inputs{"protocol": "HTTP"}), "for HTTPS listeners only"),
			cloudtest.Refuse("certificate elsewhere", cloudtest.Set(inputs{"certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/0"}), "CertificateNotFound"),
			cloudtest.Refuse("TLS policy", cloudtest.Set(inputs{"sslPolicy": "newest"}), "must be one of ELBSecurityPolicy-TLS13"),
			cloudtest.Refuse("no action", cloudtest.Set(inputs{"defaultActions": []any{}}), "has 0 actions"),
			cloudtest.Refuse("forward to nothing", cloudtest.Set(inputs{"defaultActions": []any{inputs{"type": "forward"}}}), "an action of the type forward needs it"),
			cloudtest.Refuse("redirect code", cloudtest.Set(inputs{"defaultActions": []any{inputs{"type": "redirect", "redirect": inputs{"statusCode": "301"}}}}), "HTTP_301"),
			cloudtest.Refuse("target group must exist", cloudtest.Set(inputs{"defaultActions": []any{inputs{"type": "forward", "targetGroupArn": "none"}}}), "TargetGroupNotFound"),
			cloudtest.Refuse("port taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(listenerToken, "first", in); return in }, "DuplicateListener"),
			cloudtest.Refuse("targets of another VPC", func(c *cloudtest.Cloud, in inputs) inputs {
				other := targets(c.Network(30).VPC).With(inputs{"name": "other"})
				return in.With(inputs{"defaultActions": []any{inputs{"type": "forward", "targetGroupArn": c.Create(targetGroupToken, "other", other).ID}}})
			}, "not in the same VPC"),
		},
	}}, others()...)
}

func TestABalancerIsNamedProtectedAndFound(t *testing.T) {
	c := cloudtest.New(t, append(others(), elasticloadbalancing.Service())...)
	in := listener(c)
	made := c.Import(balancerToken, in["loadBalancerArn"].(string))
	assert.Regexp(t, `^arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/app/web/[0-9a-f]{16}$`, made.ID)
	assert.Regexp(t, `^web-[0-9]+\.ap-northeast-1\.elb\.amazonaws\.com$`, made.Text("dnsName"))

	target := in["defaultActions"].([]any)[0].(inputs)["targetGroupArn"].(string)
	front := c.Create(listenerToken, "web", in)
	group := c.Import(targetGroupToken, target)
	assert.ErrorContains(t, group.Delete(), "cannot be deleted while it is used by")
	assert.Equal(t, made.ID, group.Outputs["loadBalancerArns"].ArrayValue()[0].StringValue())

	found, err := c.Invoke("aws:lb/getLoadBalancer:getLoadBalancer", inputs{"name": "web"})
	require.NoError(t, err)
	assert.Equal(t, made.ID, found["arn"].StringValue())
	_, err = c.Invoke("aws:lb/getLoadBalancer:getLoadBalancer", inputs{"name": "none"})
	assert.ErrorContains(t, err, "LoadBalancerNotFound: Load balancers '[none]' not found")
	_, err = c.Invoke("aws:lb/getListener:getListener", inputs{"loadBalancerArn": made.ID, "port": 443})
	require.NoError(t, err)
	_, err = c.Invoke("aws:lb/getListener:getListener", inputs{"loadBalancerArn": made.ID, "port": 80})
	assert.ErrorContains(t, err, "ListenerNotFound")

	require.NoError(t, front.Delete())
	require.NoError(t, group.Delete())
}

func TestDeletionProtection(t *testing.T) {
	c := cloudtest.New(t, append(others(), elasticloadbalancing.Service())...)
	in := balancer(c)
	made := c.Create(balancerToken, "web", in.With(inputs{"enableDeletionProtection": true}))
	assert.ErrorContains(t, made.Delete(), "because deletion protection is enabled")
	require.NoError(t, made.Update(in))
	require.NoError(t, made.Delete())
}
