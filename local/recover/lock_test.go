package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLockIsJudgedByItsHolder(t *testing.T) {
	here, err := os.Hostname()
	require.NoError(t, err)
	pulumi := sleeper(t, "pulumi")
	other := sleeper(t, "other")
	ended := sleeper(t, "pulumi")
	require.NoError(t, ended.Process.Kill())
	// Ended, but a process table entry until waited for.
	require.Eventually(t, func() bool { return !running(ended.Process.Pid) }, 5*time.Second, 10*time.Millisecond)
	since := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

	for _, row := range []struct {
		name string
		held lock
		want string
	}{
		{"a living update", lock{PID: pulumi.Process.Pid, Hostname: here, Timestamp: since}, "being worked on since 2026-04-01T09:00:00Z"},
		{"its number is another's now", lock{PID: other.Process.Pid, Hostname: here, Timestamp: since}, ""},
		{"killed", lock{PID: ended.Process.Pid, Hostname: here, Timestamp: since}, ""},
		{"another machine's", lock{PID: 1, Hostname: "elsewhere", Username: "hanako", Timestamp: since}, "by hanako on elsewhere (process 1)"},
		{"cut short while being written", lock{}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := row.held.alive()
			if row.want == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, row.want)
			}
		})
	}
}

func TestReadLocksFindsOneStacksOnly(t *testing.T) {
	folder, err := lockFolder("file://" + t.TempDir() + "?metadata=skip")
	require.NoError(t, err)
	none, err := readLocks(folder, "prod")
	require.NoError(t, err)
	assert.Empty(t, none)

	for stack, pid := range map[string]int{"prod": 11, "room": 22} {
		place := filepath.Join(folder, "organization", "secure-room", stack)
		require.NoError(t, os.MkdirAll(place, 0o700))
		content, err := json.Marshal(lock{PID: pid})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(place, "an-id.json"), content, 0o600))
	}
	locks, err := readLocks(folder, "prod")
	require.NoError(t, err)
	assert.Equal(t, []lock{{PID: 11}}, locks)

	_, err = lockFolder("s3://bucket")
	assert.ErrorContains(t, err, "local mode keeps state in a folder")
}

// sleeper is a process with a name of our choice, and variables added to its environment.
func sleeper(t *testing.T, name string, variables ...string) *exec.Cmd {
	t.Helper()
	sleep, err := exec.LookPath("sleep")
	require.NoError(t, err)
	binary := filepath.Join(t.TempDir(), name)
	content, err := os.ReadFile(sleep)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(binary, content, 0o700))
	command := exec.Command(binary, "60")
	command.Env = append(os.Environ(), variables...)
	require.NoError(t, command.Start())
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	return command
}
