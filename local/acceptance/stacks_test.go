package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
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

// kept is the folder of what tests start from; TestMain makes and removes it.
var kept string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "secure-room-acceptance-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "make the folder of what tests start from:", err)
		os.Exit(1)
	}
	kept = folder
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// The stacks that many tests start from are brought up once and copied.
var keepProduction, keepBoth sync.Once

// productionUp makes a sandbox in which production is up, and no room yet.
func productionUp(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	folder := filepath.Join(kept, "production")
	keepProduction.Do(func() {
		s := stacks(t)
		up(t, s, production)
		s.Keep(folder)
	})
	return sandbox.New(t, sandbox.Options{From: folder})
}

// bothUp makes a sandbox in which all is up that `make up` brings up.
func bothUp(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	folder := filepath.Join(kept, "both")
	keepBoth.Do(func() {
		s := productionUp(t)
		up(t, s, room)
		up(t, s, production)
		s.Keep(folder)
	})
	return sandbox.New(t, sandbox.Options{From: folder})
}

// up updates a stack and expects it to succeed.
func up(t *testing.T, s *sandbox.Sandbox, stack string) string {
	t.Helper()
	result := s.Up(stack)
	require.Zero(t, result.Code, result.Output)
	return result.Output
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
	return s.SecureRoom(append([]string{"verify", "--seen", s.Records}, exported(t, s, production, room)...)...)
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
