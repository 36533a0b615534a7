// Package squidtest gives tests the real Squid on loopback, with whatever configuration, and TLS servers for it to reach.
package squidtest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"secure-room/internal/squid"
	"secure-room/internal/squid/process"
)

// Proxy is a running Squid.
type Proxy struct{ *process.Process }

// Start runs Squid with a configuration and waits until it takes connections. The configuration is used as it is but for what
// ties it to its place: where it listens, where its certificate is, and which names it knows, each with its address. Of what
// lies on loopback only 127.0.0.1 counts as a place where names may lead, since the servers of a test are there. Where there
// is no Squid the test is skipped, and fails where tests run for everybody.
func Start(t testing.TB, configuration string, names map[string]string) *Proxy {
	t.Helper()
	p, err := Try(t, configuration, names)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Try is Start for configurations that Squid may refuse.
func Try(t testing.TB, configuration string, names map[string]string) (*Proxy, error) {
	t.Helper()
	folder := t.TempDir()
	// The folder above is the test's alone, and closed to the user that Squid runs as.
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal("open the test's folder to Squid:", err)
	}
	known := filepath.Join(folder, "hosts")
	if err := os.WriteFile(known, []byte(hosts(names)), 0o600); err != nil {
		t.Fatal("write the names that Squid knows:", err)
	}
	if !strings.Contains(configuration, "hosts_file ") {
		configuration = "hosts_file none\n" + configuration
	}
	started, err := process.Start(folder, unused(t), configuration,
		process.Change{From: "hosts_file none", To: "hosts_file " + known},
		process.Change{From: "127.0.0.0/8", To: "127.0.0.2-127.255.255.255"},
		process.Change{From: "shutdown_lifetime 10 seconds", To: "shutdown_lifetime 1 second"}) // a test that stops it does not wait
	if errors.Is(err, process.ErrMissing) {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { started.Signal(syscall.SIGKILL) })
	return &Proxy{started}, nil
}

// Stop asks Squid to end, as ECS does, and gives how long it took.
func (p *Proxy) Stop() time.Duration {
	start := time.Now()
	p.Signal(syscall.SIGTERM)
	return time.Since(start)
}

// Entries are those of the access log; a line that is no entry is an error.
func (p *Proxy) Entries() ([]squid.Entry, error) {
	text, err := os.ReadFile(p.Log())
	if err != nil {
		return nil, fmt.Errorf("read the access log: %w", err)
	}
	return squid.ReadLog(text)
}

// unused is a loopback address that nothing listens on.
func unused(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal("find a port:", err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func hosts(names map[string]string) string {
	var b strings.Builder
	for name, address := range names {
		fmt.Fprintf(&b, "%s %s\n", address, name)
	}
	return b.String()
}
