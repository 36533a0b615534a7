package squid_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/internal/squid/squidtest"
)

const (
	terminal = "127.0.0.1"
	stranger = "127.0.0.9"
)

// room is a proxy with the configuration that we render, for one terminal and hosts on the port of a test's server.
func room(t testing.TB, server *squidtest.Server) (*squidtest.Proxy, *squid.Config) {
	t.Helper()
	port := []int{server.Port}
	text := squid.Render(squid.Settings{
		Clients: []netip.Prefix{netip.MustParsePrefix(terminal + "/32")},
		Allow: allowlist.List{
			{Host: "git.example.com", Ports: port}, {Host: "other.example.com", Ports: port}, {Host: "inside.example.com", Ports: port},
			{Host: "docs.example.org", Subdomains: true, Ports: port}, {Host: "xn--bcher-kva.example", Ports: port},
		},
	})
	names := map[string]string{}
	for _, name := range []string{"git.example.com", "other.example.com", "docs.example.org", "a.docs.example.org", "xn--bcher-kva.example", "evil.example",
		"sub.git.example.com", "git.example.com.evil.example", "gitxexample.com", "example.com", "g1t.example.com", "xn--gt-hja.example.com"} {
		names[name] = terminal
	}
	names["inside.example.com"] = "127.0.0.2" // approved, and leads to a private place
	config := squid.Parse(text)
	require.Empty(t, config.Problems)
	return squidtest.Start(t, text, names), config
}

// TestTunnels asks the real Squid and our reading of its configuration, for each kind of connection, whether it reaches the
// server, and the server whether anything of it came.
func TestTunnels(t *testing.T) {
	server := squidtest.Listen(t)
	proxy, config := room(t, server)
	other := server.Port + 1
	for name, one := range map[string]struct {
		from, host string
		port       int
		server     string
		passes     bool
	}{
		"an approved host":                       {terminal, "git.example.com", server.Port, "git.example.com", true},
		"in upper case":                          {terminal, "GIT.Example.COM", server.Port, "git.example.com", true},
		"its name asked for in upper case":       {terminal, "git.example.com", server.Port, "GIT.EXAMPLE.COM", true},
		"without saying which server":            {terminal, "git.example.com", server.Port, "", true},
		"below a tree":                           {terminal, "a.docs.example.org", server.Port, "a.docs.example.org", true},
		"a tree itself":                          {terminal, "docs.example.org", server.Port, "docs.example.org", true},
		"punycode of an approved name":           {terminal, "xn--bcher-kva.example", server.Port, "xn--bcher-kva.example", true},
		"another port":                           {terminal, "git.example.com", other, "git.example.com", false},
		"port 22":                                {terminal, "git.example.com", 22, "git.example.com", false},
		"a host that nobody approved":            {terminal, "evil.example", server.Port, "evil.example", false},
		"below an exact host":                    {terminal, "sub.git.example.com", server.Port, "sub.git.example.com", false},
		"above an exact host":                    {terminal, "example.com", server.Port, "example.com", false},
		"an approved name as a prefix":           {terminal, "git.example.com.evil.example", server.Port, "git.example.com", false},
		"a dot that is any character":            {terminal, "gitxexample.com", server.Port, "git.example.com", false},
		"a look-alike":                           {terminal, "g1t.example.com", server.Port, "g1t.example.com", false},
		"punycode of a look-alike":               {terminal, "xn--gt-hja.example.com", server.Port, "xn--gt-hja.example.com", false},
		"an address":                             {terminal, "127.0.0.1", server.Port, "git.example.com", false},
		"an IPv6 address":                        {terminal, "[::1]", server.Port, "git.example.com", false},
		"an address as one number":               {terminal, "2130706433", server.Port, "git.example.com", false},
		"an IPv4 address in IPv6":                {terminal, "[::ffff:127.0.0.1]", server.Port, "git.example.com", false},
		"a name that leads to a private place":   {terminal, "inside.example.com", server.Port, "inside.example.com", false},
		"an approved host for another server":    {terminal, "git.example.com", server.Port, "evil.example", false},
		"an approved host for another approved":  {terminal, "git.example.com", server.Port, "other.example.com", false},
		"a tree for an exact host":               {terminal, "a.docs.example.org", server.Port, "git.example.com", false},
		"an exact host for a name below a tree":  {terminal, "git.example.com", server.Port, "a.docs.example.org", false},
		"another server below an approved name":  {terminal, "git.example.com", server.Port, "sub.git.example.com", false},
		"another client":                         {stranger, "git.example.com", server.Port, "git.example.com", false},
		"a host that nobody approved, asked for": {terminal, "evil.example", server.Port, "git.example.com", false},
	} {
		for version, of := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
			reached := proxy.Reaches(one.from, fmt.Sprintf("%s:%d", one.host, one.port), one.server, of)
			assert.Equal(t, one.passes, reached, "%s, %s", name, version)
			if !one.passes {
				assert.Empty(t, server.Seen(), "%s, %s: something came through", name, version)
			}
			server.Seen()
		}
		host := strings.ToLower(strings.Trim(one.host, "[]"))
		judged := config.Evaluate(squid.Request{Source: one.from, Method: "CONNECT", Host: host, Port: one.port})
		goes := judged.Allow && config.Connects(host, strings.ToLower(one.server))
		if judged.Assumed { // where a name leads is not in the configuration
			assert.True(t, goes || !one.passes, "%s: judged refused, and passes", name)
		} else {
			assert.Equal(t, one.passes, goes, "%s: judged otherwise", name)
		}
	}
}

