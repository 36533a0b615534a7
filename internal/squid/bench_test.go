package squid_test

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/internal/squid/squidtest"
)

// BenchmarkProxy opens encrypted connections through the real Squid, one after another, and has a word echoed in each: by how
// many names are approved, and beside a Squid without rules.
func BenchmarkProxy(b *testing.B) {
	server := squidtest.Listen(b)
	known := map[string]string{"git.example.com": terminal}
	configurations := []struct{ name, text string }{{"no rules", "http_port 3128\naccess_log stdio:/dev/stdout squid\npid_filename none\ncoredump_dir none\n" +
		"netdb_filename none\npinger_enable off\ncache deny all\ncache_mem 0 MB\ncache_log stdio:/dev/stderr\nhttp_access allow all\n"}}
	for _, count := range []int{1, 100, 1000} {
		allow := allowlist.List{{Host: "git.example.com", Ports: []int{server.Port}}}
		for i := range count - 1 {
			allow = append(allow, allowlist.Entry{Host: fmt.Sprintf("host-%d.example.org", i), Ports: []int{server.Port}})
		}
		configurations = append(configurations, struct{ name, text string }{fmt.Sprintf("names=%d", count),
			squid.Render(squid.Settings{Clients: []netip.Prefix{netip.MustParsePrefix("127.0.1.0/24")}, Allow: allow})})
	}
	for i, c := range configurations {
		// An address of its own for each, since a system soon has no port left for so many connections from one.
		from := fmt.Sprintf("127.0.1.%d", i+1)
		proxy := squidtest.Start(b, c.text, known)
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if !proxy.Reaches(from, fmt.Sprintf("git.example.com:%d", server.Port), "git.example.com", tls.VersionTLS13) {
					b.Fatal("the server was not reached")
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "connections/s")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(resident(b, proxy.ID()), "MiB")
		})
	}
}

var residentLine = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB$`)

// resident is how much memory a process has, in MiB.
func resident(b *testing.B, process int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		b.Fatal("read what memory Squid has:", err)
	}
	found := residentLine.FindStringSubmatch(string(text))
	if found == nil {
		b.Fatal("the system does not say what memory Squid has")
	}
	kilobytes, err := strconv.Atoi(found[1])
	if err != nil {
		b.Fatal("read what memory Squid has:", err)
	}
	return float64(kilobytes) / 1024
}
