package squid

import (
	"net/netip"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/allowlist"
)

// approvedRoom is what the tests' room may do: the console minimum, a Git host encrypted and in plain HTTP, and a tree of documents.
func approvedRoom(t testing.TB) Approved {
	t.Helper()
	console, err := allowlist.Console("ap-northeast-1")
	require.NoError(t, err)
	own, problems := allowlist.Parse([]allowlist.Entry{
		{Host: "git.example.com", Ports: []int{443}, Reason: "source code"},
		{Host: "git.example.com", Ports: []int{8080}, Methods: []string{"GET", "HEAD"}, Reason: "its pages"},
		{Host: "docs.example.org", Subdomains: true, Ports: []int{443}, Reason: "documents"},
		{Host: "eu.docs.example.org", Ports: []int{80, 8080}, Methods: []string{"GET", "POST"}, Reason: "documents, and their editor"},
	})
	require.Empty(t, problems)
	return Approved{
		Allow:   allowlist.Union(console, own),
		Clients: []netip.Prefix{netip.MustParsePrefix("10.20.6.0/24"), netip.MustParsePrefix("10.20.7.0/24")},
	}
}

func render(a Approved) string { return Render(Settings{Clients: a.Clients, Allow: a.Allow}) }

// TestRenderGolden holds the text that Squid gets. "squid -k parse" of release 5.7 takes the golden file.
func TestRenderGolden(t *testing.T) {
	golden, err := os.ReadFile("testdata/squid.conf")
	require.NoError(t, err)
	assert.Equal(t, string(golden), render(approvedRoom(t)))
}

func TestRenderDoesNotDependOnOrder(t *testing.T) {
	approved := approvedRoom(t)
	want := render(approved)
	slices.Reverse(approved.Allow)
	slices.Reverse(approved.Clients)
	assert.Equal(t, want, render(approved))
}

func TestRenderAdmitsExactlyWhatIsApproved(t *testing.T) {
	approved := approvedRoom(t)
	config := Parse(render(approved))
	assert.Empty(t, config.Problems)
	assert.Empty(t, config.Excess(approved))
	methods := []string{"CONNECT", "GET", "HEAD", "POST", "PUT"}
	for _, entry := range approved.Allow {
		for _, port := range []int{80, 443, 8080, 8443} {
			for _, method := range methods {
				for _, client := range []string{"10.20.6.5", "10.20.7.200"} {
					for _, host := range []string{entry.Host, "any." + entry.Host} {
						asked := allowlist.Destination{Host: host, Port: port, Method: method}
						assert.Equal(t, approved.Allow.Admits(asked), config.Evaluate(Request{client, host, port, method}).Allow, "%v", asked)
					}
				}
			}
		}
	}
}

func TestRenderWithNothingApprovedDeniesAll(t *testing.T) {
	config := Parse(Render(Settings{Clients: approvedRoom(t).Clients}))
	assert.Empty(t, config.Problems)
	assert.Empty(t, config.Excess(Approved{Clients: approvedRoom(t).Clients}))
}
