// Package process runs the proxy's Squid outside its container: in tests, and for a person who wants to try it.
package process

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"secure-room/internal/squid"
)

// Variable names another Squid than Debian's: where `make test` has put it without root, say.
const Variable = "SECURE_ROOM_SQUID"

// ErrMissing says that there is no Squid on this machine.
var ErrMissing = errors.New("this machine has no Squid with OpenSSL: install Debian's package squid-openssl")

// installed is where Debian's package puts it.
const installed = "/usr/sbin/squid"

// Binary is where Squid is.
func Binary() (string, error) {
	for _, place := range []string{os.Getenv(Variable), installed} {
		if info, err := os.Stat(place); err == nil && !info.IsDir() {
			return place, nil
		}
	}
	return "", ErrMissing
}

// Change is one text of a configuration and what stands in its place here.
type Change struct{ From, To string }

// Process is a running Squid.
type Process struct {
	// Address is where it listens, on loopback.
	Address string

	folder string
	squid  *exec.Cmd
	// ended is closed when Squid has ended, as err says.
	ended chan struct{}
	err   error
}

// Start runs Squid in a folder of its own, with a configuration in which a few texts are changed: where it listens, where its
// certificate lies, and what else is asked for. The access log goes to the file Log. Started by root, Squid runs as another
// user, who is given the folder and must be able to get to it. Start waits until Squid takes connections.
func Start(folder, address, configuration string, changes ...Change) (*Process, error) {
	binary, err := Binary()
	if err != nil {
		return nil, err
	}
	free, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; end what listens there", address, err)
	}
	free.Close()
	p := &Process{Address: address, folder: folder, ended: make(chan struct{})}
	root := strings.TrimSuffix(binary, installed)
	if root != "" {
		configuration = unpacked(root) + configuration
	}
	if err := p.prepare(configuration, changes); err != nil {
		return nil, fmt.Errorf("prepare Squid's folder: %w", err)
	}
	said, err := os.OpenFile(p.path("errors"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("open Squid's log: %w", err)
	}
	defer said.Close()
	log, err := os.OpenFile(p.Log(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("open Squid's log: %w", err)
	}
	defer log.Close()
	p.squid = exec.Command(binary, "-N", "-f", p.path("squid.conf"))
	p.squid.Dir, p.squid.Stdout, p.squid.Stderr = folder, log, said
	if libraries, err := filepath.Glob(root + "/usr/lib/*-linux-gnu"); err == nil && root != "" && len(libraries) > 0 {
		p.squid.Env = append(os.Environ(), "LD_LIBRARY_PATH="+strings.Join(libraries, ":"))
	}
	if os.Geteuid() == 0 {
		p.squid.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	}
	if err := p.squid.Start(); err != nil {
		return nil, fmt.Errorf("start Squid: %w", err)
	}
	go func() {
		p.err = p.squid.Wait()
		close(p.ended)
	}()
	if err := p.ready(); err != nil {
		p.Signal(syscall.SIGKILL)
		return nil, err
	}
	return p, nil
}

// unpacked says where the files of a package are that is not installed but unpacked into a folder.
func unpacked(root string) string {
	return fmt.Sprintf("mime_table %[1]s/usr/share/squid/mime.conf\nicon_directory %[1]s/usr/share/squid/icons\nerror_directory %[1]s/usr/share/squid/errors/en\n", root)
}

// user is Debian's "proxy", as whom the image runs.
const user = 13

// prepare writes what Squid needs into its folder, and gives that to the user that it runs as.
func (p *Process) prepare(configuration string, changes []Change) error {
	certificate, err := certificate()
	if err != nil {
		return err
	}
	replaced := []string{fmt.Sprintf("http_port %d", squid.Port), "http_port " + p.Address, squid.Certificate, p.path("unused.pem")}
	for _, c := range changes {
		replaced = append(replaced, c.From, c.To)
	}
	for name, text := range map[string]string{"squid.conf": strings.NewReplacer(replaced...).Replace(configuration), "unused.pem": certificate, "log": "", "errors": ""} {
		if err := os.WriteFile(p.path(name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	if os.Geteuid() != 0 {
		return nil
	}
	return filepath.WalkDir(p.folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, user, user)
	})
}

func (p *Process) path(name string) string { return filepath.Join(p.folder, name) }

// ready waits until Squid takes connections.
func (p *Process) ready() error {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if connection, err := net.Dial("tcp", p.Address); err == nil {
			connection.Close()
			return nil
		}
		select {
		case <-p.ended:
			said, _ := os.ReadFile(p.path("errors")) // what there is of it
			return fmt.Errorf("start Squid: %w\n%s", p.err, bytes.TrimSpace(said))
		default:
		}
	}
	return errors.New("start Squid: it takes no connection within 20 seconds")
}

// Log is the file of the access log.
func (p *Process) Log() string { return p.path("log") }

// ID is the number of Squid's process.
func (p *Process) ID() int { return p.squid.Process.Pid }

// Signal sends a signal that ends Squid, and waits for its end.
func (p *Process) Signal(signal os.Signal) {
	_ = p.squid.Process.Signal(signal) // it may have ended already
	<-p.ended
}

// Ended is closed when Squid has ended.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// certificate is what the image's entry point makes at each start: new, for nobody, and trusted by nobody.
func certificate() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", fmt.Errorf("make a certificate: %w", err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "unused"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().AddDate(1, 0, 0)}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return "", fmt.Errorf("make a certificate: %w", err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fmt.Errorf("make a certificate: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})), nil
}
