package acceptance

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/sandbox"
)

// Each headline rule stops `pulumi up` before anything is made.
func TestHeadlineViolations(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		program string
		prepare func(t *testing.T, s *sandbox.Sandbox)
		// says is what the finding names.
		says []string
		// bad is the type that must never be made, not even when the preview is skipped.
		bad string
	}{
		{
			name:    "a route to the whole of production",
			program: "testdata/broad-peering",
			says:    []string{"[peering", "10.10.0.0/16"},
			bad:     "aws:ec2/route:Route::wide",
		},
		{
			name: "a weak Admin password",
			prepare: func(t *testing.T, s *sandbox.Sandbox) {
				result := s.Pulumi("config", "set", "--secret", "secure-room:adminPassword", "Password123!", "-s", room)
				require.Zero(t, result.Code, result.Output)
			},
			says: []string{"[password"},
			bad:  "aws:directoryservice/directory:Directory::directory",
		},
		{
			name: "one host too many for the proxy",
			prepare: func(t *testing.T, s *sandbox.Sandbox) {
				s.EditConfig(room, "      - {host: git.example.com,",
					"      - {host: other.example.net, ports: [443], reason: not approved}\n      - {host: git.example.com,")
			},
			says: []string{"[egress", "other.example.net"},
			bad:  "aws:ecs/taskDefinition:TaskDefinition::proxy",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := productionUp(t)
			if test.program != "" {
				s.UseProgram(test.program)
			}
			if test.prepare != nil {
				test.prepare(t, s)
			}

			result := s.Up(room)
			assert.NotZero(t, result.Code, result.Output)
			for _, words := range test.says {
				assert.Contains(t, result.Output, words)
			}
			assert.NotContains(t, result.Output, "Password123!")
			assert.Empty(t, made(s, room), "the preview stops all of it")

			result = s.Up(room, "--skip-preview")
			assert.NotZero(t, result.Code, result.Output)
			assert.NotContains(t, made(s, room), test.bad, "the bad resource is stopped alone as well")
		})
	}
}

// Stack rules really run in this CLI and SDK: an empty stack breaks no rule about one resource, yet proves nothing.
func TestCanaryStackRulesRun(t *testing.T) {
	t.Parallel()
	s := stacks(t)
	s.UseProgram("testdata/empty")
	result := s.Up(production)
	assert.NotZero(t, result.Code, result.Output)
	assert.Contains(t, result.Output, "completeness")
	assert.Empty(t, made(s, production))
}

// made names what a stack holds, but for the stack itself and the providers, as type::name.
func made(s *sandbox.Sandbox, stack string) []string {
	var found []string
	for _, resource := range s.Deployment(stack).Resources {
		if resource.Custom && resource.URN.QualifiedType() != "pulumi:providers:aws" {
			found = append(found, string(resource.Type)+"::"+resource.URN.Name())
		}
	}
	return found
}
