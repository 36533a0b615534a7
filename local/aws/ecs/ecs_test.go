package ecs_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/cloudwatch"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/ecs"
	"secure-room/local/aws/elasticloadbalancing"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/servicediscovery"
)

type inputs = cloudtest.Inputs

const (
	clusterToken  = "aws:ecs/cluster:Cluster"
	providerToken = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
	taskToken     = "aws:ecs/taskDefinition:TaskDefinition"
	serviceToken  = "aws:ecs/service:Service"
	roleToken     = "aws:iam/role:Role"
	trust         = `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}`
)

func others() []cloud.Service {
	return []cloud.Service{ec2.Service(), iam.Service(), kms.Service(), cloudwatch.Service(), servicediscovery.Service(), elasticloadbalancing.Service()}
}

func newCloud(t *testing.T) *cloudtest.Cloud {
	return cloudtest.New(t, append(others(), ecs.Service())...)
}

// containers is a list of one container with changes; nil removes an element.
func containers(changes ...map[string]any) string {
	all := make([]map[string]any, max(1, len(changes)))
	for i := range all {
		all[i] = map[string]any{"name": "squid", "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/squid@sha256:0", "essential": true,
			"portMappings": []any{map[string]any{"containerPort": 3128, "hostPort": 3128, "protocol": "tcp"}},
			"mountPoints":  []any{map[string]any{"sourceVolume": "scratch", "containerPath": "/scratch"}},
			"healthCheck":  map[string]any{"command": []any{"CMD", "true"}, "interval": 10, "timeout": 5, "retries": 3},
			"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{
				"awslogs-group": "/room/proxy", "awslogs-region": "ap-northeast-1", "awslogs-stream-prefix": "squid"}}}
		if i < len(changes) {
			for name, value := range changes[i] {
				all[i][name] = value
				if value == nil {
					delete(all[i], name)
				}
			}
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func task(c *cloudtest.Cloud) inputs {
	role := c.Create(roleToken, "execution", inputs{"name": "execution", "assumeRolePolicy": trust}).Text("arn")
	return inputs{"family": "proxy", "requiresCompatibilities": []any{"FARGATE"}, "networkMode": "awsvpc", "cpu": "512", "memory": "1024",
		"executionRoleArn": role, "volumes": []any{inputs{"name": "scratch"}}, "containerDefinitions": containers()}
}

func service(c *cloudtest.Cloud) inputs {
	network := c.Network(20, "ap-northeast-1a", "ap-northeast-1c")
	cluster := c.Create(clusterToken, "room", inputs{"name": "room"})
	return inputs{"name": "proxy", "cluster": cluster.ID, "taskDefinition": c.Create(taskToken, "proxy", task(c)).Text("arn"), "desiredCount": 2,
		"launchType": "FARGATE", "networkConfiguration": inputs{"subnets": network.Subnets, "securityGroups": []any{network.Group}},
		"serviceRegistries": inputs{"registryArn": registry(c, network.VPC, "A")}}
}

// registry makes a name under which tasks are found.
func registry(c *cloudtest.Cloud, vpc, record string) string {
	namespace := c.Create("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", record, inputs{"name": record + ".internal", "vpc": vpc}).ID
	return c.Create("aws:servicediscovery/service:Service", record, inputs{"name": "proxy", "dnsConfig": inputs{"namespaceId": namespace,
		"dnsRecords": []any{inputs{"type": record, "ttl": 10}}}}).Text("arn")
}

func TestConformance(t *testing.T) {
	container := func(rule, says string, changes ...map[string]any) cloudtest.Bad {
		return cloudtest.Refuse("container: "+rule, cloudtest.Set(inputs{"containerDefinitions": containers(changes...)}), says)
	}
	network := func(change func(*cloudtest.Cloud, inputs) inputs) func(*cloudtest.Cloud, inputs) inputs {
		return func(c *cloudtest.Cloud, in inputs) inputs {
			return in.With(inputs{"networkConfiguration": in["networkConfiguration"].(inputs).With(change(c, in))})
		}
	}
	health := func(changes map[string]any) map[string]any {
		check := map[string]any{"command": []any{"CMD", "true"}}
		for name, value := range changes {
			check[name] = value
		}
		return map[string]any{"healthCheck": check}
	}
	cloudtest.Conform(t, ecs.Service(), []cloudtest.Case{{
		Token: clusterToken,
		Valid: func(*cloudtest.Cloud) inputs {
			return inputs{"name": "room", "settings": []any{inputs{"name": "containerInsights", "value": "enabled"}}}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"tags": inputs{"a": "b"}}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "the room"}), "letters, digits, _ and -"),
			cloudtest.Refuse("setting", cloudtest.Set(inputs{"settings": []any{inputs{"name": "insights", "value": "enabled"}}}), "must be one of containerInsights"),
			cloudtest.Refuse("value", cloudtest.Set(inputs{"settings": []any{inputs{"name": "containerInsights", "value": "on"}}}), "must be one of enabled"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(clusterToken, "first", in); return in }, "exists already"),
		},
	}, {
		Token: providerToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"clusterName": c.Create(clusterToken, "room", inputs{"name": "room"}).Text("name"), "capacityProviders": []any{"FARGATE"}}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"capacityProviders": []any{"FARGATE", "FARGATE_SPOT"}}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("provider", cloudtest.Set(inputs{"capacityProviders": []any{"EC2"}}), "must be one of FARGATE"),
			cloudtest.Refuse("cluster must exist", cloudtest.Set(inputs{"clusterName": "none"}), "Cluster none not found"),
			cloudtest.Refuse("set twice", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(providerToken, "first", in); return in }, "set by another resource"),
		},
	}, {
		Token:   taskToken,
		Valid:   task,
		Changed: func(in inputs) inputs { return in.With(inputs{"tags": inputs{"a": "b"}}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("family", cloudtest.Set(inputs{"family": "the proxy"}), "letters, digits, _ and -"),
			cloudtest.Refuse("compatibility", cloudtest.Set(inputs{"requiresCompatibilities": []any{"EC2"}}), "must be one of FARGATE"),
			cloudtest.Refuse("no compatibility", cloudtest.Set(inputs{"requiresCompatibilities": nil}), "requiresCompatibilities is missing"),
			cloudtest.Refuse("network mode", cloudtest.Set(inputs{"networkMode": "bridge"}), "must be one of awsvpc"),
			cloudtest.Refuse("no size", cloudtest.Set(inputs{"cpu": nil}), "cpu is missing"),
			cloudtest.Refuse("host path", cloudtest.Set(inputs{"volumes": []any{inputs{"name": "scratch", "hostPath": "/"}}}), "which Fargate does not support"),
			cloudtest.Refuse("placement", cloudtest.Set(inputs{"placementConstraints": []any{inputs{"type": "memberOf", "expression": "x"}}}), "not supported on Fargate"),
			cloudtest.Refuse("architecture", cloudtest.Set(inputs{"runtimePlatform": inputs{"cpuArchitecture": "RISCV"}}), "must be one of X86_64, ARM64"),
			cloudtest.Refuse("scratch disk", cloudtest.Set(inputs{"ephemeralStorage": inputs{"sizeInGib": 20}}), "from 21 to 200"),
			cloudtest.Refuse("no execution role", cloudtest.Set(inputs{"executionRoleArn": nil}), "executionRoleArn is missing"),
			cloudtest.Refuse("role must exist", cloudtest.Set(inputs{"taskRoleArn": "arn:aws:iam::123456789012:role/none"}), "role/none cannot be found"),
			cloudtest.Refuse("role must trust ECS", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"taskRoleArn": c.Create(roleToken, "other", inputs{"assumeRolePolicy": strings.Replace(trust, "ecs-tasks", "ec2", 1)}).Text("arn")})
			}, "unable to assume the role"),
			cloudtest.Refuse("not JSON", cloudtest.Set(inputs{"containerDefinitions": "squid"}), "is not a JSON list"),
			cloudtest.Refuse("none", cloudtest.Set(inputs{"containerDefinitions": "[]"}), "has 0 containers"),
			container("unknown element", `unknown field "environments"`, map[string]any{"environments": []any{}}),
			container("no image", "has no image", map[string]any{"image": nil}),
			container("name", "has a name that", map[string]any{"name": "the squid"}),
			container("privileged", "is privileged", map[string]any{"privileged": true}),
			container("host port", "must be the same", map[string]any{"portMappings": []any{map[string]any{"containerPort": 3128, "hostPort": 80}}}),
			container("port", "must map 1 to 65535", map[string]any{"portMappings": []any{map[string]any{"containerPort": 0}}}),
			container("unknown volume", "mounts the unknown volume", map[string]any{"mountPoints": []any{map[string]any{"sourceVolume": "disk", "containerPath": "/"}}}),
			container("capabilities", "SYS_PTRACE alone", map[string]any{"linuxParameters": map[string]any{"capabilities": map[string]any{"add": []any{"NET_ADMIN"}}}}),
			container("stop", "can have 0 to 120", map[string]any{"stopTimeout": 121}),
			container("log driver", "Fargate has awslogs", map[string]any{"logConfiguration": map[string]any{"logDriver": "syslog"}}),
			container("log mode", "can have blocking or non-blocking", map[string]any{"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{
				"awslogs-group": "x", "awslogs-region": "ap-northeast-1", "awslogs-stream-prefix": "x", "mode": "lossy"}}}),
			container("log options", "has no awslogs-region", map[string]any{"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{"awslogs-group": "x"}}}),
			container("health command", "does not begin with CMD", health(map[string]any{"command": []any{"true"}})),
			container("health interval", "interval 3", health(map[string]any{"interval": 3})),
			container("nameless variable", "without a name", map[string]any{"environment": []any{map[string]any{"value": "x"}}}),
			container("dependency", `depends on "nobody"`, map[string]any{"dependsOn": []any{map[string]any{"containerName": "nobody", "condition": "START"}}}),
			container("name twice", `name "squid" twice`, nil, nil),
			container("nothing essential", "no essential container", map[string]any{"essential": false}),
			container("more than the task has", "the task has 512", map[string]any{"cpu": 1024}),
		},
	}, {
		Token:   serviceToken,
		Valid:   service,
		Changed: func(in inputs) inputs { return in.With(inputs{"desiredCount": 1}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "the proxy"}), "letters, digits, _ and -"),
			cloudtest.Refuse("no cluster", cloudtest.Set(inputs{"cluster": nil}), "cluster is missing"),
			cloudtest.Refuse("cluster must exist", cloudtest.Set(inputs{"cluster": "none"}), "Cluster none not found"),
			cloudtest.Refuse("task must exist", cloudtest.Set(inputs{"taskDefinition": "proxy:9"}), "Unable to describe task definition proxy:9"),
			cloudtest.Refuse("no network", cloudtest.Set(inputs{"networkConfiguration": nil}), "networkConfiguration is missing"),
			cloudtest.Refuse("launch type", cloudtest.Set(inputs{"launchType": "EC2"}), "must be one of FARGATE"),
			cloudtest.Refuse("no launch type", cloudtest.Set(inputs{"launchType": nil}), "launchType or capacityProviderStrategies"),
			cloudtest.Refuse("platform", cloudtest.Set(inputs{"platformVersion": "2.0"}), "LATEST, 1.4.0 or 1.3.0"),
			cloudtest.Refuse("rebalancing", cloudtest.Set(inputs{"availabilityZoneRebalancing": "ON"}), "must be one of ENABLED, DISABLED"),
			cloudtest.Refuse("rebalancing without room", cloudtest.Set(inputs{"availabilityZoneRebalancing": "ENABLED", "deploymentMinimumHealthyPercent": 50,
				"deploymentMaximumPercent": 100}), "leaves it no room"),
			cloudtest.Refuse("deployment without room", cloudtest.Set(inputs{"deploymentMaximumPercent": 100}), "leaves a deployment no room"),
			cloudtest.Refuse("not served", cloudtest.Set(inputs{"loadBalancers": []any{inputs{"containerName": "squid", "containerPort": 3128}}}), "loadBalancers"),
			cloudtest.Refuse("no subnets", network(func(*cloudtest.Cloud, inputs) inputs { return inputs{"subnets": []any{}} }), "must have 1 to 16"),
			cloudtest.Refuse("six groups", network(func(_ *cloudtest.Cloud, in inputs) inputs {
				return inputs{"securityGroups": []any{"a", "b", "c", "d", "e", "f"}}
			}), "can have 5"),
			cloudtest.Refuse("subnets of two VPCs", network(func(c *cloudtest.Cloud, in inputs) inputs {
				return inputs{"subnets": append(c.Network(30, "ap-northeast-1a").Subnets, in["networkConfiguration"].(inputs)["subnets"].([]any)...)}
			}), "of several VPCs"),
			cloudtest.Refuse("group of another VPC", network(func(c *cloudtest.Cloud, _ inputs) inputs {
				return inputs{"securityGroups": []any{c.Network(30).Group}}
			}), "are not of the same VPC"),
			cloudtest.Refuse("registry must exist", cloudtest.Set(inputs{"serviceRegistries": inputs{"registryArn": "arn:none"}}), "service arn:none does not exist"),
			cloudtest.Refuse("registry of ports", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"serviceRegistries": inputs{"registryArn": registry(c, c.Network(40).VPC, "SRV")}})
			}, "must give a port"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(serviceToken, "first", in); return in }, "was not idempotent"),
		},
	}}, others()...)
}

