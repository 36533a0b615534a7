package acceptance

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"secure-room/local/aws/store"
	"secure-room/local/sandbox"
)

const (
	production = "prod"
	room       = "room"

	peeringAccepter = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
	ingressRule     = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	workspace       = "aws:workspaces/workspace:Workspace"
)

// stacks makes a sandbox with both stacks initialised and nothing in them.
func stacks(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	s := sandbox.New(t, sandbox.Options{})
	s.Init(production, room)
	return s
}

// up updates a stack and expects it to succeed.
func up(t *testing.T, s *sandbox.Sandbox, stack string) string {
	t.Helper()
	result := s.Up(stack)
	require.Zero(t, result.Code, result.Output)
	return result.Output
}

// bothUp does what `make up` does.
func bothUp(t *testing.T, s *sandbox.Sandbox) {
	t.Helper()
	up(t, s, production)
	up(t, s, room)
	up(t, s, production)
}

// types are the sorted type tokens of what a stack holds, one for each resource.
func types(s *sandbox.Sandbox, stack string) []string {
	var found []string
	for _, resource := range s.Deployment(stack).Resources {
		found = append(found, string(resource.Type))
	}
	slices.Sort(found)
	return found
}

func count(found []string, token string) int {
	n := 0
	for _, f := range found {
		if f == token {
			n++
		}
	}
	return n
}

// verify judges the deployed state of both stacks as `make verify` does.
func verify(t *testing.T, s *sandbox.Sandbox) sandbox.Result {
	t.Helper()
	return s.SecureRoom(append([]string{"verify"}, exported(t, s, production, room)...)...)
}

// objects counts what the local AWS holds, by type.
func objects(t *testing.T, folder string) map[string]int {
	t.Helper()
	cloud, err := store.Open(folder)
	require.NoError(t, err)
	counts := map[string]int{}
	require.NoError(t, cloud.Look(func(tx *store.Transaction) error {
		all, err := tx.List(store.Key{})
		for _, object := range all {
			counts[object.Token]++
		}
		return err
	}))
	return counts
}
