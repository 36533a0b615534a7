package squidtest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a TLS server on loopback that answers for any name, as one of a hoster does, and remembers what it was asked.
type Server struct {
	Port int

	guard sync.Mutex
	seen  []string
}

// Listen starts a server.
func Listen(t testing.TB) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal("start a server:", err)
	}
	t.Cleanup(func() { listener.Close() })
	s := &Server{Port: listener.Addr().(*net.TCPAddr).Port}
	borrowed := httptest.NewUnstartedServer(nil)
	borrowed.StartTLS()
	config := &tls.Config{Certificates: borrowed.TLS.Certificates, MinVersion: tls.VersionTLS12}
	borrowed.Close()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(connection, config)
		}
	}()
	return s
}

// serve notes a connection as soon as a byte of it has come, and answers requests over TLS by their name and length.
func (s *Server) serve(connection net.Conn, config *tls.Config) {
	defer connection.Close()
	first := make([]byte, 1)
	if _, err := io.ReadFull(connection, first); err != nil {
		return
	}
	if first[0] != 0x16 { // no TLS handshake (RFC 8446, section 5.1)
		line, _ := bufio.NewReader(connection).ReadString('\n') // its end does not matter
		s.note("in clear: " + string(first) + strings.TrimSpace(line))
		fmt.Fprint(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
		return
	}
	secure := tls.Server(&prefixed{connection, first}, config)
	if err := secure.Handshake(); err != nil {
		s.note("broken off")
		return
	}
	s.note("asked for " + secure.ConnectionState().ServerName)
	_, _ = io.Copy(secure, secure) // an echo, until either side has enough
}

// prefixed is a connection of which some bytes have been read already.
type prefixed struct {
	net.Conn
	before []byte
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.before) > 0 {
		n := copy(b, p.before)
		p.before = p.before[n:]
		return n, nil
	}
	return p.Conn.Read(b)
}

func (s *Server) note(what string) {
	s.guard.Lock()
	defer s.guard.Unlock()
	s.seen = append(s.seen, what)
}

// Seen is what has come since it was last asked for.
func (s *Server) Seen() []string {
	time.Sleep(20 * time.Millisecond) // what was let through may still be on its way
	s.guard.Lock()
	defer s.guard.Unlock()
	seen := s.seen
	s.seen = nil
	return seen
}