func TestSizes(t *testing.T) {
	c := newCloud(t)
	in := task(c)
	for size, good := range map[[2]string]bool{
		{"256", "512"}: true, {"256", "2048"}: true, {"256", "1536"}: false, {"256", "4096"}: false, {"512", "1024"}: true, {"512", "512"}: false,
		{"1024", "8192"}: true, {"1024", "9216"}: false, {"1024", "2500"}: false, {"2048", "4096"}: true, {"4096", "30720"}: true,
		{"8192", "16384"}: true, {"8192", "20480"}: true, {"8192", "17408"}: false, {"16384", "122880"}: true, {"16384", "36864"}: false,
		{"1 vCPU", "2 GB"}: true, {".25 vCPU", ".5 GB"}: true, {"100", "512"}: false, {"much", "512"}: false, {"256", "much"}: false,
	} {
		_, err := c.Check(taskToken, "sized", in.With(inputs{"cpu": size[0], "memory": size[1]}), nil)
		assert.Equal(t, good, err == nil, "cpu %s, memory %s: %v", size[0], size[1], err)
	}
}

func TestRevisionsAreNeverGivenTwice(t *testing.T) {
	c := newCloud(t)
	in := task(c)
	for revision := 1; revision <= 3; revision++ {
		made := c.Create(taskToken, "proxy", in)
		assert.Equal(t, fmt.Sprintf("arn:aws:ecs:ap-northeast-1:123456789012:task-definition/proxy:%d", revision), made.Text("arn"))
		assert.Equal(t, "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/proxy", made.Text("arnWithoutRevision"))
		require.NoError(t, made.Delete())
	}
}

