// Package squidtest runs the real Squid on loopback, with the configuration that a test gives it, and TLS servers for it to
// reach.
package squidtest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"secure-room/internal/squid"
)

// Proxy is a running Squid.
type Proxy struct {
	// Address is where it listens.
	Address string

	folder  string
	process *exec.Cmd
	ended   chan error
}

// Binary is Squid with OpenSSL of the release that the image runs, as `make test` installs it. Without it a test is skipped,
// and fails where tests run for everybody.
func Binary(t testing.TB) string {
	t.Helper()
	const path = "/usr/sbin/squid"
	places := []string{os.Getenv("SECURE_ROOM_SQUID"), path}
	for _, place := range places {
		if _, err := os.Stat(place); err == nil {
			return place
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing; install Debian's squid-openssl", path)
	}
	t.Skipf("%s is missing; install Debian's squid-openssl to run this test", path)
	return ""
}

// Start runs Squid with a configuration and waits until it takes connections. The configuration is used as it is but for what
// ties it to its place: where it listens, where its log and certificate are, and which names it knows, each with its address.
// Of what lies on loopback only 127.0.0.1 counts as a place where names may lead, since the servers of a test are there.
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
	binary := Binary(t)
	p := &Proxy{folder: t.TempDir(), Address: unused(t), ended: make(chan error, 1)}
	write(t, p.path("hosts"), hosts(names))
	writeCertificate(t, p.path("unused.pem"))
	write(t, p.path("squid.conf"), placed(configuration, p))
	out, errors := create(t, p.path("out")), create(t, p.path("errors"))
	defer out.Close()
	defer errors.Close()
	p.process = exec.Command(binary, "-N", "-f", p.path("squid.conf"))
	p.process.Dir, p.process.Stdout, p.process.Stderr = p.folder, out, errors
	if os.Geteuid() == 0 {
		own(t, p.folder)
		p.process.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: proxyUser, Gid: proxyUser}}
	}
	if err := p.process.Start(); err != nil {
		t.Fatal("start Squid:", err)
	}
	go func() { p.ended <- p.process.Wait() }()
	t.Cleanup(p.Kill)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if connection, err := net.Dial("tcp", p.Address); err == nil {
			connection.Close()
			return p, nil
		}
		select {
		case err := <-p.ended:
			p.ended <- err
			said, _ := os.ReadFile(p.path("errors")) // what there is of it
			return nil, fmt.Errorf("Squid does not start: %w\n%s", err, said)
		default:
		}
	}
	t.Fatal("Squid takes no connection")
	return nil, nil
}

// proxyUser is Debian's "proxy", as whom the image runs.
const proxyUser = 13

// placed puts a configuration into its place.
func placed(configuration string, p *Proxy) string {
	replaced := strings.NewReplacer(
		fmt.Sprintf("http_port %d", squid.Port), "http_port "+p.Address,
		squid.Certificate, p.path("unused.pem"),
		"hosts_file none", "hosts_file "+p.path("hosts"),
		"127.0.0.0/8", "127.0.0.2-127.255.255.255",
		// A test that stops it does not wait.
		"shutdown_lifetime 10 seconds", "shutdown_lifetime 1 second",
	).Replace(configuration)
	if !strings.Contains(replaced, "hosts_file ") {
		replaced = "hosts_file " + p.path("hosts") + "\n" + replaced
	}
	return replaced
}

func (p *Proxy) path(name string) string { return filepath.Join(p.folder, name) }

// Kill ends Squid at once.
func (p *Proxy) Kill() { p.signal(syscall.SIGKILL) }

// Stop asks Squid to end, as ECS does, and gives how long it took.
func (p *Proxy) Stop() time.Duration {
	start := time.Now()
	p.signal(syscall.SIGTERM)
	return time.Since(start)
}

func (p *Proxy) signal(signal os.Signal) {
	_ = p.process.Process.Signal(signal) // it may have ended already
	err := <-p.ended
	p.ended <- err
}

// Process is the number of Squid's process.
func (p *Proxy) Process() int { return p.process.Process.Pid }

// Entry is one line of the access log.
type Entry struct {
	Time         time.Time `json:"time"`
	Client       string    `json:"client"`
	Method       string    `json:"method"`
	Host         string    `json:"host"`
	Port         string    `json:"port"`
	Sni          string    `json:"sni"`
	Tunnel       string    `json:"tunnel"`
	Status       int       `json:"status"`
	Result       string    `json:"result"`
	Sent         int       `json:"sent"`
	Received     int       `json:"received"`
	Milliseconds int       `json:"milliseconds"`
}

// Log is the access log; a line that is no entry is an error.
func (p *Proxy) Log() ([]Entry, error) {
	text, err := os.ReadFile(p.path("out"))
	if err != nil {
		return nil, fmt.Errorf("read the access log: %w", err)
	}
	var entries []Entry
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		var e Entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("read the access log's line %q: %w", lines.Text(), err)
		}
		entries = append(entries, e)
	}
	return entries, nil
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

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal("write Squid's files:", err)
	}
}

func create(t testing.TB, path string) *os.File {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal("make Squid's logs:", err)
	}
	return file
}

// own gives a folder and what is in it to the user that Squid runs as, and lets that user get to it.
func own(t testing.TB, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, proxyUser, proxyUser)
	})
	if err == nil {
		err = os.Chmod(filepath.Dir(folder), 0o755)
	}
	if err != nil {
		t.Fatal("give Squid its files:", err)
	}
}
