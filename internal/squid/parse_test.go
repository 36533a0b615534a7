package squid

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plain is the smallest configuration without a fault; rules go where the test puts them.
func plain(rules string) string {
	return "http_port 3128 " + peeking + "\naccess_log stdio:/dev/stdout squid\nssl_bump terminate all\n" + rules + "\nhttp_access deny all\n"
}

func TestEvaluateFollowsSquid(t *testing.T) {
	terminal := Request{Source: "10.20.6.5", Host: "git.example.com", Port: 443, Method: "CONNECT"}
	for name, test := range map[string]struct {
		config  string
		request Request
		allow   bool
		assumed bool
	}{
		"no line at all denies":               {"", terminal, false, false},
		"the first match decides":             {"acl a src 10.0.0.0/8\nhttp_access deny a\nhttp_access allow all\nhttp_access deny all", terminal, false, false},
		"allow first":                         {"http_access allow all\nhttp_access deny all", terminal, true, false},
		"after a deny, no match allows":       {"acl a src 192.0.2.0/24\nhttp_access deny a", terminal, true, false},
		"after an allow, no match denies":     {"acl a src 192.0.2.0/24\nhttp_access allow a", terminal, false, false},
		"all conditions must hold":            {"acl a src 10.20.6.0/24\nacl p port 22\nhttp_access allow a p\nhttp_access deny all", terminal, false, false},
		"any value is enough":                 {"acl p port 22 443\nhttp_access allow p\nhttp_access deny all", terminal, true, false},
		"lines of one name add up":            {"acl p port 22\nacl p port 443\nhttp_access allow p\nhttp_access deny all", terminal, true, false},
		"names of lists in any case":          {"acl Ports port 443\nhttp_access allow pORTS\nhttp_access deny all", terminal, true, false},
		"negation":                            {"acl p port 22\nhttp_access deny !p\nhttp_access allow all", terminal, false, false},
		"an empty list matches nothing":       {"acl p port\nhttp_access allow p\nhttp_access deny all", terminal, false, false},
		"an empty list negated matches all":   {"acl p port\nhttp_access allow !p\nhttp_access deny all", terminal, true, false},
		"predefined method":                   {"http_access allow connect\nhttp_access deny all", terminal, true, false},
		"methods in any case":                 {"acl m method cOnnect\nhttp_access allow m\nhttp_access deny all", terminal, true, false},
		"a predefined list can be widened":    {"acl CONNECT method GET\nhttp_access allow CONNECT\nhttp_access deny all", Request{"10.20.6.5", "git.example.com", 443, "GET"}, true, false},
		"a name and not what is below":        {"acl h dstdomain example.com\nhttp_access allow h\nhttp_access deny all", terminal, false, false},
		"a dot and what is below":             {"acl h dstdomain .example.com\nhttp_access allow h\nhttp_access deny all", terminal, true, false},
		"a dot and the name itself":           {"acl h dstdomain .git.example.com\nhttp_access allow h\nhttp_access deny all", terminal, true, false},
		"a dot is no mere suffix":             {"acl h dstdomain .t.example.com\nhttp_access allow h\nhttp_access deny all", terminal, false, false},
		"names in any case":                   {"acl h dstdomain Git.EXAMPLE.com\nhttp_access allow h\nhttp_access deny all", terminal, true, false},
		"a trailing dot, allowed":             {"acl h dstdomain git.example.com.\nhttp_access allow h\nhttp_access deny all", terminal, true, true},
		"a trailing dot does not refuse":      {"acl h dstdomain git.example.com.\nhttp_access deny h\nhttp_access allow all", terminal, true, true},
		"an address whose name is in a list":  {"acl h dstdomain git.example.com\nhttp_access allow h\nhttp_access deny all", Request{"10.20.6.5", "203.0.113.9", 443, "CONNECT"}, true, true},
		"an address and a list without names": {"acl h dstdomain -n git.example.com\nhttp_access allow h\nhttp_access deny all", Request{"10.20.6.5", "203.0.113.9", 443, "CONNECT"}, false, false},
		"where a name leads is not known":     {"acl d dst 192.0.2.0/24\nhttp_access allow d\nhttp_access deny all", terminal, true, true},
		"where a name leads does not refuse":  {"acl d dst 192.0.2.0/24\nhttp_access deny d\nhttp_access allow all", terminal, true, true},
		"where an address leads is known":     {"acl d dst 192.0.2.0/24\nhttp_access allow d\nhttp_access deny all", Request{"10.20.6.5", "203.0.113.9", 443, "CONNECT"}, false, false},
		"an expression may match":             {"acl x url_regex git\nhttp_access allow x\nhttp_access deny all", terminal, true, true},
		"an expression does not refuse":       {"acl x url_regex git\nhttp_access deny x\nhttp_access allow all", terminal, true, true},
		"a range of addresses":                {"acl a src 10.20.6.0-10.20.6.9\nhttp_access allow a\nhttp_access deny all", terminal, true, false},
		"a range with a mask":                 {"acl a src 10.20.5.9-10.20.6.1/24\nhttp_access allow a\nhttp_access deny all", terminal, true, false},
		"host bits":                           {"acl a src 10.20.6.77/24\nhttp_access allow a\nhttp_access deny all", terminal, true, false},
		"a dotted mask":                       {"acl a src 10.20.6.0/255.255.255.0\nhttp_access allow a\nhttp_access deny all", terminal, true, false},
		"0/0 takes in IPv6":                   {"acl a src 0/0\nhttp_access allow a\nhttp_access deny all", Request{"2001:db8::7", "git.example.com", 443, "CONNECT"}, true, false},
		"an overlapping range may be dropped": {"acl a src 10.20.6.5 10.20.0.0/16\nhttp_access deny a\nhttp_access allow all", Request{"10.20.7.5", "git.example.com", 443, "CONNECT"}, true, true},
		"all after another value may drop":    {"acl a src ::1 all\nhttp_access deny a\nhttp_access allow all", terminal, true, true},
		"comments and continuation lines":     {"acl p \\\n# between\n\n   port 4\\\n43 # a comment \\\nhttps\nhttp_access allow p#not a comment\nhttp_access allow p # p\nhttp_access deny all", terminal, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			decision := Parse(test.config).Evaluate(test.request)
			assert.Equal(t, test.allow, decision.Allow)
			assert.Equal(t, test.assumed, decision.Assumed)
		})
	}
}

