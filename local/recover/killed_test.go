package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/store"
	"secure-room/local/sandbox"
)

// Wherever an update is killed, the next one converges: every resource is in the cloud once, and known to the stack.
func TestAKilledUpdateConverges(t *testing.T) {
	for _, row := range []struct {
		signal syscall.Signal
		made   int
	}{{syscall.SIGKILL, 1}, {syscall.SIGKILL, 15}, {syscall.SIGKILL, 22}, {syscall.SIGINT, 7}} {
		t.Run(fmt.Sprintf("%s after %d", row.signal, row.made), func(t *testing.T) {
			t.Parallel()
			s := sandbox.New(t, sandbox.Options{Project: "testdata/keys", Pack: "../sandbox/testdata/pack"})
			require.NoError(t, os.WriteFile(s.ConfigFile("test"), []byte("config:\n  aws:region: ap-northeast-1\n"), 0o600))
			s.Init("test")
			killed := s.UpKilled("test", row.signal, row.made)
			require.NotZero(t, killed.Code, killed.Output)
			require.Eventually(t, func() bool { return len(s.Processes()) == 0 }, 5*time.Second, 10*time.Millisecond)

			recovered := s.Recover("test")
			require.Zero(t, recovered.Code, recovered.Output)
			up := s.Up("test")
			require.Zero(t, up.Code, up.Output)
			assert.NotContains(t, up.Output, "pending operations")
			assertSame(t, s)

			calm := s.Preview("test", "--refresh", "--expect-no-changes")
			assert.Zero(t, calm.Code, calm.Output)
			again := s.Recover("test")
			assert.Zero(t, again.Code)
			assert.Empty(t, again.Output, "a stack in good order was not left alone")
		})
	}
}

func TestALivingUpdateIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t, sandbox.Options{Project: "testdata/keys", Pack: "../sandbox/testdata/pack"})
	require.NoError(t, os.WriteFile(s.ConfigFile("test"), []byte("config:\n  aws:region: ap-northeast-1\n"), 0o600))
	s.Init("test")
	up := s.UpMeanwhile("test", 1, func() {
		refused := s.Recover("test")
		assert.Equal(t, 1, refused.Code)
		assert.Contains(t, refused.Output, "stack test: being worked on since")
	})
	require.Zero(t, up.Code, up.Output)
	assertSame(t, s)
}

// assertSame compares the keys that the cloud holds with those that the stack knows.
func assertSame(t *testing.T, s *sandbox.Sandbox) {
	t.Helper()
	known, inCloud := []string{}, []string{}
	for _, resource := range s.Deployment("test").Resources {
		if strings.HasPrefix(string(resource.Type), "aws:") {
			known = append(known, string(resource.ID))
		}
	}
	cloud, err := store.Open(s.AWS)
	require.NoError(t, err)
	require.NoError(t, cloud.Look(func(tx *store.Transaction) error {
		objects, err := tx.List(store.Key{})
		for _, object := range objects {
			inCloud = append(inCloud, object.ID)
		}
		return err
	}))
	assert.Len(t, known, 12)
	assert.ElementsMatch(t, known, inCloud)
}
