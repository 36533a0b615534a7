package allowlist

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func entry(host string, subdomains bool) Entry {
	return Entry{Host: host, Subdomains: subdomains, Ports: []int{443}, Reason: "a reason"}
}

func TestParseBringsAHostToItsOneForm(t *testing.T) {
	for written, want := range map[string]string{
		"git.example.com":     "git.example.com",
		"GIT.Example.COM":     "git.example.com",
		"git.example.com.":    "git.example.com",
		" git.example.com ":   "git.example.com",
		"git。example。com":     "git.example.com",
		"日本語.example.com":     "xn--wgv71a119e.example.com",
		"bücher.example":      "xn--bcher-kva.example",
		"mycompany.github.io": "mycompany.github.io",
		"github.com":          "github.com",
	} {
		list, problems := Parse([]Entry{entry(written, false)})
		require.Empty(t, problems, written)
		assert.Equal(t, want, list[0].Host, written)
	}
}

func TestParseRefusesHosts(t *testing.T) {
	for name, test := range map[string]struct {
		host       string
		subdomains bool
		want       string
	}{
		"empty":                       {"", false, "is empty"},
		"scheme":                      {"https://git.example.com", false, "has a scheme"},
		"path":                        {"git.example.com/team", false, "has a path"},
		"bare slash":                  {"git.example.com/", false, "has a path"},
		"port":                        {"git.example.com:8443", false, "has a port"},
		"user":                        {"me@git.example.com", false, "has a user name"},
		"wildcard":                    {"*.example.com", false, "has a wildcard"},
		"regular expression":          {"^git[.]example", false, "has a wildcard"},
		"leading dot":                 {".example.com", false, "begins with a dot"},
		"space inside":                {"git example.com", false, "is not a host name"},
		"empty label":                 {"git..example.com", false, "is not a host name"},
		"IPv4":                        {"203.0.113.9", false, "is an IP address"},
		"IPv4 range":                  {"203.0.113.0/24", false, "is an IP address"},
		"IPv4 in full width":          {"２０３.０.１１３.９", false, "is an IP address"},
		"IPv4 as one number":          {"3405803785", false, "is an IP address"},
		"IPv4 in hexadecimal":         {"0xcb007109", false, "is an IP address"},
		"IPv4 shortened":              {"127.1", false, "is an IP address"},
		"IPv6":                        {"2001:db8::1", false, "is an IP address"},
		"IPv6 in brackets":            {"[2001:db8::1]", false, "is an IP address"},
		"top-level domain":            {"com", false, "is a top-level domain"},
		"unknown top-level domain":    {"corp", true, "is a top-level domain"},
		"public suffix":               {"co.jp", true, "is a public suffix"},
		"public suffix, host alone":   {"co.jp", false, "is a public suffix"},
		"public suffix in upper case": {"CO.JP.", true, "is a public suffix"},
		"private public suffix":       {"github.io", false, "is a public suffix"},
		"S3":                          {"s3.amazonaws.com", false, "public suffix"},
		"S3 of a region":              {"s3.ap-northeast-1.amazonaws.com", false, "public suffix"},
		"somebody's bucket":           {"bucket.s3.ap-northeast-1.amazonaws.com", false, "one front serves every customer's buckets"},
		"bucket, older name":          {"bucket.s3-ap-northeast-1.amazonaws.com", false, "one front serves every customer's buckets"},
		"CloudFront":                  {"cloudfront.net", true, "public suffix"},
		"AWS endpoints":               {"amazonaws.com", true, "reaches amazonaws.com"},
		"AWS endpoints of a region":   {"ap-northeast-1.amazonaws.com", true, "reaches amazonaws.com"},
		"storage accounts":            {"blob.core.windows.net", true, "public suffix"},
		"above storage accounts":      {"windows.net", true, "reaches windows.net"},
		"SharePoint":                  {"sharepoint.com", true, "reaches sharepoint.com"},
		"a tenant's subtree":          {"shop.sharepoint.com", true, "reaches sharepoint.com"},
		"a customer's subtree":        {"mycompany.github.io", true, "github.io"},
		"code hoster's subtree":       {"github.com", true, "reaches"},
		"paste":                       {"pastebin.com", false, "nothing of it can be approved"},
		"below a paste":               {"www.pastebin.com", false, "nothing of it can be approved"},
		"tunnel":                      {"mine.ngrok.io", false, "nothing of it can be approved"},
		"drive below a wide subtree":  {"google.com", true, "reaches"},
	} {
		t.Run(name, func(t *testing.T) {
			list, problems := Parse([]Entry{entry(test.host, test.subdomains)})
			require.NotEmpty(t, problems)
			assert.Empty(t, list)
			assert.Contains(t, problems[0].String(), test.want)
		})
	}
}