// TestTunnelsThatAreNoTLS opens connections that are approved, and sends in them what is no greeting of TLS.
func TestTunnelsThatAreNoTLS(t *testing.T) {
	server := squidtest.Listen(t)
	proxy, _ := room(t, server)
	target := fmt.Sprintf("git.example.com:%d", server.Port)
	for name, bytes := range map[string]string{
		"SSH":                          "SSH-2.0-OpenSSH_9.6\r\n",
		"plain HTTP":                   "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
		"HTTP/2 with prior knowledge":  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"noise":                        strings.Repeat("\x00\xff", 200),
		"a record that is no greeting": "\x17\x03\x03\x00\x04data",
		"a greeting that is cut short": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"an SSL 2 greeting":            "\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10\x01\x00\x80\x00\x00\x05",
	} {
		connection, err := proxy.Tunnel(terminal, target)
		require.NoError(t, err, name)
		_, err = io.WriteString(connection, bytes)
		require.NoError(t, err, name)
		require.NoError(t, connection.SetReadDeadline(time.Now().Add(300*time.Millisecond)))
		answer, _ := io.ReadAll(connection) // how it ends does not matter, only that nothing came through
		assert.NotContains(t, string(answer), "200 OK", name)
		connection.Close()
		assert.Empty(t, server.Seen(), name)
	}
}

// TestRequests sends what is no CONNECT, or tries to be two requests: nothing comes through.
func TestRequests(t *testing.T) {
	server := squidtest.Listen(t)
	proxy, _ := room(t, server)
	at := fmt.Sprintf("git.example.com:%d", server.Port)
	for name, request := range map[string]string{
		"GET":                         "GET http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"GET of https":                "GET https://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"POST":                        "POST http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nContent-Length: 4\r\n\r\ndata",
		"PUT":                         "PUT http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nContent-Length: 4\r\n\r\ndata",
		"TRACE":                       "TRACE http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"PURGE":                       "PURGE http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"a method of one's own":       "BREW http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"connect in lower case":       "connect evil.example:" + fmt.Sprint(server.Port) + " HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"Host is not where it goes":   "GET http://evil.example:" + fmt.Sprint(server.Port) + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"CONNECT with another Host":   "CONNECT evil.example:" + fmt.Sprint(server.Port) + " HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"CONNECT with a user's name":  "CONNECT git.example.com@evil.example:" + fmt.Sprint(server.Port) + " HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"FTP":                         "GET ftp://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"gopher":                      "GET gopher://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"a URN":                       "GET urn:isbn:0451450523 HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"WHOIS":                       "GET whois://" + at + "/x HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"the cache manager":           "GET cache_object://localhost/info HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"the cache manager by HTTP":   "GET http://localhost:3128/squid-internal-mgr/menu HTTP/1.1\r\nHost: localhost:3128\r\n\r\n",
		"the cache manager, relative": "GET /squid-internal-mgr/config HTTP/1.1\r\nHost: proxy\r\n\r\n",
		"a relative path":             "GET / HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"two lengths":                 "POST http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nContent-Length: 4\r\nContent-Length: 6\r\n\r\ndata",
		"a length and chunks":         "POST http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET http://" + at + "/ HTTP/1.1\r\n\r\n",
		"an odd transfer coding":      "POST http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"a folded header":             "GET http://" + at + "/ HTTP/1.1\r\nHost:\r\n " + at + "\r\n\r\n",
		"line feeds alone":            "GET http://" + at + "/ HTTP/1.1\nHost: " + at + "\n\n",
		"two requests at once":        "GET http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\nGET http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
		"HTTP 0.9":                    "GET http://" + at + "/\r\n",
		"an oversize header":          "CONNECT " + at + " HTTP/1.1\r\nHost: " + at + "\r\nX: " + strings.Repeat("x", 40_000) + "\r\n\r\n",
		"a line break in the name":    "CONNECT git.example.com%0d%0a:" + fmt.Sprint(server.Port) + " HTTP/1.1\r\nHost: " + at + "\r\n\r\n",
	} {
		status, header, err := proxy.Send(terminal, request)
		require.NoError(t, err, name)
		if header.Get("X-Squid-Error") == "" && status == 200 && strings.HasPrefix(strings.ToLower(request), "connect") {
			// Squid agrees to any CONNECT in order to say within it that it refuses.
			t.Logf("%s: answered 200, as Squid does before it refuses", name)
		} else {
			assert.True(t, status == 0 || status >= 400, "%s: answered %d", name, status)
		}
		assert.Empty(t, server.Seen(), "%s came through", name)
	}
}

