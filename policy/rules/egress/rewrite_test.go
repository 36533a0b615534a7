package egress

import (
	"math/rand/v2"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// configurations are good and bad ones, each made from the good one by one change.
var configurations = map[string]struct {
	before, after string
	bad           bool
}{
	"as rendered":                {"", "", false},
	"two hosts on one line":      {"-n git.example.com\n", "-n git.example.com signin.aws.amazon.com\n", false},
	"a list for the Git host":    {allow443, "acl git dstdomain -n git.example.com\nhttp_access allow CONNECT terminals port_443 git\n" + allow443, false},
	"without the Git host":       {"acl hosts_443 dstdomain -n git.example.com\n", "", false},
	"one document host":          {"dstdomain -n .docs.example.org", "dstdomain -n a.docs.example.org", false},
	"both subnets as one":        {"acl terminals src 10.20.32.0/24\nacl terminals src 10.20.33.0/24\n", "acl terminals src 10.20.32.0/23\n", false},
	"allow all":                  {"http_access deny manager\n", "http_access allow all\n", true},
	"the root":                   {"-n git.example.com\n", "-n .\n", true},
	"a top-level domain":         {"-n git.example.com\n", "-n .com\n", true},
	"a public suffix":            {"-n git.example.com\n", "-n .co.jp\n", true},
	"a private public suffix":    {"-n git.example.com\n", "-n .github.io\n", true},
	"S3":                         {"-n git.example.com\n", "-n .s3.amazonaws.com\n", true},
	"AWS endpoints":              {"-n git.example.com\n", "-n .amazonaws.com\n", true},
	"CloudFront, as AWS lists":   {"-n git.example.com\n", "-n .cloudfront.net\n", true},
	"storage accounts":           {"-n git.example.com\n", "-n .blob.core.windows.net\n", true},
	"SharePoint":                 {"-n git.example.com\n", "-n .sharepoint.com\n", true},
	"an address":                 {"-n git.example.com\n", "-n 203.0.113.9\n", true},
	"a range":                    {allow443, "acl range dst 203.0.113.0/24\nhttp_access allow CONNECT terminals port_443 range\n" + allow443, true},
	"a regular expression":       {allow443, "acl pattern url_regex example\nhttp_access allow CONNECT terminals port_443 pattern\n" + allow443, true},
	"addresses by their names":   {"acl hosts_443 dstdomain -n git.example.com\nacl", "acl hosts_443 dstdomain git.example.com\nacl", true},
	"a host nobody approved":     {"-n git.example.com\n", "-n git.example.net\n", true},
	"below a host":               {"-n git.example.com\n", "-n .git.example.com\n", true},
	"above a tree":               {"-n .docs.example.org\n", "-n .example.org\n", true},
	"another port":               {"acl port_443 port 443", "acl port_443 port 22", true},
	"more ports":                 {"acl port_443 port 443", "acl port_443 port 443 1024-65535", true},
	"the tunnel of old examples": {"http_access deny !CONNECT\n" + allow443, "http_access deny CONNECT !port_443\nhttp_access allow CONNECT terminals\n", true},
	"plain HTTP":                 {"http_access deny !CONNECT\n", "acl port_443 port 80\nhttp_access allow terminals port_443 hosts_443\nhttp_access deny !CONNECT\n", true},
	"allow before deny":          {"http_access deny !terminals\nhttp_access deny !CONNECT\n" + allow443, "http_access allow port_443 hosts_443\nhttp_access deny !terminals\n", true},
	"no final deny":              {"http_access deny all\n", "", true},
	"a final deny of one client": {"http_access deny all\n", "acl one src 192.0.2.1\nhttp_access deny one\n", true},
	"another client":             {"acl terminals src 10.20.32.0/24", "acl terminals src 10.20.32.0/24 10.20.40.0/24", true},
	"a wider client":             {"acl terminals src 10.20.32.0/24", "acl terminals src 10.20.0.0/16", true},
	"a cache peer":               {"via off\n", "cache_peer parent.example parent 3128 0 no-query\n", true},
	"an include":                 {"via off\n", "include /scratch/more.conf\n", true},
	"hosts from a file":          {"-n git.example.com\n", "-n \"/scratch/hosts\"\n", true},
	"interception":               {"http_port 3128\n", "http_port 3128 intercept\n", true},
	"an accelerator":             {"http_port 3128\n", "http_port 3128 accel defaultsite=git.example.com\n", true},
	"an external helper":         {"via off\n", "external_acl_type any %SRC /bin/true\nacl any external any\nhttp_access allow any\n", true},
	"no access log":              {"access_log stdio:/dev/stdout squid\n", "access_log none\n", true},
	"an access log for nobody":   {"access_log stdio:/dev/stdout squid\n", "access_log stdio:/dev/null squid\n", true},
	"an access log of some":      {"access_log stdio:/dev/stdout squid\n", "access_log stdio:/dev/stdout squid manager\n", true},
}

const allow443 = "http_access allow CONNECT terminals port_443 hosts_443\n"

// TestTheSameMeaningGetsTheSameVerdict rewrites every configuration at random in ways that mean the same.
func TestTheSameMeaningGetsTheSameVerdict(t *testing.T) {
	good := goodConfiguration(t)
	for name, test := range configurations {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, uint64(len(name))))
			require.Contains(t, good, test.before)
			text := strings.Replace(good, test.before, test.after, 1)
			for range 12 {
				for form, inputs := range forms(room(recase(random, encode(t, goodContainer(text))))) {
					found := problems(t, inputs)
					if !assert.Equal(t, test.bad, len(found) > 0, "%s\n%s\n%s", form, text, strings.Join(found, "\n")) {
						return
					}
				}
				text = rewritten(random, strings.Replace(good, test.before, test.after, 1))
			}
		})
	}
}