func TestParseListsEveryProblem(t *testing.T) {
	_, problems := Parse([]Entry{
		{Host: "https://git.example.com:8443/team", Ports: []int{0, 443, 443, 70000}},
		entry("git.example.com", false),
		entry("Git.Example.com.", false),
		{Host: "docs.example.com", Reason: "documents"},
	})
	var texts []string
	for _, p := range problems {
		texts = append(texts, p.String())
	}
	assert.Equal(t, []string{
		`host "https://git.example.com:8443/team" has a scheme; leave https:// out`,
		`host "https://git.example.com:8443/team" has a path; leave /team out, since the proxy sees only the host's name`,
		`host "https://git.example.com:8443/team" has a port; leave :8443 out and write it under ports`,
		"ports holds 0; a port is between 1 and 65535",
		"ports holds 443 twice; name it once",
		"ports holds 70000; a port is between 1 and 65535",
		"reason is empty; say in a few words what the host is for",
		`host "git.example.com" is already entry 1 of this list; put its ports and methods there`,
		"ports is empty; name at least one, such as [443]",
	}, texts)
	assert.Equal(t, 2, problems[7].Index)
}

func TestSharedHostsAreReviewed(t *testing.T) {
	seen := map[string]bool{}
	for _, host := range sharedHosts {
		assert.NotEmpty(t, host.Reason, host.Pattern)
		assert.NotEmpty(t, host.Source, host.Pattern)
		assert.False(t, seen[host.Pattern], "%s stands twice", host.Pattern)
		seen[host.Pattern] = true
	}
	_, err := readShared([]byte("- {pattern: a.example, refuses: some}"))
	assert.ErrorContains(t, err, `a.example refuses "some"`)
	_, err = readShared([]byte("- {pattern: a.example, whole: true}"))
	assert.ErrorContains(t, err, "whole")
}

func TestWhatIsMadeToCarryDataOutIsNeverApproved(t *testing.T) {
	for made, test := range map[string]struct{ refused, below, accepted string }{
		"to paste":             {"termbin.com", "www.rentry.co", "termbin.com.example"},
		"to carry files":       {"gofile.io", "store1.gofile.io", "mygofile.io"},
		"as a tunnel":          {"pinggy.io", "a.pinggy.io", "bore.example"},
		"to share a screen":    {"teamviewer.com", "relay.splashtop.com", "anydesk.example.com"},
		"to resolve":           {"dns.google", "mozilla.cloudflare-dns.com", "dns.example.com"},
		"to resolve, Quad9":    {"dns11.quad9.net", "any.dns.quad9.net", "www.quad9.net"},
		"to catch requests":    {"oastify.com", "abc.oast.pro", "toast.pro"},
		"in upper case":        {"DNS.Google", "A.Pinggy.IO.", "pinggy.io.example"},
		"to carry attachments": {"cdn.discordapp.com", "any.cdn.discordapp.com", "cdn.example.com"},
	} {
		for _, host := range []string{test.refused, test.below} {
			for _, subdomains := range []bool{false, true} {
				list, problems := Parse([]Entry{entry(host, subdomains)})
				assert.Empty(t, list, "%s: %s", made, host)
				require.Len(t, problems, 1, "%s: %s", made, host)
				assert.Contains(t, problems[0].String(), "nothing of it can be approved", host)
			}
		}
		_, problems := Parse([]Entry{entry(test.accepted, false)})
		assert.Empty(t, problems, "%s: %s", made, test.accepted)
	}
}