// TestAccessLog holds entries to who, when, where to and what became of it, and has clients try to write entries of their own.
func TestAccessLog(t *testing.T) {
	server := squidtest.Listen(t)
	proxy, _ := room(t, server)
	target := fmt.Sprintf("git.example.com:%d", server.Port)
	require.True(t, proxy.Reaches(terminal, target, "git.example.com", tls.VersionTLS13))
	require.False(t, proxy.Reaches(terminal, target, "evil.example", tls.VersionTLS13))
	require.False(t, proxy.Reaches(terminal, fmt.Sprintf("evil.example:%d", server.Port), "evil.example", tls.VersionTLS13))
	for _, request := range []string{
		"CONNECT x\"},{\"client\":\"10.0.0.1\"}:443 HTTP/1.1\r\n\r\n", "G\"E,T http://a\"b/ HTTP/1.1\r\n\r\n",
		"GET http://git.example.com/path?secret=hunter2 HTTP/1.1\r\nHost: git.example.com\r\nAuthorization: Basic aHVudGVyMg==\r\n\r\n", "\x00\"\\\x7f\r\n\r\n",
	} {
		_, _, err := proxy.Send(terminal, request)
		require.NoError(t, err)
	}
	var found map[string]squid.Entry
	require.Eventually(t, func() bool {
		entries, err := proxy.Entries()
		require.NoError(t, err, "a client has broken the log")
		found = map[string]squid.Entry{}
		for _, e := range entries {
			assert.NotContains(t, fmt.Sprint(e), "hunter2")
			found[e.Host+" "+e.Tunnel+" "+e.Result] = e
		}
		return found["git.example.com splice TCP_TUNNEL"].Host != ""
	}, 5*time.Second, 20*time.Millisecond)
	passed := found["git.example.com splice TCP_TUNNEL"]
	assert.Equal(t, []any{terminal, "CONNECT", fmt.Sprint(server.Port), "git.example.com"}, []any{passed.Client, passed.Method, passed.Port, passed.ServerName})
	assert.Greater(t, passed.Sent, 200, "the greeting and what was said are counted")
	assert.Greater(t, passed.Received, 200)
	assert.WithinDuration(t, time.Now(), passed.Time, time.Minute)
	assert.Equal(t, "evil.example", found["git.example.com terminate NONE_NONE"].ServerName, "a connection for another server: %v", found)
	assert.Contains(t, found, "evil.example bump TCP_DENIED", "a host that nobody approved")
}

// TestPlainHTTP lets one host be read in clear, and nothing else be done with it or by it.
func TestPlainHTTP(t *testing.T) {
	server := squidtest.Listen(t)
	text := squid.Render(squid.Settings{
		Clients: []netip.Prefix{netip.MustParsePrefix(terminal + "/32")},
		Allow:   allowlist.List{{Host: "mirror.example.com", Ports: []int{server.Port}, Methods: []string{"GET", "HEAD"}}},
	})
	config := squid.Parse(text)
	require.Empty(t, config.Problems)
	proxy := squidtest.Start(t, text, map[string]string{"mirror.example.com": terminal, "evil.example": terminal})
	at := fmt.Sprintf("mirror.example.com:%d", server.Port)
	for name, one := range map[string]struct {
		from, request string
		passes        bool
	}{
		"a page":                    {terminal, "GET http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nConnection: close\r\n\r\n", true},
		"its head":                  {terminal, "HEAD http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nConnection: close\r\n\r\n", true},
		"another method":            {terminal, "POST http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nContent-Length: 1\r\n\r\nx", false},
		"another host":              {terminal, "GET http://evil.example:" + fmt.Sprint(server.Port) + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n", false},
		"another client":            {stranger, "GET http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n", false},
		"a connection to it":        {terminal, "CONNECT " + at + " HTTP/1.1\r\nHost: " + at + "\r\n\r\n", false},
		"FTP":                       {terminal, "GET ftp://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n", false},
		"WHOIS":                     {terminal, "GET whois://" + at + "/x HTTP/1.1\r\nHost: " + at + "\r\n\r\n", false},
		"gopher":                    {terminal, "GET gopher://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n", false},
		"encryption by proxy":       {terminal, "GET https://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\n\r\n", false},
		"a second one, smuggled in": {terminal, "GET http://" + at + "/ HTTP/1.1\r\nHost: " + at + "\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET http://evil.example:" + fmt.Sprint(server.Port) + "/second HTTP/1.1\r\nHost: evil.example\r\n\r\n", true},
	} {
		status, _, err := proxy.Send(one.from, one.request)
		require.NoError(t, err, name)
		if seen := server.Seen(); one.passes {
			assert.Equal(t, 200, status, name)
			assert.Equal(t, 1, len(seen), "%s: %v", name, seen)
			assert.NotContains(t, fmt.Sprint(seen), "second", name)
		} else {
			assert.Empty(t, seen, name)
		}
	}
}
