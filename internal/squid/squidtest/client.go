package squidtest

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// patience is how long a client waits for anything.
const patience = 2 * time.Second

// Dial connects to the proxy from a loopback address such as "127.0.0.1".
func (p *Proxy) Dial(from string) (net.Conn, error) { return dial(p.Address, from) }

func dial(to, from string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	connection, err := dialer.Dial("tcp", to)
	if err != nil {
		return nil, fmt.Errorf("connect to the proxy: %w", err)
	}
	return connection, connection.SetDeadline(time.Now().Add(patience))
}

// Send sends a request as it is written and gives the status of the answer; 0 when the connection just ends.
func (p *Proxy) Send(from, request string) (int, http.Header, error) {
	return Send(p.Address, from, request)
}

// Send is the same for whatever listens at an address.
func Send(to, from, request string) (int, http.Header, error) {
	connection, err := dial(to, from)
	if err != nil {
		return 0, nil, err
	}
	defer connection.Close()
	if _, err := io.WriteString(connection, request); err != nil {
		return 0, nil, fmt.Errorf("send a request: %w", err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, fmt.Errorf("read the answer: %w", err)
	}
	response.Body.Close()
	return response.StatusCode, response.Header, nil
}

// Tunnel opens a connection to a target such as "git.example.com:443" and gives it once the proxy has agreed.
func (p *Proxy) Tunnel(from, target string) (net.Conn, error) {
	connection, err := p.Dial(from)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(connection, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", target, target)
	response, err := http.ReadResponse(bufio.NewReader(&single{connection}), &http.Request{Method: http.MethodConnect})
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("the proxy answers %s", response.Status)
	}
	if err != nil {
		connection.Close()
		return nil, fmt.Errorf("open a connection to %s: %w", target, err)
	}
	return connection, nil
}

// single reads one byte at a time, so that nothing of what comes after an answer is lost.
type single struct{ io.Reader }

func (s *single) Read(b []byte) (int, error) {
	if len(b) > 1 {
		b = b[:1]
	}
	return s.Reader.Read(b)
}

// Reaches opens a connection to a target, asks for a server's name in it (none when empty), and says whether the other end
// answers.
func (p *Proxy) Reaches(from, target, server string, version uint16) bool {
	connection, err := p.Tunnel(from, target)
	if err != nil {
		return false
	}
	defer connection.Close()
	secure := tls.Client(connection, &tls.Config{ServerName: server, InsecureSkipVerify: true, MinVersion: version, MaxVersion: version})
	if secure.Handshake() != nil {
		return false
	}
	// The proxy itself may answer, in order to say that it refuses; it does not echo.
	const word = "ping\r\n\r\n" // which is no request, so that the proxy answers at once
	answer := make([]byte, len(word))
	if _, err := io.WriteString(secure, word); err != nil {
		return false
	}
	_, err = io.ReadFull(secure, answer)
	return err == nil && string(answer) == word
}