func TestParseTakesWhatIsHarmless(t *testing.T) {
	for name, rules := range map[string]string{
		"nothing more":       "",
		"comments, blanks":   "# http_access allow all\n\n   \t\n  # include /etc/other",
		"carriage returns":   "via off\r\nforwarded_for delete\r",
		"other directives":   "via off\nshutdown_lifetime 5 seconds\npinger_enable off\nicp_access deny all",
		"the old manager":    "acl manager proto cache_object\nhttp_access deny manager",
		"an unused port":     "acl Safe_ports port 80",
		"another list's log": "access_log stdio:/dev/stderr combined",
	} {
		t.Run(name, func(t *testing.T) {
			config := Parse(plain(rules))
			assert.Empty(t, config.Problems)
			assert.Empty(t, config.Excess(Approved{}))
		})
	}
}

func TestParseReportsWhatMayWiden(t *testing.T) {
	for rules, want := range map[string]string{
		"include /etc/squid/other.conf":                          "include takes in text from elsewhere",
		"cache_peer parent.example parent 3128 0":                "cache_peer sends requests through another proxy",
		"http_port 3129":                                         "opens another port than 3128",
		"http_port 3128 intercept":                               "has a mode or option",
		"http_port 3128 accel vhost":                             "has a mode or option",
		"http_port 3128 ssl-bump cert=/a":                        "has a mode or option",
		"http_port 3128 tproxy":                                  "has a mode or option",
		"https_port 3130 cert=/a":                                "https_port opens another port",
		"external_acl_type x %SRC /bin/true":                     "lets another program decide",
		"acl x external y":                                       "is a list of type external",
		"acl x any-of CONNECT":                                   "is a list of type any-of",
		"url_rewrite_program /bin/cat":                           "url_rewrite_program lets another program",
		"icap_service a reqmod_precache icap://a":                "sends what passes to another server",
		"always_direct allow all":                                "always_direct",
		"never_direct allow all":                                 "never_direct",
		"ssl_bump bump all":                                      "ssl_bump may take encrypted connections apart",
		"ssl_bump splice":                                        "names no list",
		"acl x ssl::server_name a.example":                       "without the option --client-requested",
		"acl x at_step SslBump4":                                 "is not a step",
		"dns_nameservers 192.0.2.1":                              "dns_nameservers lets another server",
		"append_domain .evil.example":                            "append_domain turns one host name into another",
		"follow_x_forwarded_for allow all":                       "lets a client say whom a request comes from",
		"some_new_directive on":                                  "some_new_directive is not a directive that the policy knows",
		"HTTP_ACCESS allow all":                                  "HTTP_ACCESS is not a directive that the policy knows",
		"http_access Allow all":                                  "is neither allow nor deny",
		"http_access allow":                                      "names no list",
		"http_access allow nobody":                               `names the list "nobody"`,
		"http_access allow later\nacl later src all":             `names the list "later"`,
		"http_access allow !!CONNECT":                            `names the list "!CONNECT"`,
		`acl x dstdomain "/etc/hosts.txt"`:                       "takes values from a file",
		"acl x src terminals.example":                            "is not an address",
		"acl x src 010.20.6.0/24":                                "is not an address",
		"acl x src 10.20.6.0/255.0.255.0":                        "is not an address",
		"acl x port https":                                       "is not a port",
		"acl x port 443-22":                                      "is not a port",
		"acl x port 70000":                                       "is not a port",
		"acl x dstdomain -m a.example":                           "option -m is not known",
		"acl all dstdomain .example.com":                         "already has type src",
		"acl x":                                                  "names no list or no type",
		"acl " + strings.Repeat("x", 64) + " src all":            "more than 63 characters",
		"acl x src ${process_number}":                            "holds a macro",
		"if true":                                                "if makes lines depend on something else",
		"via off\rhttp_access allow all":                         "control character",
		"via off\x00":                                            "control character",
		"# " + strings.Repeat("x", 9000) + "\nvia off":           "too long",
		"access_log none":                                        "turns the access log off",
		"access_log stdio:/dev/null squid":                       "where nobody keeps it",
		"access_log udp://192.0.2.1:514":                         "where nobody keeps it",
		"access_log stdio:/dev/stdout squid CONNECT":             "logs some requests only",
		"access_log stdio:/dev/stdout short":                     "logs in a format that may leave out",
		"logformat squid %ts":                                    "defines a log format that may leave out",
		"on_unsupported_tunnel tunnel all":                       "lets through what is not understood",
		"configuration_includes_quoted_values on\nacl x src all": "changes how the rest is read",
	} {
		t.Run(rules, func(t *testing.T) {
			config := Parse(plain(rules))
			require.NotEmpty(t, config.Problems)
			assert.Contains(t, config.Problems[0].Reason, want)
			assert.Equal(t, 4, config.Problems[0].Line)
		})
	}
}

func TestParseReportsWhatIsMissing(t *testing.T) {
	config := Parse("http_access deny all \\")
	var reasons []string
	for _, problem := range config.Problems {
		reasons = append(reasons, problem.Reason)
	}
	assert.Equal(t, []string{
		"the line ends in a backslash and nothing follows, so Squid drops it",
		"no line logs every request; write access_log stdio:/dev/stdout squid",
		"no line opens port 3128; write http_port 3128 " + peeking,
		"no line checks which server an encrypted connection asks for, so an approved name can front any other on the same servers; " +
			"write http_port and ssl_bump lines as the proxy's own configuration has them",
	}, reasons)
}