func TestAClusterWithServicesStays(t *testing.T) {
	c := newCloud(t)
	in := service(c)
	made := c.Create(serviceToken, "proxy", in)
	assert.Equal(t, "arn:aws:ecs:ap-northeast-1:123456789012:service/room/proxy", made.ID)
	assert.ErrorContains(t, c.Import(clusterToken, in["cluster"].(string)).Delete(), "cannot be deleted while it is used by")
}

// behind gives a service a load balancer that forwards to it, with one thing changed in the target group, in the
// listener's presence, or in what the service says.
func behind(c *cloudtest.Cloud, in inputs, targets inputs, listening bool, says inputs) inputs {
	network := c.Network(40, "ap-northeast-1a", "ap-northeast-1c")
	c.Create("aws:ec2/internetGateway:InternetGateway", "gateway", inputs{"vpcId": network.VPC})
	balancer := c.Create("aws:lb/loadBalancer:LoadBalancer", "web", inputs{"name": "web", "subnets": network.Subnets, "securityGroups": []any{network.Group}}).ID
	group := c.Create("aws:lb/targetGroup:TargetGroup", "web", inputs{"name": "web", "port": 3128, "protocol": "HTTP", "targetType": "ip", "vpcId": network.VPC}.With(targets)).ID
	if listening {
		c.Create("aws:lb/listener:Listener", "web", inputs{"loadBalancerArn": balancer, "port": 80, "protocol": "HTTP",
			"defaultActions": []any{inputs{"type": "forward", "targetGroupArn": group}}})
	}
	return in.With(inputs{"serviceRegistries": nil,
		"networkConfiguration": inputs{"subnets": network.Subnets, "securityGroups": []any{network.Group}},
		"loadBalancers":        []any{inputs{"targetGroupArn": group, "containerName": "squid", "containerPort": 3128}.With(says)}})
}

func TestServiceBehindALoadBalancer(t *testing.T) {
	for want, test := range map[string]struct {
		targets   inputs
		listening bool
		says      inputs
	}{
		"": {nil, true, nil},
		"does not have an associated load balancer":                     {nil, false, nil},
		"incompatible with the awsvpc network mode":                     {inputs{"targetType": "instance"}, true, nil},
		"The container web does not exist in the task definition":       {nil, true, inputs{"containerName": "web"}},
		"The container squid did not have a container port 80 defined.": {nil, true, inputs{"containerPort": 80}},
		"not Classic Load Balancers":                                    {nil, true, inputs{"elbName": "old"}},
	} {
		c := newCloud(t)
		_, err := c.TryCreate(serviceToken, "web", behind(c, service(c), test.targets, test.listening, test.says))
		if want == "" {
			require.NoError(t, err)
		} else {
			assert.ErrorContains(t, err, want)
		}
	}
}
