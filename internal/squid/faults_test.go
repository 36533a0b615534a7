package squid_test

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/internal/squid/squidtest"
)

// busy is a proxy for many terminals, with one approved host, and changes of its configuration.
func busy(t testing.TB, server *squidtest.Server, change func(string) string) *squidtest.Proxy {
	t.Helper()
	text := squid.Render(squid.Settings{Clients: []netip.Prefix{netip.MustParsePrefix("127.0.1.0/24")},
		Allow: allowlist.List{{Host: "git.example.com", Ports: []int{server.Port}}}})
	return squidtest.Start(t, change(text), map[string]string{"git.example.com": terminal, "evil.example": terminal})
}

func unchanged(text string) string { return text }

// refuses asks for what is refused, in each of the ways that could fail open.
func refuses(t *testing.T, proxy *squidtest.Proxy, server *squidtest.Server, when string) {
	t.Helper()
	server.Seen()
	for _, one := range []struct{ from, host, name string }{
		{"127.0.1.7", "evil.example", "evil.example"}, {"127.0.1.7", "git.example.com", "evil.example"}, {stranger, "git.example.com", "git.example.com"},
	} {
		assert.False(t, proxy.Reaches(one.from, fmt.Sprintf("%s:%d", one.host, server.Port), one.name, tls.VersionTLS13), "%s: %v passes", when, one)
	}
	assert.Empty(t, server.Seen(), "%s: something came through", when)
}

// TestManyTunnels holds 2,000 connections open, and one terminal to its share of them.
func TestManyTunnels(t *testing.T) {
	server := squidtest.Listen(t)
	proxy := busy(t, server, unchanged)
	target := fmt.Sprintf("git.example.com:%d", server.Port)
	const terminals, each = 5, 400
	for i := range terminals {
		for range each {
			tunnel, err := proxy.Tunnel(fmt.Sprintf("127.0.1.%d", 10+i), target)
			require.NoError(t, err)
			defer tunnel.Close()
		}
	}
	refuses(t, proxy, server, "with 2,000 open connections")
	assert.True(t, proxy.Reaches("127.0.1.100", target, "git.example.com", tls.VersionTLS13), "another terminal is served")
	refused := false
	for range 600 - each {
		tunnel, err := proxy.Tunnel("127.0.1.10", target)
		if err != nil {
			refused = true
			break
		}
		defer tunnel.Close()
	}
	assert.True(t, refused, "a terminal held 600 connections")
}

// TestLogThatCannotBeWritten: a proxy that cannot say what it lets through may end, but lets nothing more through.
func TestLogThatCannotBeWritten(t *testing.T) {
	server := squidtest.Listen(t)
	proxy := busy(t, server, func(text string) string {
		return strings.Replace(text, "access_log stdio:/dev/stdout", "access_log stdio:/dev/full", 1)
	})
	for range 50 {
		// Its answer does not matter, only that its entry has to be written.
		_, _, _ = proxy.Send("127.0.1.7", "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n")
	}
	refuses(t, proxy, server, "with a full log")
}

// TestNamesThatCannotBeResolved: no name server answers, and no approved name is known otherwise.
func TestNamesThatCannotBeResolved(t *testing.T) {
	server := squidtest.Listen(t)
	proxy := busy(t, server, func(text string) string {
		return strings.Replace(text, "dns_timeout 10 seconds", "dns_timeout 1 second\ndns_nameservers 127.0.0.77", 1)
	})
	assert.False(t, proxy.Reaches("127.0.1.7", fmt.Sprintf("nowhere.example:%d", server.Port), "nowhere.example", tls.VersionTLS13))
	refuses(t, proxy, server, "without a name server")
}

// TestStop: asked to end, Squid takes nothing new and gives what is open its time.
func TestStop(t *testing.T) {
	server := squidtest.Listen(t)
	proxy := busy(t, server, unchanged)
	tunnel, err := proxy.Tunnel("127.0.1.7", fmt.Sprintf("git.example.com:%d", server.Port))
	require.NoError(t, err)
	defer tunnel.Close()
	took := proxy.Stop()
	assert.Less(t, took, 10*time.Second, "it has a second here")
	_, err = net.Dial("tcp", proxy.Address)
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

// TestKilled: once killed, nothing answers; started again, it refuses as before.
func TestKilled(t *testing.T) {
	server := squidtest.Listen(t)
	proxy := busy(t, server, unchanged)
	proxy.Signal(syscall.SIGKILL)
	_, err := net.Dial("tcp", proxy.Address)
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	refuses(t, busy(t, server, unchanged), server, "started again")
}
