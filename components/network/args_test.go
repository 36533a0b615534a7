package network_test

import (
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"secure-room/components/componenttest"
	"secure-room/components/network"
)

func TestBadArgumentsAreAllToldAndNothingIsRegistered(t *testing.T) {
	block := netip.MustParsePrefix
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "room", &network.Args{
			CIDR:                block("10.20.0.0/16"),
			AvailabilityZoneIDs: []string{"apne1-az1", "ap-northeast-1a"},
			Tiers:               []network.Tier{{Name: "proxy", Reach: network.Egress}, {Name: "Data"}},
			Endpoints: &network.Endpoints{Services: []string{"ssm", "ssm", "s3", "com amazonaws"}, Tier: "endpoints",
				S3Tiers: []string{"nowhere"}},
			Neighbours: []network.Neighbour{{Name: "stack prod", CIDR: block("10.20.128.0/17")},
				{Name: "stack other", CIDR: block("10.20.192.0/18")}, {Name: "stack third"}},
		})
		return err
	})
	for _, problem := range []string{
		`network room cannot be made:`,
		`AvailabilityZoneIDs: "ap-northeast-1a" is not a zone id`,
		`Tiers: "proxy" needs a NAT gateway, and there is no public tier`,
		`Tiers: "Data" is not a name`,
		`FlowLogRetentionDays: 0 is not a period of CloudWatch Logs`,
		`Endpoints.Services: "ssm" is listed twice`,
		`Endpoints.Services: s3 has a gateway endpoint`,
		`Endpoints.Services: there is no policy for an endpoint of "com amazonaws"; use some of ds, ec2, ec2messages, ecr.api, `,
		`Endpoints.Tier: there is no tier "endpoints"`,
		`Endpoints.S3Tiers: there is no tier "nowhere"`,
		`CIDR: 10.20.0.0/16 overlaps 10.20.128.0/17 of stack prod`,
		`Neighbours: 10.20.128.0/17 of stack prod overlaps 10.20.192.0/18 of stack other`,
		`Neighbours: stack third: missing or malformed`,
	} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, recorder.All())
}

func TestEgressNeedsANATGatewayInEachOfItsZones(t *testing.T) {
	args := room()
	args.Tiers[0].Zones, args.Tiers[1].Zones = 1, 2
	refused := componenttest.New().Run(func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "room", args)
		return err
	})
	assert.ErrorContains(t, refused, `"proxy" spans more zones than "public"`)
	args.SingleNATGateway = true
	made(t, args)
}

func TestZonesThatTheAccountLacks(t *testing.T) {
	args := room()
	args.AvailabilityZoneIDs = []string{"apne1-az1", "apne1-az3", "use1-az1"}
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "room", args)
		return err
	})
	assert.ErrorContains(t, err, `ap-northeast-1 has no zone "apne1-az3" for this account; use some of [apne1-az4 apne1-az1 apne1-az2]`)
	assert.ErrorContains(t, err, `no zone "use1-az1"`)
	assert.Empty(t, recorder.Names("awsx:ec2:Vpc"))
}
