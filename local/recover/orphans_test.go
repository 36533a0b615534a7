package main

import (
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/mode"
)

// A provider whose CLI is gone is waited for, on its own local AWS only.
func TestSettle(t *testing.T) {
	cloud := t.TempDir()
	provider := sleeper(t, "pulumi-resource-aws", mode.Variable+"="+cloud)

	left, err := orphans(cloud)
	require.NoError(t, err)
	assert.Equal(t, []string{strconv.Itoa(provider.Process.Pid)}, left, "its parent is this test, not a CLI")
	err = settle(cloud, 50*time.Millisecond)
	assert.ErrorContains(t, err, strconv.Itoa(provider.Process.Pid))

	other, err := orphans(filepath.Join(cloud, "other"))
	require.NoError(t, err)
	assert.Empty(t, other)

	go func() {
		time.Sleep(100 * time.Millisecond)
		_ = provider.Process.Kill()
	}()
	assert.NoError(t, settle(cloud, 10*time.Second))
}
