package network

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"regexp"

	"go4.org/netipx"
)

// Reach says what a tier's route tables lead to beyond the VPC. The zero value is the closed one.
type Reach int

const (
	// Isolated leads nowhere.
	Isolated Reach = iota
	// Egress leads out through a NAT gateway: connections may be opened from inside only.
	Egress
	// Public leads to the internet gateway. It is where NAT gateways stand; nothing gets a public address by default.
	Public
)

// Tier is a row of subnets with one purpose, one subnet in each of the first Zones availability zones.
type Tier struct {
	Name  string
	Reach Reach
	// Zones is how many availability zones the tier spans; 0 means all of them.
	Zones int
}

// place is where one subnet goes: known before anything is registered.
type place struct {
	tier   Tier
	zoneID string
	cidr   netip.Prefix
}

// The sizes that AWS allows: "VPC CIDR blocks" and "Subnet sizing" in the Amazon VPC User Guide (/16 to /28 for both).
// A VPC here is at least a /24, so that four tiers in four zones fit.
const (
	widestVPC        = 16
	narrowestVPC     = 24
	narrowestSubnet  = 28
	subnetBits       = 8 // a /16 is cut in /24s
	fewestZones      = 2 // the directory and Multi-AZ databases need two
	availabilityZone = `^[a-z]{2,4}[0-9]-az[0-9]+$`
)

var (
	zoneIDForm   = regexp.MustCompile(availabilityZone)
	tierNameForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
)

// grid gives how a VPC is cut: the length of its subnets' prefixes, and how many tiers and zones there is room for.
// It hangs on the VPC's size alone, never on how many tiers or zones are in use, so that a tier or a zone appended
// later moves no subnet that already stands: a subnet cannot be given other addresses, only replaced with all it holds.
func grid(cidr netip.Prefix) (length, tiers, zones int) {
	bits := min(subnetBits, narrowestSubnet-cidr.Bits())
	return cidr.Bits() + bits, 1 << (bits - bits/2), 1 << (bits / 2)
}

// plan places every tier's subnets: the n-th tier in the n-th row of the grid, the n-th zone in the n-th column.
func plan(cidr netip.Prefix, tiers []Tier, zoneIDs []string) ([]place, error) {
	if err := checkPlan(cidr, tiers, zoneIDs); err != nil {
		return nil, err
	}
	length, _, columns := grid(cidr)
	var places []place
	for row, tier := range tiers {
		for column, zoneID := range zoneIDs[:tier.span(zoneIDs)] {
			places = append(places, place{tier: tier, zoneID: zoneID, cidr: nth(cidr, length, row*columns+column)})
		}
	}
	return places, nil
}

// span is how many of the zones the tier stands in.
func (t Tier) span(zoneIDs []string) int {
	if t.Zones == 0 {
		return len(zoneIDs)
	}
	return t.Zones
}

// nth is the n-th block of the given prefix length within cidr.
func nth(cidr netip.Prefix, length, n int) netip.Prefix {
	address := cidr.Addr().As4()
	first := binary.BigEndian.Uint32(address[:])
	binary.BigEndian.PutUint32(address[:], first+uint32(n)<<(32-length))
	return netip.PrefixFrom(netip.AddrFrom4(address), length)
}

// checkPlan returns every reason why the subnets cannot be placed.
func checkPlan(cidr netip.Prefix, tiers []Tier, zoneIDs []string) error {
	problems := []error{checkBlock("CIDR", cidr), checkZones(zoneIDs), checkTiers(tiers, zoneIDs)}
	if problems[0] == nil {
		_, rows, columns := grid(cidr)
		if len(tiers) > rows {
			problems = append(problems, fmt.Errorf("Tiers: %d are too many for %s, which has room for %d; use a wider block",
				len(tiers), cidr, rows))
		}
		if len(zoneIDs) > columns {
			problems = append(problems, fmt.Errorf("AvailabilityZoneIDs: %d are too many for %s, which has room for %d; "+
				"use a wider block", len(zoneIDs), cidr, columns))
		}
	}
	return errors.Join(problems...)
}

// checkBlock refuses a block that a VPC cannot have or should not: addresses of other people's (RFC 1918 names the
// private ones) would be cut off from the VPC, and host bits would be dropped in silence.
func checkBlock(field string, cidr netip.Prefix) error {
	switch {
	case !cidr.IsValid():
		return fmt.Errorf("%s: missing or malformed; give an IPv4 block such as 10.10.0.0/16", field)
	case !cidr.Addr().Is4() || !private(cidr):
		return fmt.Errorf("%s: %s is not private; use a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)",
			field, cidr)
	case cidr.Bits() < widestVPC || cidr.Bits() > narrowestVPC:
		return fmt.Errorf("%s: %s is a /%d; use a /%d to a /%d", field, cidr, cidr.Bits(), widestVPC, narrowestVPC)
	case cidr != cidr.Masked():
		return fmt.Errorf("%s: %s has host bits; did you mean %s?", field, cidr, cidr.Masked())
	}
	return nil
}

// private says whether the whole block is, not its address alone: 10.0.0.0/7 is not.
func private(cidr netip.Prefix) bool {
	return cidr.Masked().Addr().IsPrivate() && netipx.PrefixLastIP(cidr).IsPrivate()
}

func checkZones(zoneIDs []string) error {
	var problems []error
	if len(zoneIDs) < fewestZones {
		problems = append(problems, fmt.Errorf("AvailabilityZoneIDs: there are %d; name at least %d, such as apne1-az1",
			len(zoneIDs), fewestZones))
	}
	seen := map[string]bool{}
	for _, id := range zoneIDs {
		if !zoneIDForm.MatchString(id) {
			problems = append(problems, fmt.Errorf("AvailabilityZoneIDs: %q is not a zone id; ids look like apne1-az1, "+
				"and unlike names they are the same in every account", id))
		}
		if seen[id] {
			problems = append(problems, fmt.Errorf("AvailabilityZoneIDs: %q is listed twice; list each zone once", id))
		}
		seen[id] = true
	}
	return errors.Join(problems...)
}

func checkTiers(tiers []Tier, zoneIDs []string) error {
	if len(tiers) == 0 {
		return errors.New("Tiers: there are none; name at least one")
	}
	var problems []error
	seen := map[string]bool{}
	for _, tier := range tiers {
		if !tierNameForm.MatchString(tier.Name) {
			problems = append(problems, fmt.Errorf("Tiers: %q is not a name; use small letters, digits and single hyphens",
				tier.Name))
		}
		if seen[tier.Name] {
			problems = append(problems, fmt.Errorf("Tiers: %q is listed twice; give each tier a name of its own", tier.Name))
		}
		seen[tier.Name] = true
		if tier.Reach < Isolated || tier.Reach > Public {
			problems = append(problems, fmt.Errorf("Tiers: %q has reach %d; use Isolated, Egress or Public", tier.Name, tier.Reach))
		}
		if tier.Zones < 0 || tier.Zones > len(zoneIDs) {
			problems = append(problems, fmt.Errorf("Tiers: %q spans %d zones; use 1 to %d, or 0 for all",
				tier.Name, tier.Zones, len(zoneIDs)))
		}
	}
	return errors.Join(problems...)
}
