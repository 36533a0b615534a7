package squid

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestConnectsOnlyToTheServerThatItWasOpenedTo(t *testing.T) {
	config := Parse(render(approvedRoom(t)))
	require.Empty(t, config.Problems)
	for _, one := range []struct {
		host, server string
		connects     bool
	}{
		{"git.example.com", "git.example.com", true},
		{"git.example.com", "", true}, // it does not say, and gets what the server holds by default
		{"git.example.com", "signin.aws.amazon.com", false},
		{"signin.aws.amazon.com", "git.example.com", false},
		{"git.example.com", "evil.example", false},
		{"docs.example.org", "docs.example.org", true},
		{"docs.example.org", "a.docs.example.org", true}, // approved as one tree
		{"a.docs.example.org", "git.example.com", false},
		{"evil.example", "evil.example", false},
		{"evil.example", "git.example.com", false},
	} {
		assert.Equal(t, one.connects, config.Connects(one.host, one.server), "%s asking for %q", one.host, one.server)
	}
}

func TestConnectsTakesWhatIsNotSureForPossible(t *testing.T) {
	for lines, connects := range map[string]bool{
		"ssl_bump terminate all": false,
		"ssl_bump splice all":    true,
		"acl s at_step SslBump1\nssl_bump peek s\nssl_bump terminate all":                                                       false,
		"acl s at_step SslBump1\nssl_bump peek s":                                                                               true, // no line decides
		"acl s at_step SslBump1\nacl t time 10:00-11:00\nssl_bump peek s\nssl_bump splice t\nssl_bump terminate all":            true,
		"acl s at_step SslBump1\nacl t time 10:00-11:00\nssl_bump peek s\nssl_bump terminate t\nssl_bump splice all":            true,
		"acl s at_step SslBump1\nacl c src 10.0.0.0/8\nssl_bump peek s\nssl_bump terminate c":                                   true,
		"acl s at_step SslBump1\nacl c src 0.0.0.0/0\nssl_bump peek s\nssl_bump terminate c":                                    false,
		"acl s at_step SslBump2\nssl_bump peek s\nssl_bump terminate all":                                                       false,
		"acl s at_step SslBump1\nacl n ssl::server_name --client-requested a.example\nssl_bump peek s\nssl_bump terminate !n":   true,
		"acl s at_step SslBump1\nacl n ssl::server_name --client-requested b.example\nssl_bump peek s\nssl_bump terminate !n\n": false,
	} {
		assert.Equal(t, connects, Parse(lines).Connects("a.example", "a.example"), lines)
	}
}
