package egress

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"secure-room/internal/squid"
	"secure-room/policy/baseline"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// P is short for the properties that a test changes.
type P = policytest.P

// testBaseline approves the console and a Git host.
func testBaseline() *baseline.Baseline {
	b := policytest.Baseline()
	b.Egress = baseline.Egress{Console: true, Hosts: []baseline.Host{
		{Host: "git.example.com", Ports: []int{443}, Reason: "source code"},
		{Host: "docs.example.org", Subdomains: true, Ports: []int{443}, Reason: "documents"},
	}}
	return b
}

// goodConfiguration lets out what testBaseline approves.
func goodConfiguration(t testing.TB) string {
	t.Helper()
	allowed, err := approved(testBaseline(), testBaseline().Rooms)
	require.NoError(t, err)
	return squid.Render(squid.Settings{Clients: allowed.Clients, Allow: allowed.Allow})
}

const goodImage = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/secure-room/room/proxy@sha256:"

// goodContainer is a proxy's container with that configuration.
func goodContainer(configuration string) map[string]any {
	return map[string]any{
		"name": "squid", "image": goodImage + strings.Repeat("a", 64), "essential": true, "user": "13:13",
		"readonlyRootFilesystem": true, "stopTimeout": 30,
		"environment":     []any{map[string]any{"name": "SQUID_CONF", "value": configuration}},
		"mountPoints":     []any{map[string]any{"sourceVolume": "scratch", "containerPath": "/scratch", "readOnly": false}},
		"portMappings":    []any{map[string]any{"containerPort": 3128, "hostPort": 3128, "protocol": "tcp"}},
		"linuxParameters": map[string]any{"initProcessEnabled": true},
		"healthCheck":     map[string]any{"command": squid.HealthCheck(), "interval": 10, "timeout": 5, "retries": 3, "startPeriod": 20},
		"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{
			"awslogs-group": "/secure-room/room/proxy", "awslogs-region": "ap-northeast-1", "awslogs-stream-prefix": "squid", "mode": "blocking"}},
	}
}

func encode(t testing.TB, containers ...map[string]any) string {
	t.Helper()
	text, err := json.Marshal(containers)
	require.NoError(t, err)
	return string(text)
}

// room is the part of a room's stack that these rules look at.
func room(containerDefinitions any) *policytest.Stack {
	const arn = "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/proxy:1"
	s := &policytest.Stack{Name: "room"}
	s.Add(repositoryType, "repository", P{"name": "secure-room/room/proxy", "imageTagMutability": "IMMUTABLE"})
	task := s.Add(taskDefinitionType, "task", P{
		"family": "proxy", "cpu": "512", "memory": "1024", "networkMode": "awsvpc", "requiresCompatibilities": []any{"FARGATE"},
		"runtimePlatform": P{"operatingSystemFamily": "LINUX", "cpuArchitecture": "X86_64"},
		"volumes":         []any{P{"name": "scratch"}}, "containerDefinitions": containerDefinitions,
		"arn": arn, "revision": 1, "pidMode": "", "enableFaultInjection": false,
	})
	task.ID = arn
	s.Add(serviceType, "service", P{"taskDefinition": task.Ref(), "desiredCount": 2, "enableExecuteCommand": false,
		"launchType": "FARGATE", "deploymentController": P{"type": "ECS"}})
	return s
}

// forms are the ways in which the rules see a stack: each resource by itself before it is made, all of them at a first
// preview, and all of them once they stand.
func forms(s *policytest.Stack) map[string][]rule.Input {
	input := func(scope resource.Scope, resources ...resource.Resource) rule.Input {
		return rule.NewInput(scope, resources, testBaseline())
	}
	var single []rule.Input
	for _, r := range policytest.Previewed(s) {
		r.Dependencies, r.PropertyDependencies = nil, nil
		single = append(single, input(resource.Single, r))
	}
	return map[string][]rule.Input{
		"single":  single,
		"preview": {input(resource.Stack, policytest.Previewed(s)...)},
		"stack":   {input(resource.Stack, policytest.Deployed(s)...)},
	}
}

// problems is what the rules say of the inputs, one text a finding.
func problems(t testing.TB, inputs []rule.Input) []string {
	t.Helper()
	var texts []string
	for _, in := range inputs {
		for _, f := range check(in) {
			require.True(t, strings.HasPrefix(f.Rule, familyName+"/"), f.Rule)
			require.NotEmpty(t, f.URN)
			require.NotEmpty(t, f.Fix)
			texts = append(texts, f.String())
		}
	}
	return texts
}
