package awsx

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"

	"go4.org/netipx"
)

// subnet is one subnet to make (or to leave free, when its type is Unused).
type subnet struct {
	name, zone, kind string
	zoneNumber       int // from 1, in the order of the zones
	cidr             netip.Prefix
	tags             map[string]string
}

// order is that in which awsx makes the subnets of a zone: NAT gateways stand in public ones,
// and private ones route to them.
var order = map[string]int{public: 0, private: 1, isolated: 2, unused: 3}

// plan decides every subnet of a VPC, and the specs as resolved. It registers nothing.
func plan(vpc string, block netip.Prefix, zones []string, args vpcArgs) ([]subnet, []subnetSpec, error) {
	specs, err := resolve(block, len(zones), args)
	if err != nil {
		return nil, nil, err
	}
	var all []subnet
	for z, zone := range zones {
		var here []subnet
		for _, spec := range specs {
			here = append(here, subnet{
				name: fmt.Sprintf("%s-%s-%d", vpc, spec.name(), z+1), zone: zone, kind: spec.Type, zoneNumber: z + 1,
				cidr: netip.MustParsePrefix(spec.CidrBlocks[z]), tags: spec.Tags,
			})
		}
		slices.SortStableFunc(here, func(a, b subnet) int { return cmp.Compare(order[a.kind], order[b.kind]) })
		all = append(all, here...)
	}
	if err := errors.Join(append(overlaps(all), gatewayProblem(args.strategy(), specs))...); err != nil {
		return nil, nil, err
	}
	return all, specs, nil
}

// resolve gives each spec one CIDR block a zone: those given, or else allocated ones.
func resolve(block netip.Prefix, zones int, args vpcArgs) ([]subnetSpec, error) {
	explicit := slices.ContainsFunc(args.SubnetSpecs, func(s subnetSpec) bool { return s.CidrBlocks != nil })
	if !explicit {
		return allocate(block, zones, args)
	}
	specs, problems := slices.Clone(args.SubnetSpecs), []error(nil)
	for i := range specs {
		spec, where := &specs[i], fmt.Sprintf("subnetSpecs[%d]", i)
		if len(spec.CidrBlocks) != zones {
			problems = append(problems, fmt.Errorf("%s has %d cidrBlocks for %d availability zones; give every spec one block a zone",
				where, len(spec.CidrBlocks), zones))
			continue
		}
		spec.CidrBlocks = slices.Clone(spec.CidrBlocks)
		for n, text := range spec.CidrBlocks {
			cidr, err := netip.ParsePrefix(text)
			switch {
			case err != nil || !cidr.Addr().Is4():
				problems = append(problems, fmt.Errorf("%s.cidrBlocks[%d] is %q; it must be an IPv4 CIDR such as 10.0.1.0/24", where, n, text))
				continue
			case spec.CidrMask != nil && *spec.CidrMask != cidr.Bits():
				problems = append(problems, fmt.Errorf("%s.cidrMask is %d but its block %s has another; leave cidrMask out", where, *spec.CidrMask, text))
			case spec.Size != nil && *spec.Size != 1<<(32-cidr.Bits()):
				problems = append(problems, fmt.Errorf("%s.size is %d but its block %s has another; leave size out", where, *spec.Size, text))
			}
			spec.CidrBlocks[n] = cidr.Masked().String()
		}
	}
	return specs, errors.Join(problems...)
}