// rewritten applies each rewrite or not, at random.
func rewritten(random *rand.Rand, text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for _, rewrite := range []func(*rand.Rand, []string) []string{
		splitValues, reorderLists, halveSubnets, changeCase, dotHosts, addComments, continueLines, indent,
	} {
		if random.IntN(2) == 0 {
			lines = rewrite(random, lines)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

var valueLine = regexp.MustCompile(`^acl (\S+) (dstdomain|src|port)( -n)? (.+)$`)

// splitValues gives each value of a list a line of its own.
func splitValues(_ *rand.Rand, lines []string) []string {
	var result []string
	for _, line := range lines {
		parts := valueLine.FindStringSubmatch(line)
		if parts == nil {
			result = append(result, line)
			continue
		}
		for _, value := range strings.Fields(parts[4]) {
			result = append(result, "acl "+parts[1]+" "+parts[2]+parts[3]+" "+value)
		}
	}
	return result
}

// reorderLists shuffles the lines of lists and puts them first, where every rule can name them.
func reorderLists(random *rand.Rand, lines []string) []string {
	var lists, rest []string
	for _, line := range lines {
		if strings.HasPrefix(line, "acl ") {
			lists = append(lists, line)
		} else {
			rest = append(rest, line)
		}
	}
	random.Shuffle(len(lists), func(i, j int) { lists[i], lists[j] = lists[j], lists[i] })
	// A list of an external type needs its type's line before it.
	kinds := slices.DeleteFunc(slices.Clone(rest), func(line string) bool { return !strings.HasPrefix(line, "external_acl_type") })
	rest = slices.DeleteFunc(rest, func(line string) bool { return strings.HasPrefix(line, "external_acl_type") })
	return slices.Concat(kinds, lists, rest)
}

// halveSubnets writes a client's network as its two halves, or with host bits.
func halveSubnets(random *rand.Rand, lines []string) []string {
	for i, line := range lines {
		parts := valueLine.FindStringSubmatch(line)
		if parts == nil || parts[2] != "src" {
			continue
		}
		var values []string
		for _, value := range strings.Fields(parts[4]) {
			prefix, err := netip.ParsePrefix(value)
			if err != nil {
				values = append(values, value)
				continue
			}
			half := netip.PrefixFrom(prefix.Addr(), prefix.Bits()+1)
			bytes := prefix.Addr().As4()
			bytes[prefix.Bits()/8] |= 1 << (7 - prefix.Bits()%8)
			other := netip.PrefixFrom(netip.AddrFrom4(bytes), prefix.Bits()+1)
			bytes[3] |= 9
			values = append(values, [][]string{
				{half.String(), other.String()},
				{netip.PrefixFrom(netip.AddrFrom4(bytes), prefix.Bits()).String()},
			}[random.IntN(2)]...)
		}
		lines[i] = "acl " + parts[1] + " src " + strings.Join(values, " ")
	}
	return lines
}

// changeCase writes the values of host lists, and the names of lists, in upper case here and there.
func changeCase(random *rand.Rand, lines []string) []string {
	for i, line := range lines {
		if parts := valueLine.FindStringSubmatch(line); parts != nil && parts[2] == "dstdomain" && !strings.Contains(line, `"`) && random.IntN(2) == 0 {
			lines[i] = "acl " + strings.ToUpper(parts[1]) + " dstdomain" + parts[3] + " " + strings.ToUpper(parts[4])
		}
		if strings.HasPrefix(line, "http_access ") && random.IntN(2) == 0 {
			lines[i] = strings.NewReplacer("terminals", "TERMINALS", "hosts_", "Hosts_", "CONNECT", "connect").Replace(line)
			if rest, ends := strings.CutSuffix(lines[i], " all"); ends {
				lines[i] = rest + " ALL"
			}
		}
	}
	return lines
}

// dotHosts ends a host's name in the root's dot.
func dotHosts(random *rand.Rand, lines []string) []string {
	for i, line := range lines {
		parts := valueLine.FindStringSubmatch(line)
		if parts != nil && parts[2] == "dstdomain" && !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, `"`) && random.IntN(3) == 0 {
			lines[i] = line + "."
		}
	}
	return lines
}

func addComments(random *rand.Rand, lines []string) []string {
	var result []string
	for _, line := range lines {
		if random.IntN(3) == 0 {
			result = append(result, []string{"", "# http_access allow all", "\t # include x \\"}[random.IntN(3)])
		}
		if line != "" && line[0] != '#' && random.IntN(3) == 0 {
			line += "  # as reviewed"
		}
		result = append(result, line)
	}
	return result
}

// continueLines breaks lines at a blank.
func continueLines(random *rand.Rand, lines []string) []string {
	for i, line := range lines {
		if line == "" || strings.Contains(line, "#") || random.IntN(2) == 0 {
			continue
		}
		lines[i] = strings.Replace(line, " ", " \\\n   ", 1+random.IntN(2))
	}
	return lines
}

func indent(random *rand.Rand, lines []string) []string {
	for i := range lines {
		lines[i] = []string{"", " ", "\t"}[random.IntN(3)] + lines[i]
	}
	return lines
}

// recase writes the keys of container definitions in other cases.
func recase(random *rand.Rand, text string) string {
	for _, key := range []string{"environment", "image", "user", "mountPoints", "readonlyRootFilesystem"} {
		if random.IntN(2) == 0 {
			text = strings.Replace(text, `"`+key+`":`, `"`+strings.ToUpper(key[:1])+key[1:]+`" :`, 1)
		}
	}
	return text
}

func BenchmarkFamily(b *testing.B) {
	inputs := forms(room(encode(b, goodContainer(goodConfiguration(b)))))["stack"]
	for b.Loop() {
		check(inputs[0])
	}
}
