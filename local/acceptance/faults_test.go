package acceptance

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/sandbox"
)

// However AWS fails an update, what `make up` does next converges: the stacks hold what an undisturbed run leaves, the local
// AWS holds just that, and nothing is made twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	undisturbed := bothUp(t)
	for _, test := range []struct {
		fault, kind string
		after       int
		says        string
	}{
		{"deny", "Workspace", 1, "AccessDenied: User is not authorized to perform: workspaces:CreateWorkspace"},
		{"throttle", "", 60, "ThrottlingException: Rate exceeded"},
		{"partial", "Directory", 0, "InternalFailure: An internal error has occurred"},
		{"timeout", "VpcEndpoint", 2, "timeout while waiting for state to become 'available'"},
		{"crash", "Service", 0, ""},
		{"crash", "SecurityGroupIngressRule", 7, ""},
	} {
		t.Run(test.fault+" "+test.kind, func(t *testing.T) {
			t.Parallel()
			s := productionUp(t)
			arrange(t, s, test.fault, "create", test.kind, test.after)
			failed := s.Up(room)
			assert.NotZero(t, failed.Code)
			assert.Contains(t, failed.Output, test.says)
			converge(t, s)
			assert.Empty(t, s.LocalAWS("fault", "list").Output, "the fault was met")
			for _, stack := range []string{production, room} {
				assert.Equal(t, types(undisturbed, stack), types(s, stack))
			}
			assert.Equal(t, objects(t, undisturbed.AWS), objects(t, s.AWS), "nothing made twice, nothing lost")
		})
	}
}

// However AWS fails to take the room down, doing it again does, also once more when nothing is left.
func TestFaultsOfTeardown(t *testing.T) {
	t.Parallel()
	s := bothUp(t)
	for _, fault := range []string{"deny", "throttle", "timeout", "crash"} {
		arrange(t, s, fault, "delete", "", 10)
		assert.False(t, tearDown(t, s), fault)
	}
	assert.True(t, tearDown(t, s))
	assert.True(t, tearDown(t, s), "once more")
	// A task definition is only deregistered, and a secret kept for its recovery window.
	assert.Equal(t, map[string]int{"aws:ecs/taskDefinition:TaskDefinition": 2, "aws:secretsmanager/secret:Secret": 1}, objects(t, s.AWS))
}

func arrange(t *testing.T, s *sandbox.Sandbox, fault, operation, kind string, after int) {
	t.Helper()
	arguments := []string{"fault", "add", fault, operation}
	if kind != "" {
		arguments = append(arguments, kind)
	}
	result := s.LocalAWS(append(arguments, "--after", strconv.Itoa(after))...)
	require.Zero(t, result.Code, result.Output)
}

// converge does what `make up` does.
func converge(t *testing.T, s *sandbox.Sandbox) {
	t.Helper()
	recovered := s.Recover(production, room)
	require.Zero(t, recovered.Code, recovered.Output)
	for _, stack := range []string{production, room, production} {
		up(t, s, stack)
	}
	for _, stack := range []string{production, room} {
		assert.Empty(t, s.Deployment(stack).PendingOperations)
		calm := s.Preview(stack, "--refresh", "--expect-no-changes")
		assert.Zero(t, calm.Code, fmt.Sprintf("%s is not what was asked for:\n%s", stack, calm.Output))
	}
}

// tearDown does what `make destroy` does, and says whether all of it succeeded.
func tearDown(t *testing.T, s *sandbox.Sandbox) bool {
	t.Helper()
	recovered := s.Recover(production, room)
	require.Zero(t, recovered.Code, recovered.Output)
	if slices.Contains(types(s, production), peeringAccepter) {
		s.Pulumi("config", "rm", "secure-room:rooms", "-s", production)
		if s.Up(production).Code != 0 {
			return false
		}
	}
	return s.Destroy(room).Code == 0 && s.Destroy(production).Code == 0
}
