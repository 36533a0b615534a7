package network

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go4.org/netipx"
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

// TestGrid gives, for each size of a VPC, the size of its subnets, how many tiers and zones there is room for, and the
// subnet in the last corner.
func TestGrid(t *testing.T) {
	for _, test := range []struct {
		cidr                 string
		length, tiers, zones int
		last                 string
	}{
		{"10.20.0.0/16", 24, 16, 16, "10.20.255.0/24"},
		{"10.20.128.0/17", 25, 16, 16, "10.20.255.128/25"},
		{"10.20.64.0/18", 26, 16, 16, "10.20.127.192/26"},
		{"10.20.32.0/19", 27, 16, 16, "10.20.63.224/27"},
		{"10.20.16.0/20", 28, 16, 16, "10.20.31.240/28"},
		{"10.20.8.0/21", 28, 16, 8, "10.20.15.240/28"},
		{"10.20.4.0/22", 28, 8, 8, "10.20.7.240/28"},
		{"10.20.2.0/23", 28, 8, 4, "10.20.3.240/28"},
		{"10.20.1.0/24", 28, 4, 4, "10.20.1.240/28"},
	} {
		t.Run(test.cidr, func(t *testing.T) {
			cidr := netip.MustParsePrefix(test.cidr)
			length, tierCount, zoneCount := grid(cidr)
			assert.Equal(t, []int{test.length, test.tiers, test.zones}, []int{length, tierCount, zoneCount})
			full, err := plan(cidr, tiers(tierCount, 0), zones(zoneCount))
			require.NoError(t, err)
			assert.Len(t, full, tierCount*zoneCount)
			assert.Equal(t, test.last, full[len(full)-1].cidr.String())
			_, err = plan(cidr, tiers(tierCount+1, 0), zones(zoneCount+1))
			assert.EqualError(t, err, fmt.Sprintf("Tiers: %d are too many for %s, which has room for %d; use a wider block\n"+
				"AvailabilityZoneIDs: %d are too many for %s, which has room for %d; use a wider block",
				tierCount+1, cidr, tierCount, zoneCount+1, cidr, zoneCount))
		})
	}
}

func TestPlanRefuses(t *testing.T) {
	block, data := netip.MustParsePrefix, []Tier{{Name: "data"}}
	good := block("10.10.0.0/16")
	const notPrivate = " is not private; use a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)"
	for name, test := range map[string]struct {
		cidr  netip.Prefix
		tiers []Tier
		zones []string
		want  string
	}{
		"no block":        {netip.Prefix{}, data, threeZones, "CIDR: missing or malformed; give an IPv4 block such as 10.10.0.0/16"},
		"IPv6":            {block("fd00::/16"), data, threeZones, "CIDR: fd00::/16" + notPrivate},
		"public":          {block("8.8.0.0/16"), data, threeZones, "CIDR: 8.8.0.0/16" + notPrivate},
		"private in part": {block("192.168.0.0/15"), data, threeZones, "CIDR: 192.168.0.0/15" + notPrivate},
		"public in part":  {block("11.0.0.0/7"), data, threeZones, "CIDR: 11.0.0.0/7" + notPrivate},
		"just outside":    {block("172.32.0.0/16"), data, threeZones, "CIDR: 172.32.0.0/16" + notPrivate},
		"everything":      {block("10.0.0.0/0"), data, threeZones, "CIDR: 10.0.0.0/0" + notPrivate},
		"too wide":        {block("10.0.0.0/15"), data, threeZones, "CIDR: 10.0.0.0/15 is a /15; use a /16 to a /24"},
		"too narrow":      {block("10.0.0.0/25"), data, threeZones, "CIDR: 10.0.0.0/25 is a /25; use a /16 to a /24"},
		"host bits":       {block("10.10.1.0/16"), data, threeZones, "CIDR: 10.10.1.0/16 has host bits; did you mean 10.10.0.0/16?"},
		"one zone": {good, data, threeZones[:1],
			"AvailabilityZoneIDs: there are 1; name at least 2, such as apne1-az1"},
		"zone by name": {good, data, []string{"ap-northeast-1a", "apne1-az1"},
			`AvailabilityZoneIDs: "ap-northeast-1a" is not a zone id; ids look like apne1-az1, and unlike names they are the same in every account`},
		"zone twice": {good, data, []string{"apne1-az1", "apne1-az1"},
			`AvailabilityZoneIDs: "apne1-az1" is listed twice; list each zone once`},
		"no tiers": {good, nil, threeZones, "Tiers: there are none; name at least one"},
		"tier's name": {good, []Tier{{Name: "Data"}}, threeZones,
			`Tiers: "Data" is not a name; use small letters, digits and single hyphens`},
		"tier twice": {good, []Tier{{Name: "data"}, {Name: "data"}}, threeZones,
			`Tiers: "data" is listed twice; give each tier a name of its own`},
		"tier's zones": {good, []Tier{{Name: "data", Zones: 4}}, threeZones,
			`Tiers: "data" spans 4 zones; use 1 to 3, or 0 for all`},
		"fewer than no zones": {good, []Tier{{Name: "data", Zones: -1}}, threeZones,
			`Tiers: "data" spans -1 zones; use 1 to 3, or 0 for all`},
		"tier's reach": {good, []Tier{{Name: "data", Reach: 3}}, threeZones,
			`Tiers: "data" has reach 3; use Isolated, Egress or Public`},
		"too many tiers": {good, tiers(17, 0), threeZones,
			"Tiers: 17 are too many for 10.10.0.0/16, which has room for 16; use a wider block"},
		"too many zones": {block("10.10.0.0/24"), data, zones(5),
			"AvailabilityZoneIDs: 5 are too many for 10.10.0.0/24, which has room for 4; use a wider block"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := plan(test.cidr, test.tiers, test.zones)
			assert.EqualError(t, err, test.want)
		})
	}
}

