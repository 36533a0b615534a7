package network_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
)

// refusal is what a network is refused with; nothing may have been registered by then.
func refusal(t *testing.T, args *network.Args) string {
	t.Helper()
	recorder := componenttest.New()
	var refused error
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, refused = network.New(ctx, "room", args)
		return nil
	}))
	require.Error(t, refused)
	assert.Empty(t, recorder.All())
	return refused.Error()
}

// TestBadArguments spoils a good network in one way each. What is wrong with its block, zones and tiers, TestPlanRefuses
// holds.
func TestBadArguments(t *testing.T) {
	block := netip.MustParsePrefix
	const services = "ds, ec2, ec2messages, ecr.api, ecr.dkr, logs, secretsmanager, ssm, ssmmessages"
	const periods = "[1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653]"
	for name, test := range map[string]struct {
		spoil func(*network.Args)
		want  []string
	}{
		"a bad plan": {func(a *network.Args) { a.Tiers[2].Zones = 4 }, []string{
			`Tiers: "directory" spans 4 zones; use 1 to 3, or 0 for all`}},
		"no way out": {func(a *network.Args) { a.Tiers[0].Reach = network.Isolated }, []string{
			`Tiers: "proxy" needs a NAT gateway, and there is no public tier for one to stand in; add a tier with reach Public`}},
		"a zone without a way out": {func(a *network.Args) { a.Tiers[0].Zones, a.Tiers[1].Zones = 1, 2 }, []string{
			`Tiers: "proxy" spans more zones than "public", where its NAT gateways stand; widen that tier, or set SingleNATGateway`}},
		"a log kept for ever": {func(a *network.Args) { a.FlowLogRetentionDays = 0 }, []string{
			`FlowLogRetentionDays: 0 is not a period of CloudWatch Logs; use one of ` + periods}},
		"a period that AWS has not": {func(a *network.Args) { a.FlowLogRetentionDays = 31 }, []string{
			`FlowLogRetentionDays: 31 is not a period of CloudWatch Logs; use one of ` + periods}},
		"endpoints nowhere": {func(a *network.Args) { a.Endpoints.Tier = "endpoints" }, []string{
			`Endpoints.Tier: there is no tier "endpoints"; name one of Tiers`}},
		"an endpoint twice": {func(a *network.Args) { a.Endpoints.Services = []string{"ssm", "ssm"} }, []string{
			`Endpoints.Services: "ssm" is listed twice; list each service once`}},
		"S3 by an interface": {func(a *network.Args) { a.Endpoints.Services = []string{"s3"} }, []string{
			`Endpoints.Services: s3 has a gateway endpoint; name its tiers in S3Tiers`}},
		"a service without a policy": {func(a *network.Args) { a.Endpoints.Services = []string{"sts"} }, []string{
			`Endpoints.Services: there is no policy for an endpoint of "sts"; use some of ` + services}},
		"S3 from nowhere": {func(a *network.Args) { a.Endpoints.S3Tiers = []string{"nowhere"} }, []string{
			`Endpoints.S3Tiers: there is no tier "nowhere"; name some of Tiers`}},
		"a neighbour without a block": {func(a *network.Args) { a.Neighbours[0].CIDR = netip.Prefix{} }, []string{
			`Neighbours: stack prod: missing or malformed; give an IPv4 block such as 10.10.0.0/16`}},
		"a neighbour in public": {func(a *network.Args) { a.Neighbours[0].CIDR = block("8.8.0.0/16") }, []string{
			`Neighbours: stack prod: 8.8.0.0/16 is not private; use a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)`}},
		"the same block as a neighbour": {func(a *network.Args) { a.Neighbours[0].CIDR = a.CIDR }, []string{
			`CIDR: 10.20.0.0/16 overlaps 10.20.0.0/16 of stack prod; give each network a block of its own`}},
		"neighbours within one another": {func(a *network.Args) {
			a.Neighbours = []network.Neighbour{{"stack prod", block("10.20.128.0/17")}, {"stack other", block("10.20.192.0/18")},
				{"stack prod-osaka", block("10.30.0.0/16")}, {"stack prod-tokyo", block("10.30.4.0/24")}, {"stack apart", block("10.40.0.0/16")}}
		}, []string{
			`CIDR: 10.20.0.0/16 overlaps 10.20.128.0/17 of stack prod; give each network a block of its own`,
			`Neighbours: 10.20.128.0/17 of stack prod overlaps 10.20.192.0/18 of stack other; give each network a block of its own`,
			`CIDR: 10.20.0.0/16 overlaps 10.20.192.0/18 of stack other; give each network a block of its own`,
			`Neighbours: 10.30.0.0/16 of stack prod-osaka overlaps 10.30.4.0/24 of stack prod-tokyo; give each network a block of its own`}},
		"all at once": {func(a *network.Args) { *a = network.Args{} }, []string{
			`CIDR: missing or malformed; give an IPv4 block such as 10.10.0.0/16`,
			`AvailabilityZoneIDs: there are 0; name at least 2, such as apne1-az1`,
			`Tiers: there are none; name at least one`,
			`FlowLogRetentionDays: 0 is not a period of CloudWatch Logs; use one of ` + periods}},
	} {
		t.Run(name, func(t *testing.T) {
			args := room()
			test.spoil(args)
			assert.Equal(t, "network room cannot be made:\n"+strings.Join(test.want, "\n"), refusal(t, args))
		})
	}
	assert.Contains(t, refusal(t, nil), "network room cannot be made:\nCIDR: missing or malformed")
}

// TestNearlyBadArguments are the nearest good ones.
func TestNearlyBadArguments(t *testing.T) {
	for name, change := range map[string]func(*network.Args){
		"one NAT gateway for all":     func(a *network.Args) { a.Tiers[0].Zones, a.SingleNATGateway = 1, true },
		"no endpoints":                func(a *network.Args) { a.Endpoints = nil },
		"S3 alone needs no tier":      func(a *network.Args) { a.Endpoints.Services, a.Endpoints.Tier = nil, "" },
		"a neighbour right beside":    func(a *network.Args) { a.Neighbours[0].CIDR = netip.MustParsePrefix("10.21.0.0/16") },
		"kept for ten years":          func(a *network.Args) { a.FlowLogRetentionDays = 3653 },
		"the narrowest of neighbours": func(a *network.Args) { a.Neighbours[0].CIDR = netip.MustParsePrefix("192.168.255.0/24") },
	} {
		t.Run(name, func(t *testing.T) {
			args := room()
			change(args)
			made(t, args)
		})
	}
}

func TestZonesThatTheAccountLacks(t *testing.T) {
	args := room()
	args.AvailabilityZoneIDs = []string{"apne1-az1", "apne1-az3", "use1-az1"}
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "room", args)
		return err
	})
	for _, id := range []string{"apne1-az3", "use1-az1"} {
		assert.ErrorContains(t, err, `AvailabilityZoneIDs: ap-northeast-1 has no zone "`+id+
			`" for this account; use some of [apne1-az4 apne1-az1 apne1-az2]`)
	}
	assert.Empty(t, recorder.Names("awsx:ec2:Vpc"))
}
