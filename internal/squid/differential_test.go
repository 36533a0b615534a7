package squid_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/squid"
	"secure-room/internal/squid/squidtest"
)

var configurations = flag.Uint64("configurations", 40, "how many configurations the real Squid is given")

// names are what the random configurations and requests are about.
var names = []string{"example.com", "git.example.com", "a.git.example.com", "example.org", "www.example.org", "xample.com", "localhost.example"}

// TestSquidAgrees gives the real Squid and our reading of it random configurations and requests. Where our reading is sure, it
// has to be Squid's; where it is not, it may only be the more open one.
func TestSquidAgrees(t *testing.T) {
	known := map[string]string{}
	for _, name := range names {
		known[name] = terminal
	}
	asked, unsure, allowed, refusedWhole := 0, 0, 0, 0
	for seed := range *configurations {
		random := rand.New(rand.NewPCG(seed, 11))
		text := configuration(random)
		proxy, err := squidtest.Try(t, "http_port 3128\naccess_log none\ncache_log /dev/null\npid_filename none\ncoredump_dir none\nnetdb_filename none\n"+
			"pinger_enable off\ncache deny all\nvisible_hostname proxy\nconnect_timeout 1 second\nforward_max_tries 1\n"+text, known)
		if err != nil {
			refusedWhole++
			continue
		}
		judged := squid.Parse(text)
		for range 40 {
			r := request(random)
			allows, err := permits(proxy, r)
			require.NoError(t, err)
			asked++
			decision := judged.Evaluate(r)
			if decision.Allow {
				allowed++
			}
			if decision.Assumed {
				unsure++
				assert.True(t, decision.Allow || !allows, "configuration %d, %s: Squid lets it through, we take it for refused\n%s", seed, r, text)
			} else {
				assert.Equal(t, allows, decision.Allow, "configuration %d, %s by line %d: %s\n%s", seed, r, decision.Line, decision.Text, text)
			}
		}
		proxy.Signal(syscall.SIGKILL)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d requests under %d configurations (Squid refused %d more); %d let through, %d hang on what a configuration does not say",
		asked, *configurations-uint64(refusedWhole), refusedWhole, allowed, unsure)
	assert.Less(t, refusedWhole, int(*configurations)/3)
	assert.Greater(t, allowed, asked/20)
	assert.Greater(t, asked-allowed, asked/20)
}

// configuration writes random lists, and rules over them.
func configuration(random *rand.Rand) string {
	var b strings.Builder
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	several := func(of func() string) string {
		values := []string{of()}
		for random.IntN(3) == 0 {
			values = append(values, of())
		}
		return strings.Join(values, " ")
	}
	var lists []string
	for i := range 3 + random.IntN(5) {
		name := fmt.Sprintf("List%d", i)
		lists = append(lists, name)
		for range 1 + random.IntN(2) {
			switch i % 4 {
			case 0:
				fmt.Fprintf(&b, "acl %s src %s\n", pick(name, strings.ToUpper(name)), several(func() string {
					return pick("127.0.0.1", "127.0.0.2-127.0.0.5", "127.0.0.8/29", "127.0.0.20/255.255.255.252", "127.0.0.0/9", "all", "::1", "10.0.0.0/8")
				}))
			case 1:
				// One name for a line: Squid stops at a list that holds a name twice.
				fmt.Fprintf(&b, "acl %s dstdomain -n %s%s\n", name, pick("", "", "."), pick(names...))
			case 2:
				fmt.Fprintf(&b, "acl %s port %s\n", name, several(func() string { return pick("443", "80", "1-100", "8000-9000", "443-444") }))
			case 3:
				fmt.Fprintf(&b, "acl %s method %s\n", name, several(func() string { return pick("CONNECT", "GET", "get", "POST", "HEAD", "BREW") }))
			}
		}
	}
	lists = append(lists, "all", "CONNECT", "localhost")
	for range random.IntN(6) {
		words := []string{"http_access", pick("allow", "deny")}
		for range 1 + random.IntN(3) {
			words = append(words, pick("", "", "!")+pick(lists...))
		}
		line := strings.Join(words, " ")
		switch random.IntN(5) {
		case 0:
			line = strings.Replace(line, " ", " \\\n\t", 1)
		case 1:
			line += " # http_access allow all"
		case 2:
			line = "\n# a comment \\\n" + line
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

func request(random *rand.Rand) squid.Request {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	port := []int{443, 80, 22, 8080, 444}[random.IntN(5)]
	return squid.Request{Source: pick("127.0.0.1", "127.0.0.3", "127.0.0.9", "127.0.0.22", "127.0.0.200"), Host: pick(append(names, "127.0.0.1")...), Port: port,
		Method: pick("CONNECT", "CONNECT", "GET", "POST", "BREW")}
}

// permits says whether the real Squid lets a request through: it then fails for want of a server, and not for want of leave.
func permits(proxy *squidtest.Proxy, r squid.Request) (bool, error) {
	target := fmt.Sprintf("%s:%d", r.Host, r.Port)
	text := fmt.Sprintf("%s http://%s/ HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", r.Method, target, target)
	if r.Method == "CONNECT" {
		text = fmt.Sprintf("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", target, target)
	}
	status, header, err := proxy.Send(r.Source, text)
	if err != nil {
		return false, err
	}
	denied := strings.HasPrefix(header.Get("X-Squid-Error"), "ERR_ACCESS_DENIED")
	if !denied && status == 0 {
		return false, fmt.Errorf("%s: no answer", r)
	}
	return !denied, nil
}
