package sandbox_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/sandbox"
)

// configured is a sandbox of the small program with one stack of that configuration.
func configured(t *testing.T, config string) *sandbox.Sandbox {
	t.Helper()
	t.Parallel()
	s := sandbox.New(t, sandbox.Options{Project: "testdata/outputs", Pack: "testdata/pack"})
	require.NoError(t, os.WriteFile(s.ConfigFile("test"), []byte("config:\n"+config), 0o600))
	s.Init("test")
	return s
}

func TestUpRunsTheProgramUnderThePack(t *testing.T) {
	s := configured(t, "  outputs:greeting: hello\n")
	up := s.Up("test")
	require.Zero(t, up.Code, up.Output)
	assert.Contains(t, up.Output, `greeting: "hello"`)
	assert.Contains(t, up.Output, "pack@v1.0.0")
	assert.NotContains(t, up.Output, "warning")
	resources := s.Deployment("test").Resources
	require.Len(t, resources, 1)
	assert.Equal(t, map[string]any{"greeting": "hello"}, resources[0].Outputs)

	s.EditConfig("test", "hello", "goodbye")
	preview := s.Preview("test")
	require.Zero(t, preview.Code, preview.Output)
	assert.Contains(t, preview.Output, `"hello" => "goodbye"`)

	for _, without := range []sandbox.Result{s.Refresh("test"), s.Destroy("test")} { // the pack has no say in these
		assert.Zero(t, without.Code, without.Output)
	}
	assert.Empty(t, s.Deployment("test").Resources)
}

func TestThePackStopsAnUpdateBeforeAnythingIsMade(t *testing.T) {
	s := configured(t, "  outputs:greeting: hello\n  outputs:forbidden: yes\n")
	for _, refused := range []sandbox.Result{s.Preview("test"), s.Up("test")} {
		assert.NotZero(t, refused.Code)
		assert.Contains(t, refused.Output, "this type is forbidden")
	}
	assert.Empty(t, s.Deployment("test").Resources)
}

func TestErrorsAreReadable(t *testing.T) {
	s := configured(t, "  outputs:fail: yes\n")
	up := s.Up("test")
	assert.NotZero(t, up.Code)
	assert.Contains(t, up.Output, "told to fail")

	broken := sandbox.New(t, sandbox.Options{Project: "testdata/outputs", Program: "testdata/broken", Pack: "testdata/pack"})
	broken.Init("test")
	up = broken.Up("test")
	assert.NotZero(t, up.Code)
	assert.Contains(t, up.Output, "broken does not compile:")
	assert.Contains(t, up.Output, "main.go:5:2: undefined: mistake")

	broken = sandbox.New(t, sandbox.Options{Project: "testdata/outputs", Pack: "testdata/brokenpack"})
	broken.Init("test")
	up = broken.Up("test")
	assert.NotZero(t, up.Code)
	assert.Contains(t, up.Output, "main.go:5:2: undefined: mistake")
}

// An interrupt, and the CLI's sudden death, end the program, the pack and the language host too.
func TestNothingOutlivesTheCLI(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			started := filepath.Join(t.TempDir(), "started")
			s := configured(t, fmt.Sprintf("  outputs:greeting: hello\n  outputs:waitAfter: %s\n", started))
			ended := make(chan sandbox.Result)
			go func() { ended <- s.Preview("test") }()
			require.Eventually(t, func() bool { _, err := os.Stat(started); return err == nil },
				2*time.Minute, 10*time.Millisecond, "the program did not start")

			processes := s.Processes()
			require.GreaterOrEqual(t, len(processes), 4, "CLI, language host, pack and program")
			require.NoError(t, syscall.Kill(oldest(processes), signal))
			select {
			case result := <-ended:
				assert.NotZero(t, result.Code)
			case <-time.After(4 * time.Second):
				t.Error("the CLI was kept waiting")
			}
			assert.Eventually(t, func() bool { return len(s.Processes()) == 0 }, 4*time.Second, 20*time.Millisecond)
		})
	}
}

// oldest is the first process of a sandbox, the CLI, which has started all others.
func oldest(processes []int) int {
	first := processes[0]
	for _, pid := range processes {
		first = min(first, pid)
	}
	return first
}