// allocate lays the specs out one after the other in each zone's share of the block, as
// getSubnetSpecs in awsx's subnetDistributorNew.ts does.
func allocate(block netip.Prefix, zones int, args vpcArgs) ([]subnetSpec, error) {
	zoneMask := block.Bits() + newBits(zones)
	if args.AvailabilityZoneCidrMask != nil {
		zoneMask = *args.AvailabilityZoneCidrMask
	}
	specs, err := masks(args.SubnetSpecs, zoneMask)
	if err != nil {
		return nil, err
	}
	size := uint64(0)
	for i := range specs {
		size += 1 << (32 - *specs[i].CidrMask)
	}
	if room := uint64(1) << (32 - zoneMask); size > room {
		return nil, fmt.Errorf("subnetSpecs need %d addresses a zone; the block %s has %d for each of its %d zones", size, block, room, zones)
	}
	share := netip.PrefixFrom(block.Masked().Addr(), zoneMask)
	for range zones {
		next := share.Addr()
		for i := range specs {
			cidr := alignedAt(next, *specs[i].CidrMask)
			if !block.Contains(cidr.Addr()) || !block.Contains(netipx.PrefixLastIP(cidr)) {
				return nil, fmt.Errorf("subnetSpecs[%d] does not fit: %s lies outside the block %s", i, cidr, block)
			}
			specs[i].CidrBlocks = append(specs[i].CidrBlocks, cidr.String())
			next = netipx.PrefixLastIP(cidr).Next()
		}
		share = netip.PrefixFrom(netipx.PrefixLastIP(share).Next(), zoneMask)
	}
	return specs, nil
}

// masks gives every spec its size: that asked for, or an even part of the zone.
func masks(given []subnetSpec, zoneMask int) ([]subnetSpec, error) {
	if zoneMask > 28 || zoneMask < 1 {
		return nil, fmt.Errorf("each zone would get a /%d; it must be between /1 and /28", zoneMask)
	}
	if given == nil {
		if zoneMask > 26 { // awsx: defaultSubnetInputs
			return nil, fmt.Errorf("subnetSpecs left out need at least a /26 a zone; a /%d is there", zoneMask)
		}
		first := max(zoneMask, 16) + 1
		second := first + 1
		return []subnetSpec{{Type: private, CidrMask: &first}, {Type: public, CidrMask: &second}}, nil
	}
	specs, even := slices.Clone(given), zoneMask+newBits(len(given))
	var problems []error
	for i := range specs {
		spec := &specs[i]
		if spec.Size != nil {
			mask := 32 - bits.TrailingZeros(uint(*spec.Size))
			if *spec.Size < 4 || bits.OnesCount(uint(*spec.Size)) != 1 || (spec.CidrMask != nil && *spec.CidrMask != mask) {
				problems = append(problems, fmt.Errorf("subnetSpecs[%d].size is %d; it must be a power of two and agree with cidrMask", i, *spec.Size))
				continue
			}
			spec.CidrMask = &mask
		}
		if spec.CidrMask == nil {
			spec.CidrMask = &even
		}
		if *spec.CidrMask < zoneMask || *spec.CidrMask > 30 {
			problems = append(problems, fmt.Errorf("subnetSpecs[%d] would be a /%d; it must be between the zone's /%d and /30", i, *spec.CidrMask, zoneMask))
		}
	}
	return specs, errors.Join(problems...)
}

// alignedAt is the first block of that size which starts at the address or after it.
func alignedAt(from netip.Addr, mask int) netip.Prefix {
	cidr := netip.PrefixFrom(from, mask).Masked()
	if cidr.Addr() != from {
		cidr = netip.PrefixFrom(netipx.PrefixLastIP(cidr).Next(), mask)
	}
	return cidr
}

// newBits is how many bits tell count parts apart.
func newBits(count int) int { return bits.Len(uint(max(count, 1) - 1)) }

func overlaps(all []subnet) (problems []error) {
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.cidr.Overlaps(b.cidr) {
				problems = append(problems, fmt.Errorf("the subnets %s (%s) and %s (%s) overlap", a.name, a.cidr, b.name, b.cidr))
			}
		}
	}
	return problems
}

// gatewayProblem is awsx's validateNatGatewayStrategy: a NAT gateway needs a public subnet to stand in
// and a private one to serve.
func gatewayProblem(strategy string, specs []subnetSpec) error {
	has := func(kind string) bool {
		return slices.ContainsFunc(specs, func(s subnetSpec) bool { return s.Type == kind })
	}
	if strategy != noGateway && !(has(public) && has(private)) {
		return fmt.Errorf("natGateways.strategy %s needs both Public and Private subnets; use None without them", strategy)
	}
	return nil
}
