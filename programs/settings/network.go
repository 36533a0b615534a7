package settings

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// privateBlocks are the addresses of private networks (RFC 1918, section 3).
var privateBlocks = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
}

var (
	regionForm = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
	zoneForm   = regexp.MustCompile(`^[a-z]{2,}[0-9]-az[0-9]+$`)
)

// retentionDays are the periods for which CloudWatch Logs keeps events (API reference: PutRetentionPolicy).
var retentionDays = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
	3288, 3653}

func readRegion(c config) string {
	return c.textAt("aws:region").match(regionForm, "the name of a region, such as ap-northeast-1")
}

func readNetwork(v value, region string) Network {
	fields := v.fields("cidr", "availabilityZoneIds", "flowLogRetentionDays")
	network := Network{
		CIDR:                 readVPCBlock(fields["cidr"]),
		AvailabilityZoneIDs:  readZones(fields["availabilityZoneIds"], region),
		FlowLogRetentionDays: 365,
	}
	if days := fields["flowLogRetentionDays"]; days.given() {
		const allowed = "a number of days that CloudWatch Logs offers, such as 30, 90, 180, 365, 731 or 3653"
		network.FlowLogRetentionDays = days.whole(1, 3653, allowed)
		if n := network.FlowLogRetentionDays; n != 0 && !slices.Contains(retentionDays, n) {
			days.refuse("is "+describe(n), allowed)
		}
	}
	return network
}

// readVPCBlock reads a VPC's block. AWS takes /16 to /28 (VPC User Guide: "VPC CIDR blocks"); below /24 the tiers have
// no room for their subnets.
func readVPCBlock(v value) netip.Prefix {
	const allowed = "a private IPv4 block (RFC 1918) from /16 to /24, such as 10.20.0.0/16"
	block := readPrefix(v, allowed)
	switch {
	case !block.IsValid():
	case !block.Addr().Is4():
		v.refuse("is "+block.String()+", which is IPv6", allowed)
	case block != block.Masked():
		v.refuse("is "+block.String()+", which has host bits (the block is "+block.Masked().String()+")", allowed)
	case !isPrivate(block):
		v.refuse("is "+block.String()+", which is not private", allowed)
	case block.Bits() < 16 || block.Bits() > 24:
		v.refuse("is "+block.String()+", which is not of a size that fits", allowed)
	}
	return block
}

// readPrefix reads a block of addresses; the zero Prefix when it is none.
func readPrefix(v value, allowed string) netip.Prefix {
	text := v.text(allowed)
	if text == "" {
		return netip.Prefix{}
	}
	block, err := netip.ParsePrefix(text)
	if err != nil {
		v.refuse("is "+describe(text)+", which is not a block in CIDR form", allowed)
	}
	return block
}

func isPrivate(block netip.Prefix) bool {
	return slices.ContainsFunc(privateBlocks, func(private netip.Prefix) bool {
		return private.Bits() <= block.Bits() && private.Contains(block.Addr())
	})
}

// readZones reads availability zone ids. Ids and not names, since a name such as ap-northeast-1a means another zone in
// another account, and WorkSpaces are offered in certain zones only.
func readZones(v value, region string) []string {
	const allowed = "a list of at least two different zone ids of the stack's region, such as [apne1-az1, apne1-az4]"
	items := v.list(allowed)
	if len(items) < 2 && v.given() {
		v.refuse("has fewer than two zones", allowed)
	}
	var zones []string
	for _, item := range items {
		zone := item.match(zoneForm, "the id of an availability zone (not its name), such as apne1-az1")
		switch {
		case zone == "":
		case slices.Contains(zones, zone):
			item.refuse("is "+zone+" a second time", allowed)
		case region != "" && !strings.HasPrefix(zone, zonePrefix(region)+"-"):
			item.refuse("is "+zone+", which is not in "+region, "an id that begins with "+zonePrefix(region)+"-")
		}
		zones = append(zones, zone)
	}
	return zones
}

// zonePrefix is what the ids of a region's zones begin with: ap-northeast-1 makes apne1, but cn-northwest-1 makes cnw1
// (AWS Availability Zones guide: "Availability Zone IDs").
func zonePrefix(region string) string {
	parts := strings.Split(region, "-")
	prefix := parts[0]
	for _, part := range parts[1:] {
		prefix += strings.NewReplacer("northwest", "w", "north", "n", "south", "s", "east", "e", "west", "w", "central", "c",
			"gov", "g").Replace(part)
	}
	return prefix
}
