package squid

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/allowlist"
)

// changed is the rendered configuration with one text in place of another, which must be there.
func changed(t *testing.T, approved Approved, before, after string) string {
	t.Helper()
	text := render(approved)
	require.Contains(t, text, before)
	return strings.Replace(text, before, after, 1)
}

func TestExcessNamesOneRequestForEachFault(t *testing.T) {
	const (
		allow443 = "http_access allow CONNECT terminals port_443 hosts_443 !private\n"
		allowGet = "http_access allow method_GET terminals port_8080 hosts_8080_GET web !private\n"
		git443   = "acl hosts_443 dstdomain -n git.example.com\n"
		last     = "http_access deny all\n"
	)
	for name, test := range map[string]struct{ before, after, want string }{
		"allow all":             {"http_access deny manager\n", "http_access allow all\n", "CONNECT"},
		"every method":          {allow443, "http_access allow terminals port_443 hosts_443\n", "GET"},
		"every client":          {"http_access deny !terminals\n" + allow443, "http_access allow CONNECT port_443 hosts_443\n", "is not in the terminals' subnets"},
		"one more client":       {"acl terminals src 10.20.6.0/24", "acl terminals src 10.20.6.0/23 10.20.9.0/24", "from 10.20.9.10"},
		"a wider client range":  {"acl terminals src 10.20.6.0/24", "acl terminals src 10.20.4.0/22", "from 10.20.4.10"},
		"every port":            {allow443, "http_access allow CONNECT terminals hosts_443\n", "CONNECT"},
		"a range of ports":      {"acl port_443 port 443", "acl port_443 port 443-444", ":444 from"},
		"every host":            {allow443, "http_access allow CONNECT terminals port_443\n", "unlisted.example:443"},
		"a host more":           {git443, git443 + "acl hosts_443 dstdomain -n evil.example\n", "CONNECT evil.example:443"},
		"below a host":          {git443, "acl hosts_443 dstdomain -n .git.example.com\n", "CONNECT any.git.example.com:443"},
		"the root":              {git443, git443 + "acl hosts_443 dstdomain -n .\n", "unlisted.example:443"},
		"a top-level domain":    {git443, git443 + "acl hosts_443 dstdomain -n .dev\n", "any.dev:443"},
		"a public suffix":       {git443, git443 + "acl hosts_443 dstdomain -n .co.jp\n", "any.co.jp:443"},
		"a wildcard":            {git443, git443 + "acl hosts_443 dstdomain -n *.evil.example\n", "any.evil.example:443"},
		"in upper case":         {git443, git443 + "acl hosts_443 dstdomain -n EVIL.example\n", "evil.example:443"},
		"with a trailing dot":   {git443, git443 + "acl hosts_443 dstdomain -n evil.example.\n", "evil.example:443"},
		"in Unicode":            {git443, git443 + "acl hosts_443 dstdomain -n évil.example\n", "xn--vil-9la.example:443"},
		"an address":            {git443, git443 + "acl hosts_443 dstdomain -n 203.0.113.9\n", "CONNECT 203.0.113.9:443"},
		"addresses by name":     {git443, "acl hosts_443 dstdomain git.example.com\n", "is an address, and only names are approved"},
		"a range of addresses":  {allow443, "acl addresses dst 203.0.113.0/24\nhttp_access allow CONNECT terminals port_443 addresses\n" + allow443, "CONNECT 203.0.113.9:443"},
		"an expression":         {allow443, "acl pattern dstdom_regex ^git\\.example\\.com$\nhttp_access allow CONNECT terminals port_443 pattern\n" + allow443, "unlisted.example:443"},
		"a negated list":        {allow443, "http_access allow CONNECT terminals port_443 !hosts_8080_GET\n" + allow443, "unlisted.example:443"},
		"one host's other port": {allow443, "acl both port 443 8443\nhttp_access allow CONNECT terminals both hosts_443\n", ":8443 from"},
		"a tunnel for plain":    {allowGet, "http_access allow CONNECT terminals port_8080 hosts_8080_GET\n", "port 8080 of host git.example.com is not approved, only 443"},
		"a method of another":   {allowGet, "http_access allow method_POST terminals port_8080 hosts_8080_GET\n", "method POST to host git.example.com is not approved, only CONNECT, GET, HEAD"},
		"plain for encrypted":   {allowGet, "http_access allow method_GET terminals port_443 hosts_443\n", "method GET to host docs.example.org is not approved, only CONNECT"},
		"a method of nobody":    {allowGet, "acl put method PUT\nhttp_access allow put terminals port_8080 hosts_8080_GET\n", "method PUT is not approved, only CONNECT, GET, HEAD, POST"},
		"allow before deny":     {allow443, allow443 + "http_access allow terminals hosts_443 port_443\nhttp_access deny !CONNECT\n", "GET"},
		"a deny that only may":  {"http_access deny manager\n", "acl bad dst 192.0.2.0/24\nacl evil dstdomain -n evil.example\nhttp_access deny bad\nhttp_access allow CONNECT terminals port_443 evil\n", "CONNECT evil.example:443"},
		"no final deny":         {last, "", "no http_access line is sure to decide it"},
		"a final deny of some":  {last, "acl some src 192.0.2.0/24\nhttp_access deny some\n", "unlisted.example"},
		"a final allow":         {last, "http_access allow all\n", "unlisted.example"},
	} {
		t.Run(name, func(t *testing.T) {
			approved := approvedRoom(t)
			config := Parse(changed(t, approved, test.before, test.after))
			require.Empty(t, config.Problems)
			excess := config.Excess(approved)
			require.NotEmpty(t, excess)
			var found []string
			for _, one := range excess {
				found = append(found, one.Request.String()+": "+one.Reason)
				assert.False(t, permitted(approved, one), "%s is approved", one.Request)
			}
			assert.Contains(t, strings.Join(found, "\n"), test.want)
		})
	}
}

