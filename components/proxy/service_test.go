package proxy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/squid"
)

var named = map[string]any{"Name": "room-proxy"}

func TestTwoTasksRunInThePrivateSubnets(t *testing.T) {
	_, recorder := made(t, args())
	assert.Equal(t, map[string]any{
		"cluster": "arn:Cluster:room-proxy", "taskDefinition": "arn:TaskDefinition:room-proxy", "desiredCount": 2.0,
		"launchType": "FARGATE", "platformVersion": "LATEST", "enableExecuteCommand": false,
		"networkConfiguration": map[string]any{"subnets": []any{"subnet-1", "subnet-2"}, "assignPublicIp": false,
			"securityGroups": []any{"SecurityGroup:room-proxy"}},
		"deploymentCircuitBreaker":        map[string]any{"enable": true, "rollback": true},
		"deploymentMinimumHealthyPercent": 100.0, "deploymentMaximumPercent": 200.0, "availabilityZoneRebalancing": "ENABLED",
		"serviceRegistries":    map[string]any{"registryArn": "arn:Service:room-proxy"},
		"enableEcsManagedTags": true, "propagateTags": "SERVICE", "tags": named,
	}, recorder.One(t, "aws:ecs/service:Service", "room-proxy").Inputs)
	assert.Equal(t, map[string]any{"settings": []any{map[string]any{"name": "containerInsights", "value": "enabled"}}, "tags": named},
		recorder.One(t, "aws:ecs/cluster:Cluster", "room-proxy").Inputs)
}

func TestTheTaskDefinition(t *testing.T) {
	p, recorder := made(t, args())
	squids := containers(t, recorder)
	task := recorder.One(t, "aws:ecs/taskDefinition:TaskDefinition", "room-proxy").Inputs
	delete(task, "containerDefinitions")
	assert.Equal(t, map[string]any{
		"family": "secure-room-test-room-proxy", "requiresCompatibilities": []any{"FARGATE"}, "networkMode": "awsvpc",
		"cpu": "512", "memory": "1024", "runtimePlatform": map[string]any{"operatingSystemFamily": "LINUX", "cpuArchitecture": "X86_64"},
		"executionRoleArn": "arn:Role:room-proxy-execution", "taskRoleArn": "arn:Role:room-proxy-task",
		"volumes": []any{map[string]any{"name": "scratch"}}, "tags": named,
	}, task)
	assert.Equal(t, []map[string]any{{
		"name": "squid", "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/secure-room/test/room-proxy@" + args().ImageDigest,
		"essential": true, "user": "13:13", "readonlyRootFilesystem": true,
		"environment": []any{map[string]any{"name": "SQUID_CONF",
			"value": squid.Render(squid.Settings{Clients: args().Clients, Allow: p.Allowed})}},
		"mountPoints":     []any{map[string]any{"sourceVolume": "scratch", "containerPath": "/scratch", "readOnly": false}},
		"portMappings":    []any{map[string]any{"containerPort": 3128.0, "hostPort": 3128.0, "protocol": "tcp"}},
		"linuxParameters": map[string]any{"initProcessEnabled": true},
		"stopTimeout":     30.0,
		"healthCheck": map[string]any{"command": []any{"CMD", "/usr/local/bin/healthy"}, "interval": 10.0, "timeout": 5.0,
			"retries": 3.0, "startPeriod": 20.0},
		"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{
			"awslogs-group": "/secure-room/test/room-proxy", "awslogs-region": "ap-northeast-1", "awslogs-stream-prefix": "squid", "mode": "blocking"}},
	}}, squids)
}

func TestTheProxyIsFoundByAPrivateName(t *testing.T) {
	_, recorder := made(t, args())
	assert.Equal(t, map[string]any{"name": "room.internal", "vpc": "Vpc:room", "description": "Services of the secure room", "tags": named},
		recorder.One(t, "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", "room-proxy").Inputs)
	assert.Equal(t, map[string]any{"name": "proxy", "healthCheckCustomConfig": map[string]any{"failureThreshold": 1.0},
		"dnsConfig": map[string]any{"namespaceId": "PrivateDnsNamespace:room-proxy", "routingPolicy": "MULTIVALUE",
			"dnsRecords": []any{map[string]any{"type": "A", "ttl": 10.0}}}, "tags": named},
		recorder.One(t, "aws:servicediscovery/service:Service", "room-proxy").Inputs)
}

