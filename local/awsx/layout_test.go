package awsx

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ptr[T any](v T) *T { return &v }

var threeZones = []string{"ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"}

func TestPlan(t *testing.T) {
	none := &natGateways{Strategy: noGateway}
	for name, c := range map[string]struct {
		block string
		zones []string
		args  vpcArgs
		want  []string // name, type, block of each subnet
	}{
		"explicit blocks, public first, isolated last": {
			block: "10.0.0.0/16", zones: threeZones[:2],
			args: vpcArgs{SubnetSpecs: []subnetSpec{
				{Type: isolated, Name: ptr("data"), CidrBlocks: []string{"10.0.4.0/24", "10.0.5.0/24"}},
				{Type: private, Name: ptr("app"), CidrBlocks: []string{"10.0.2.0/24", "10.0.3.7/24"}},
				{Type: public, CidrBlocks: []string{"10.0.0.0/24", "10.0.1.0/24"}},
			}},
			want: []string{"v-public-1 Public 10.0.0.0/24", "v-app-1 Private 10.0.2.0/24", "v-data-1 Isolated 10.0.4.0/24",
				"v-public-2 Public 10.0.1.0/24", "v-app-2 Private 10.0.3.0/24", "v-data-2 Isolated 10.0.5.0/24"},
		},
		"one unused spec covers each zone's share": {
			block: "10.10.0.0/16", zones: threeZones,
			args: vpcArgs{NatGateways: none, SubnetSpecs: []subnetSpec{{Type: unused}}},
			want: []string{"v-unused-1 Unused 10.10.0.0/18", "v-unused-2 Unused 10.10.64.0/18", "v-unused-3 Unused 10.10.128.0/18"},
		},
		// The table in "Subnet allocation strategies", pulumi-awsx, subnetDistributorNew.test.ts.
		"awsx's own layout": {
			block: "10.0.0.0/16", zones: threeZones[:1], args: vpcArgs{},
			want: []string{"v-public-1 Public 10.0.128.0/18", "v-private-1 Private 10.0.0.0/17"},
		},
		"a smaller block, then a wider one, is aligned": {
			block: "10.0.0.0/16", zones: threeZones[:1],
			args: vpcArgs{NatGateways: none, SubnetSpecs: []subnetSpec{
				{Type: private, Size: ptr(256)}, {Type: isolated, CidrMask: ptr(20)}}},
			want: []string{"v-private-1 Private 10.0.0.0/24", "v-isolated-1 Isolated 10.0.16.0/20"},
		},
		"zones aligned to a mask": {
			block: "10.0.0.0/16", zones: threeZones[:2],
			args: vpcArgs{NatGateways: none, AvailabilityZoneCidrMask: ptr(20), SubnetSpecs: []subnetSpec{{Type: private, CidrMask: ptr(24)}}},
			want: []string{"v-private-1 Private 10.0.0.0/24", "v-private-2 Private 10.0.16.0/24"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			subnets, _, err := plan("v", netip.MustParsePrefix(c.block), c.zones, c.args)
			require.NoError(t, err)
			var got []string
			for _, s := range subnets {
				got = append(got, s.name+" "+s.kind+" "+s.cidr.String())
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestPlanRefuses(t *testing.T) {
	explicit := func(blocks ...string) vpcArgs {
		return vpcArgs{NatGateways: &natGateways{Strategy: noGateway}, SubnetSpecs: []subnetSpec{{Type: private, CidrBlocks: blocks}}}
	}
	sized := func(specs ...subnetSpec) vpcArgs {
		return vpcArgs{NatGateways: &natGateways{Strategy: noGateway}, SubnetSpecs: specs}
	}
	for name, c := range map[string]struct {
		block string
		args  vpcArgs
		want  []string
	}{
		"too few blocks":        {args: explicit("10.0.0.0/24"), want: []string{"1 cidrBlocks for 2 availability zones"}},
		"not a CIDR":            {args: explicit("10.0.0.0/24", "10.0.1.0"), want: []string{`subnetSpecs[0].cidrBlocks[1] is "10.0.1.0"`}},
		"IPv6":                  {args: explicit("10.0.0.0/24", "fd00::/64"), want: []string{"must be an IPv4 CIDR"}},
		"overlap":               {args: explicit("10.0.0.0/24", "10.0.0.128/25"), want: []string{"v-private-1 (10.0.0.0/24) and v-private-2 (10.0.0.128/25) overlap"}},
		"mask disagrees":        {args: sized(subnetSpec{Type: private, CidrMask: ptr(25), CidrBlocks: []string{"10.0.0.0/24", "10.0.1.0/25"}}), want: []string{"cidrMask is 25"}},
		"size disagrees":        {args: sized(subnetSpec{Type: private, Size: ptr(128), CidrBlocks: []string{"10.0.0.0/24", "10.0.1.0/25"}}), want: []string{"size is 128"}},
		"explicit and not":      {args: sized(subnetSpec{Type: private, CidrBlocks: []string{"10.0.0.0/24", "10.0.1.0/24"}}, subnetSpec{Type: public}), want: []string{"subnetSpecs[1] has 0 cidrBlocks"}},
		"too large":             {args: sized(subnetSpec{Type: private, CidrMask: ptr(17)}, subnetSpec{Type: public, CidrMask: ptr(17)}), want: []string{"need 65536 addresses a zone"}},
		"alignment spills over": {args: sized(subnetSpec{Type: private, CidrMask: ptr(19)}, subnetSpec{Type: public, CidrMask: ptr(18)}, subnetSpec{Type: isolated, CidrMask: ptr(19)}), want: []string{"subnetSpecs[2] does not fit"}},
		"size not a power":      {args: sized(subnetSpec{Type: private, Size: ptr(100)}), want: []string{"must be a power of two"}},
		"two faults at once":    {args: explicit("x", "y"), want: []string{`cidrBlocks[0] is "x"`, `cidrBlocks[1] is "y"`}},
		"no room by default":    {args: vpcArgs{}, block: "10.0.0.0/26", want: []string{"at least a /26 a zone"}},
		"gateway without homes": {args: vpcArgs{SubnetSpecs: []subnetSpec{{Type: private}}},
			want: []string{"strategy OnePerAz needs both Public and Private"}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.block == "" {
				c.block = "10.0.0.0/16"
			}
			_, _, err := plan("v", netip.MustParsePrefix(c.block), threeZones[:2], c.args)
			for _, want := range c.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}