// permitted says whether what is reported is approved after all.
func permitted(approved Approved, one Excess) bool {
	r := one.Request
	return one.Fault != Undecided && approved.isClient(r.Source) &&
		approved.Allow.Admits(allowlist.Destination{Host: r.Host, Port: r.Port, Method: r.Method})
}

func TestExcessAcceptsTheSameMeaningInOtherWords(t *testing.T) {
	const (
		allow443 = "http_access allow CONNECT terminals port_443 hosts_443 !private\n"
		git443   = "acl hosts_443 dstdomain -n git.example.com\n"
		last     = "http_access deny all\n"
	)
	for name, test := range map[string]struct{ before, after string }{
		"two hosts on one line":       {git443, "acl hosts_443 dstdomain -n git.example.com signin.aws.amazon.com\n"},
		"a list of its own":           {allow443, "acl git dstdomain -n git.example.com\nhttp_access allow CONNECT terminals port_443 git\n" + allow443},
		"a client subnet in halves":   {"acl terminals src 10.20.6.0/24", "acl terminals src 10.20.6.0/25 10.20.6.128/25"},
		"both subnets in one":         {"acl terminals src 10.20.6.0/24\nacl terminals src 10.20.7.0/24\n", "acl terminals src 10.20.6.9/23\n"},
		"fewer hosts":                 {git443, ""},
		"a narrower client":           {"acl terminals src 10.20.6.0/24", "acl terminals src 10.20.6.7"},
		"one host of a tree":          {"acl hosts_443 dstdomain -n .docs.example.org", "acl hosts_443 dstdomain -n a.b.docs.example.org"},
		"the rest denied in a detour": {last, "acl anyone src 0.0.0.0/0\nhttp_access deny anyone\n"},
		"a deny more":                 {allow443, "acl evil dstdom_regex evil\nhttp_access deny evil\n" + allow443},
		"deny first":                  {"http_access deny !terminals\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			approved := approvedRoom(t)
			config := Parse(changed(t, approved, test.before, test.after))
			assert.Empty(t, config.Problems)
			assert.Empty(t, config.Excess(approved))
		})
	}
}

func TestExcessNamesTheLine(t *testing.T) {
	approved := approvedRoom(t)
	config := Parse(changed(t, approved, "http_access deny manager\n", "http_access allow all\n"))
	for _, one := range config.Excess(approved) {
		assert.Equal(t, "http_access allow all", one.Text)
		assert.Positive(t, one.Line)
	}
}

// BenchmarkJudge is what judging a configuration takes, by how many hosts are approved beside a dozen.
func BenchmarkJudge(b *testing.B) {
	for _, more := range []int{0, 100, 400} {
		approved := approvedRoom(b)
		for i := range more {
			approved.Allow = append(approved.Allow, allowlist.Entry{Host: fmt.Sprintf("host-%d.example.org", i), Ports: []int{443}})
		}
		text := render(approved)
		b.Run(fmt.Sprintf("more=%d", more), func(b *testing.B) {
			for b.Loop() {
				Parse(text).Excess(approved)
			}
		})
	}
}
