package baseline_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/baseline"
)

func TestApprovedIsSafe(t *testing.T) {
	b, err := baseline.Approved()
	require.NoError(t, err)
	assert.Equal(t, "10.10.0.0/16", b.Productions[0].Prefix().String())
	assert.True(t, b.Productions[0].Exposed().Contains(b.Productions[0].Endpoints[0].Addresses().Prefixes()[0].Addr()))
	text, err := os.ReadFile("baseline.yaml")
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("sha256:%x", sha256.Sum256(text)), baseline.Digest(), "what sha256sum prints of the file")
}

// TestParseRefuses changes one place of the approved baseline at a time.
func TestParseRefuses(t *testing.T) {
	text, err := os.ReadFile("baseline.yaml")
	require.NoError(t, err)
	cases := map[string]struct{ old, new, want string }{
		"other version":            {"version: 2", "version: 1", "version is 1; write 2"},
		"region":                   {"ap-northeast-1", "Tokyo", `region is "Tokyo"`},
		"account":                  {`accountId: "123456789012"`, `accountId: "12345"`, "12 digits"},
		"VPC":                      {"cidr: 10.10.0.0/16", "cidr: 10.10.0.0/16\n    vpcId: production", "write the VPC's id"},
		"public network":           {"cidr: 10.10.0.0/16", "cidr: 8.8.0.0/16", "private IPv4 block"},
		"network too wide":         {"cidr: 10.10.0.0/16", "cidr: 10.0.0.0/8", "private IPv4 block"},
		"networks overlap":         {"cidr: 10.10.0.0/16", "cidr: 10.20.128.0/17", "productions[0].cidr 10.20.128.0/17 overlaps 10.20.0.0/16 of room"},
		"an organization":          {"region: ap-northeast-1", "region: ap-northeast-1\norganizationId: ou-example", `organizationId is "ou-example"; write the organization's id such as o-exampleorgid, or leave it out`},
		"region of a network":      {"cidr: 10.20.0.0/16", "cidr: 10.20.0.0/16\n    region: Osaka", `rooms[0].region is "Osaka"`},
		"name twice":               {"name: production", "name: room", `productions[0].name "room" is already a network's name`},
		"no name":                  {"name: production", `name: ""`, `productions[0].name is ""`},
		"unknown room let in":      {"rooms: [room]", "rooms: [rooms]", `productions[0].rooms[0] is "rooms", which is none of rooms`},
		"room let in twice":        {"rooms: [room]", "rooms: [room, room]", `productions[0].rooms[1] is "room" a second time`},
		"host bits":                {"10.20.32.0/24", "10.20.32.1/24", "write 10.20.32.0/24"},
		"terminals elsewhere":      {"10.20.32.0/24", "10.30.32.0/24", "not one subnet inside the room's network"},
		"whole network exposed":    {"10.10.32.0/24", "10.10.0.0/16", "not one subnet inside production's network"},
		"endpoint in the room":     {"10.10.32.0/24", "10.20.34.0/24", "not one subnet inside production's network"},
		"subnet twice":             {"10.10.33.0/24", "10.10.32.0/24", "overlaps 10.10.32.0/24"},
		"port":                     {"port: 5432", "port: 0", "port is 0"},
		"all protocols":            {"protocol: tcp", `protocol: "-1"`, "write tcp or udp"},
		"any source":               {"203.0.113.10/32", "0.0.0.0/0", "wider than /24"},
		"half of the internet":     {"203.0.113.10/32", "128.0.0.0/1", "wider than /24"},
		"source without reason":    {"reason: Tokyo office", `reason: " "`, "say whose address"},
		"source twice":             {"198.51.100.20/32", "203.0.113.10/32", "overlaps 203.0.113.10/32"},
		"user twice":               {"name: taro", "name: Hanako", "already a user"},
		"no manager":               {"role: manager", "role: operator", "names no manager"},
		"public suffix":            {"host: git.example.com", "host: co.jp", "host"},
		"shared parent":            {"host: git.example.com", "host: cloudfront.net", "host"},
		"below a shared parent":    {"host: git.example.com", "host: amazonaws.com, subdomains: true", "host"},
		"address as host":          {"host: git.example.com", "host: 192.0.2.1", "host"},
		"scheme":                   {"host: git.example.com", `host: "https://git.example.com"`, "host"},
		"short password":           {"minimumLength: 24", "minimumLength: 8", "minimumLength is 8"},
		"auto-stop in half hours":  {"maximumAutoStopMinutes: 120", "maximumAutoStopMinutes: 90", "multiple of 60"},
		"auto-stop never":          {"maximumAutoStopMinutes: 120", "maximumAutoStopMinutes: 0", "multiple of 60"},
		"unknown device":           {"deviceTypes: [windows, macos]", "deviceTypes: [windows, osx]", `deviceTypes "osx" is not allowed`},
		"no device":                {"deviceTypes: [windows, macos]", "deviceTypes: []", "names no device"},
		"clipboard out":            {"clipboard: off", "clipboard: out-of-terminal", "nothing may be copied out of a terminal"},
		"region without a console": {"ap-northeast-1", "cn-north-1", "console"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, string(text), c.old)
			changed := strings.Replace(string(text), c.old, c.new, 1)
			_, err := baseline.Parse("b.yaml", []byte(changed))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestParseNamesEveryLine(t *testing.T) {
	text, err := os.ReadFile("baseline.yaml")
	require.NoError(t, err)
	changed := strings.NewReplacer("port: 5432", "port: 0", "10.20.33.0/24", "10.20.32.0/24", "role: manager", "role: boss").Replace(string(text))
	_, err = baseline.Parse("b.yaml", []byte(changed))
	require.Error(t, err)
	for _, fragment := range []string{"port: 0", "role: boss"} {
		line := 1 + strings.Count(changed[:strings.Index(changed, fragment)], "\n")
		assert.Contains(t, err.Error(), "b.yaml:"+strconv.Itoa(line)+": ", fragment)
	}
	assert.Contains(t, err.Error(), "rooms[0].terminalSubnets[1] 10.20.32.0/24 overlaps")
}

func TestParseWantsNetworks(t *testing.T) {
	_, err := baseline.Parse("b.yaml", []byte("version: 2\nregion: ap-northeast-1\nrooms: []\nproductions: []\n"))
	assert.ErrorContains(t, err, "b.yaml:3: rooms is empty; name at least one room")
	assert.ErrorContains(t, err, "b.yaml:4: productions is empty; name at least one production")
}

func TestNetworkOfAnotherRegion(t *testing.T) {
	text, err := os.ReadFile("baseline.yaml")
	require.NoError(t, err)
	b, err := baseline.Parse("b.yaml", []byte(strings.Replace(string(text), "cidr: 10.10.0.0/16", "cidr: 10.10.0.0/16\n    region: eu-west-1", 1)))
	require.NoError(t, err)
	assert.Equal(t, "eu-west-1", b.RegionOf(b.Productions[0].Network))
	assert.Equal(t, "ap-northeast-1", b.RegionOf(b.Rooms[0].Network))
}
