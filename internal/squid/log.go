package squid

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Entry is one line of the access log.
type Entry struct {
	// Time is when the request ended.
	Time time.Time `json:"time"`
	// Client is the terminal's address.
	Client string `json:"client"`
	// Method, Host and Port are what it asked for; ServerName is what an encrypted connection then asked for, "-" for none.
	Method     string `json:"method"`
	Host       string `json:"host"`
	Port       string `json:"port"`
	ServerName string `json:"sni"`
	// Tunnel is what became of an encrypted connection: splice, terminate, or peek where it was none.
	Tunnel string `json:"tunnel"`
	// Status is that of the answer, Result Squid's word for what it did.
	Status int    `json:"status"`
	Result string `json:"result"`
	// Sent and Received count bytes from the terminal and to it.
	Sent         int `json:"sent"`
	Received     int `json:"received"`
	Milliseconds int `json:"milliseconds"`
}

// ReadLog reads lines of the access log; a line that is no entry is an error.
func ReadLog(text []byte) ([]Entry, error) {
	var entries []Entry
	for _, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return entries, fmt.Errorf("read the access log's line %q: %w", line, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Verdict says in a word what became of a request: allowed, refused, ended (an approved connection that asked for another
// server, or was not TLS), or empty for a line that only says that a connection begins.
func (e Entry) Verdict() string {
	switch {
	case strings.HasPrefix(e.Result, "TCP_DENIED"), e.Status == 403:
		return "refused"
	case e.Tunnel == terminate, e.Tunnel == peek:
		return "ended"
	case e.Result == "NONE_NONE" && (e.Tunnel == splice || e.Host == "-"):
		return ""
	case e.Status == 400:
		return "refused"
	}
	return "allowed"
}