func TestImagesAreKeptEncryptedAndUnchanged(t *testing.T) {
	_, recorder := made(t, args())
	assert.Equal(t, map[string]any{"name": "secure-room/test/room-proxy", "imageTagMutability": "IMMUTABLE", "forceDelete": true,
		"imageScanningConfiguration": map[string]any{"scanOnPush": true},
		"encryptionConfigurations":   []any{map[string]any{"encryptionType": "KMS", "kmsKey": "arn:Key:room-proxy"}}, "tags": named},
		recorder.One(t, "aws:ecr/repository:Repository", "room-proxy").Inputs)
	kept := recorder.One(t, "aws:ecr/lifecyclePolicy:LifecyclePolicy", "room-proxy").Inputs
	assert.Equal(t, "secure-room/test/room-proxy", kept["repository"])
	assert.JSONEq(t, `{"rules": [{"rulePriority": 1, "description": "keep the newest 10 images", "action": {"type": "expire"},
		"selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10}}]}`, kept["policy"].(string))
}

func TestTheAccessLogIsKeptEncrypted(t *testing.T) {
	_, recorder := made(t, args())
	assert.Equal(t, map[string]any{"name": "/secure-room/test/room-proxy", "retentionInDays": 365.0, "kmsKeyId": "arn:Key:room-proxy", "tags": named},
		recorder.One(t, "aws:cloudwatch/logGroup:LogGroup", "room-proxy").Inputs)
	key := recorder.One(t, "aws:kms/key:Key", "room-proxy").Inputs
	assert.Equal(t, true, key["enableKeyRotation"])
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "AccountRules", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"},
		{"Sid": "LogsEncrypt", "Effect": "Allow", "Principal": {"Service": "logs.ap-northeast-1.amazonaws.com"}, "Resource": "*",
			"Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
			"Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn":
				"arn:aws:logs:ap-northeast-1:123456789012:log-group:/secure-room/test/room-proxy"}}}]}`, key["policy"].(string))
}

// A task that starts before it may pull its image fails, and with it the first deploy.
func TestWhatWaitsForWhat(t *testing.T) {
	_, recorder := made(t, args())
	for _, test := range []struct {
		waiting string
		needed  []string
	}{
		{"aws:ecs/service:Service", []string{
			"aws:ecs/cluster:Cluster::room-proxy", "aws:ecs/taskDefinition:TaskDefinition::room-proxy",
			"aws:servicediscovery/service:Service::room-proxy", "aws:ec2/securityGroup:SecurityGroup::room-proxy",
			"aws:iam/rolePolicy:RolePolicy::room-proxy-execution",
			ingressType + "::room-proxy-from-terminals", egressType + "::room-proxy-terminals",
			egressType + "::room-proxy-out-443", egressType + "::room-proxy-out-8080",
			"aws:ec2/vpcEndpoint:VpcEndpoint::room-ecr.api", ingressType + "::room-ecr.api-from-proxy", egressType + "::room-proxy-to-ecr.api",
			"aws:ec2/vpcEndpoint:VpcEndpoint::room-ecr.dkr", ingressType + "::room-ecr.dkr-from-proxy", egressType + "::room-proxy-to-ecr.dkr",
			"aws:ec2/vpcEndpoint:VpcEndpoint::room-logs", ingressType + "::room-logs-from-proxy", egressType + "::room-proxy-to-logs",
			"aws:ec2/vpcEndpoint:VpcEndpoint::room-s3", egressType + "::room-proxy-to-s3",
		}},
		{"aws:ecs/taskDefinition:TaskDefinition", []string{"aws:iam/role:Role::room-proxy-execution", "aws:iam/role:Role::room-proxy-task"}},
		{"aws:servicediscovery/service:Service", []string{"aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace::room-proxy"}},
		{"aws:ecr/repository:Repository", []string{"aws:kms/key:Key::room-proxy"}},
		{"aws:cloudwatch/logGroup:LogGroup", []string{"aws:kms/key:Key::room-proxy"}},
	} {
		var waits []string
		for _, urn := range recorder.One(t, test.waiting, "room-proxy").Dependencies {
			parts := strings.Split(urn, "::")
			kinds := strings.Split(parts[2], "$")
			waits = append(waits, fmt.Sprintf("%s::%s", kinds[len(kinds)-1], parts[3]))
		}
		assert.ElementsMatch(t, test.needed, waits, test.waiting)
	}
}
