package network

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	threeZones = []string{"apne1-az1", "apne1-az4", "apne1-az2"}
	roomTiers  = []Tier{{Name: "public", Reach: Public}, {Name: "proxy", Reach: Egress, Zones: 2},
		{Name: "terminals", Zones: 2}, {Name: "directory", Zones: 2}}
)

// blocks lists a plan as "tier zone block", to be read.
func blocks(places []place) []string {
	var lines []string
	for _, p := range places {
		lines = append(lines, fmt.Sprintf("%s %s %s", p.tier.Name, p.zoneID, p.cidr))
	}
	return lines
}

func TestPlan(t *testing.T) {
	for _, test := range []struct {
		cidr  string
		tiers []Tier
		zones []string
		want  []string
	}{
		{"10.10.0.0/16", []Tier{{Name: "public"}, {Name: "app"}, {Name: "data"}}, threeZones, []string{
			"public apne1-az1 10.10.0.0/24", "public apne1-az4 10.10.1.0/24", "public apne1-az2 10.10.2.0/24",
			"app apne1-az1 10.10.16.0/24", "app apne1-az4 10.10.17.0/24", "app apne1-az2 10.10.18.0/24",
			"data apne1-az1 10.10.32.0/24", "data apne1-az4 10.10.33.0/24", "data apne1-az2 10.10.34.0/24"}},
		{"10.20.0.0/16", roomTiers, threeZones, []string{
			"public apne1-az1 10.20.0.0/24", "public apne1-az4 10.20.1.0/24", "public apne1-az2 10.20.2.0/24",
			"proxy apne1-az1 10.20.16.0/24", "proxy apne1-az4 10.20.17.0/24",
			"terminals apne1-az1 10.20.32.0/24", "terminals apne1-az4 10.20.33.0/24",
			"directory apne1-az1 10.20.48.0/24", "directory apne1-az4 10.20.49.0/24"}},
		{"192.168.4.0/24", roomTiers[:2], threeZones[:2], []string{
			"public apne1-az1 192.168.4.0/28", "public apne1-az4 192.168.4.16/28",
			"proxy apne1-az1 192.168.4.64/28", "proxy apne1-az4 192.168.4.80/28"}},
		{"172.31.248.0/21", roomTiers[2:3], threeZones[:2], []string{
			"terminals apne1-az1 172.31.248.0/28", "terminals apne1-az4 172.31.248.16/28"}},
	} {
		t.Run(test.cidr, func(t *testing.T) {
			places, err := plan(netip.MustParsePrefix(test.cidr), test.tiers, test.zones)
			require.NoError(t, err)
			assert.Equal(t, test.want, blocks(places))
		})
	}
}

func TestPlanRefuses(t *testing.T) {
	good := netip.MustParsePrefix("10.10.0.0/16")
	tiers := []Tier{{Name: "data"}}
	many := make([]Tier, 17)
	for i := range many {
		many[i].Name = fmt.Sprintf("tier-%c", 'a'+i)
	}
	for name, test := range map[string]struct {
		cidr  netip.Prefix
		tiers []Tier
		zones []string
		want  string
	}{
		"no block":         {netip.Prefix{}, tiers, threeZones, "CIDR: missing or malformed"},
		"IPv6":             {netip.MustParsePrefix("fd00::/16"), tiers, threeZones, "fd00::/16 is not private"},
		"public":           {netip.MustParsePrefix("8.8.0.0/16"), tiers, threeZones, "8.8.0.0/16 is not private"},
		"private in part":  {netip.MustParsePrefix("192.168.0.0/15"), tiers, threeZones, "192.168.0.0/15 is not private"},
		"everything":       {netip.MustParsePrefix("10.0.0.0/0"), tiers, threeZones, "is not private"},
		"too wide":         {netip.MustParsePrefix("10.0.0.0/15"), tiers, threeZones, "is a /15; use a /16 to a /24"},
		"too narrow":       {netip.MustParsePrefix("10.0.0.0/25"), tiers, threeZones, "is a /25"},
		"host bits":        {netip.MustParsePrefix("10.10.1.0/16"), tiers, threeZones, "did you mean 10.10.0.0/16?"},
		"one zone":         {good, tiers, threeZones[:1], "there are 1; name at least 2"},
		"zone by name":     {good, tiers, []string{"ap-northeast-1a", "apne1-az1"}, `"ap-northeast-1a" is not a zone id`},
		"zone twice":       {good, tiers, []string{"apne1-az1", "apne1-az1"}, `"apne1-az1" is listed twice`},
		"no tiers":         {good, nil, threeZones, "Tiers: there are none"},
		"tier's name":      {good, []Tier{{Name: "Data"}}, threeZones, `"Data" is not a name`},
		"tier twice":       {good, []Tier{{Name: "data"}, {Name: "data"}}, threeZones, `"data" is listed twice`},
		"tier's zones":     {good, []Tier{{Name: "data", Zones: 4}}, threeZones, "spans 4 zones; use 1 to 3"},
		"tier's reach":     {good, []Tier{{Name: "data", Reach: 3}}, threeZones, "has reach 3"},
		"too many tiers":   {good, many, threeZones, "17 are too many for 10.10.0.0/16, which has room for 16"},
		"too small a room": {netip.MustParsePrefix("10.10.0.0/24"), many[:5], threeZones, "room for 4"},
		"too many zones": {netip.MustParsePrefix("10.10.0.0/24"), tiers,
			[]string{"use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5"}, "5 are too many for 10.10.0.0/24, which has room for 4"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := plan(test.cidr, test.tiers, test.zones)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func FuzzPlan(f *testing.F) {
	f.Add(uint32(0x0a0a0000), uint8(16), uint8(3), uint8(3), uint8(0))
	f.Add(uint32(0xc0a80400), uint8(24), uint8(4), uint8(4), uint8(2))
	f.Add(uint32(0xac1ff800), uint8(21), uint8(16), uint8(8), uint8(1))
	f.Fuzz(func(t *testing.T, address uint32, length, tierCount, zoneCount, span uint8) {
		cidr := netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8),
			byte(address)}), int(length%33)).Masked()
		var tiers []Tier
		for i := range tierCount % 20 {
			tiers = append(tiers, Tier{Name: fmt.Sprintf("tier%d", i), Zones: int(span)})
		}
		var zones []string
		for i := range zoneCount % 20 {
			zones = append(zones, fmt.Sprintf("use1-az%d", i))
		}
		places, err := plan(cidr, tiers, zones)
		if err != nil {
			return
		}
		for i, p := range places {
			assert.True(t, cidr.Contains(p.cidr.Addr()) && p.cidr.Bits() >= cidr.Bits(), "%s is inside %s", p.cidr, cidr)
			assert.Equal(t, p.cidr.Masked(), p.cidr)
			assert.LessOrEqual(t, p.cidr.Bits(), narrowestSubnet)
			for _, other := range places[i+1:] {
				assert.False(t, p.cidr.Overlaps(other.cidr), "%s and %s stay apart", p.cidr, other.cidr)
			}
		}
		// Whatever is appended moves nothing that stands.
		grownTiers := append(slices.Clone(tiers), Tier{Name: "appended"})
		for _, grown := range []struct {
			tiers []Tier
			zones []string
		}{{grownTiers, zones}, {tiers, append(slices.Clone(zones), "use1-az99")}} {
			after, err := plan(cidr, grown.tiers, grown.zones)
			if err != nil {
				continue // no room for more
			}
			assert.Subset(t, blocks(after), blocks(places))
		}
	})
}
