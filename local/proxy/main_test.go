package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/internal/squid/process"
	"secure-room/internal/squid/squidtest"
)

// exported is a stack with a proxy that lets terminals reach one host.
func exported(t *testing.T) string {
	t.Helper()
	configuration := squid.Render(squid.Settings{
		Clients: []netip.Prefix{netip.MustParsePrefix("10.20.32.0/24"), netip.MustParsePrefix("10.20.33.0/24")},
		Allow:   allowlist.List{{Host: "git.example.com", Ports: []int{443}}},
	})
	containers, err := json.Marshal([]any{map[string]any{"environment": []any{map[string]any{"name": squid.Variable, "value": configuration}}}})
	require.NoError(t, err)
	text, err := json.Marshal(map[string]any{"deployment": map[string]any{"resources": []any{
		map[string]any{"type": "aws:ec2/vpc:Vpc", "inputs": map[string]any{"cidrBlock": "10.20.0.0/16"}},
		map[string]any{"type": "aws:ecs/taskDefinition:TaskDefinition", "inputs": map[string]any{"containerDefinitions": string(containers)}},
	}}})
	require.NoError(t, err)
	return string(text)
}

// output is what a command has printed so far.
type output struct {
	sync.Mutex
	strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.Lock()
	defer o.Unlock()
	return o.Builder.Write(b)
}

func (o *output) has(text string) bool {
	o.Lock()
	defer o.Unlock()
	return strings.Contains(o.String(), text)
}

func TestTheRoomsProxyRunsHere(t *testing.T) {
	if _, err := process.Binary(); errors.Is(err, process.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	before, err := os.Stat(os.TempDir())
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	out, ended := &output{}, make(chan error, 1)
	go func() { ended <- run(ctx, strings.NewReader(exported(t)), out) }()
	require.Eventually(t, func() bool { return out.has("Ctrl-C ends it.") }, 20*time.Second, 10*time.Millisecond)
	assert.True(t, out.has("acl terminals src 10.20.32.0/24 → 127.0.0.1"), out.String())
	assert.True(t, out.has("acl terminals src 10.20.33.0/24 → 127.0.0.1"))
	status, _, err := squidtest.Send(address, "127.0.0.1", "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n")
	require.NoError(t, err)
	assert.Equal(t, 403, status)
	assert.Eventually(t, func() bool { return out.has("refused  GET evil.example:80") }, 5*time.Second, 10*time.Millisecond, out.String())
	stop()
	require.NoError(t, <-ended)
	_, _, err = squidtest.Send(address, "127.0.0.1", "GET / HTTP/1.1\r\n\r\n")
	assert.Error(t, err, "nothing is left running")
	after, err := os.Stat(os.TempDir())
	require.NoError(t, err)
	assert.Equal(t, before.Mode(), after.Mode(), "the folder for everybody's temporary files is as it was")
}

func TestAStackWithoutAProxy(t *testing.T) {
	err := run(t.Context(), strings.NewReader(`{"deployment": {"resources": []}}`), &output{})
	assert.EqualError(t, err, "the stack has no proxy: bring the room up first, with make up")
	assert.ErrorContains(t, run(t.Context(), strings.NewReader("{"), &output{}), "read the exported stack")
}