// tiers are so many that span the same zones.
func tiers(count, span int) []Tier {
	var all []Tier
	for i := range count {
		all = append(all, Tier{Name: fmt.Sprintf("tier%d", i), Zones: span})
	}
	return all
}

// zones are the ids of so many.
func zones(count int) []string {
	var all []string
	for i := range count {
		all = append(all, fmt.Sprintf("use1-az%d", i))
	}
	return all
}

func FuzzPlan(f *testing.F) {
	f.Add(uint32(0x0a0a0000), uint8(16), uint8(3), uint8(3), uint8(0))
	f.Add(uint32(0xc0a80400), uint8(24), uint8(4), uint8(4), uint8(2))
	f.Add(uint32(0xac1ff800), uint8(21), uint8(15), uint8(7), uint8(1))
	f.Fuzz(func(t *testing.T, address uint32, length, tierCount, zoneCount, span uint8) {
		cidr := netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8),
			byte(address)}), int(length%33)).Masked()
		rows, columns := tiers(int(tierCount%20), int(span)), zones(int(zoneCount%20))
		places, err := plan(cidr, rows, columns)
		if err != nil {
			return
		}
		again, err := plan(cidr, slices.Clone(rows), slices.Clone(columns))
		require.NoError(t, err)
		require.Equal(t, places, again)

		perTier := int(span)
		if span == 0 {
			perTier = len(columns)
		}
		require.Len(t, places, len(rows)*perTier)
		for i, p := range places {
			require.True(t, cidr.Contains(p.cidr.Addr()) && cidr.Contains(netipx.PrefixLastIP(p.cidr)), "%s is inside %s", p.cidr, cidr)
			require.Equal(t, p.cidr.Masked(), p.cidr)
			require.Equal(t, min(cidr.Bits()+subnetBits, narrowestSubnet), p.cidr.Bits())
			for _, other := range places[i+1:] {
				require.False(t, p.cidr.Overlaps(other.cidr), "%s and %s stay apart", p.cidr, other.cidr)
			}
		}
		// Whatever is appended moves nothing that stands.
		moreRows, moreColumns := append(slices.Clone(rows), Tier{Name: "appended"}), append(slices.Clone(columns), "use1-az99")
		for _, grown := range []struct {
			tiers []Tier
			zones []string
		}{{moreRows, columns}, {rows, moreColumns}, {moreRows, moreColumns}} {
			after, err := plan(cidr, grown.tiers, grown.zones)
			if err != nil {
				require.ErrorContains(t, err, "too many")
				continue
			}
			require.Subset(t, blocks(after), blocks(places))
		}
	})
}
