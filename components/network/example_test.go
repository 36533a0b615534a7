package network_test

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/componenttest"
	"secure-room/components/network"
)

// A network in two zones: a public row for NAT gateways, a row that goes out through them, and a row that leads nowhere
// and has private ways to Systems Manager and to Amazon's buckets. Only the group that is named may use these.
func ExampleNew() {
	recorder := componenttest.New() // stands in for Pulumi and AWS
	err := recorder.Run(func(ctx *pulumi.Context) error {
		own, err := network.New(ctx, "room", &network.Args{
			CIDR:                netip.MustParsePrefix("10.20.0.0/16"),
			AvailabilityZoneIDs: []string{"apne1-az1", "apne1-az4"},
			Tiers: []network.Tier{
				{Name: "public", Reach: network.Public},
				{Name: "proxy", Reach: network.Egress},
				{Name: "directory"},
			},
			FlowLogRetentionDays: 365,
			Endpoints:            &network.Endpoints{Services: []string{"ssm"}, Tier: "directory", S3Tiers: []string{"directory"}},
			Neighbours:           []network.Neighbour{{Name: "stack prod", CIDR: netip.MustParsePrefix("10.10.0.0/16")}},
		})
		if err != nil {
			return err
		}
		for _, tier := range []string{"public", "proxy", "directory"} {
			for _, subnet := range own.Tier(tier) {
				fmt.Println(subnet.Tier, subnet.Zone, subnet.CIDR)
			}
		}
		_, err = own.AllowEndpointsFrom(ctx, "management", pulumi.String("sg-management"), "ssm", "s3")
		return err
	})
	fmt.Println(err)
	fmt.Println(recorder.Names("aws:ec2/vpcEndpoint:VpcEndpoint"))
	fmt.Println(recorder.Names("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"))
	// Output:
	// public ap-northeast-1c 10.20.0.0/24
	// public ap-northeast-1a 10.20.1.0/24
	// proxy ap-northeast-1c 10.20.16.0/24
	// proxy ap-northeast-1a 10.20.17.0/24
	// directory ap-northeast-1c 10.20.32.0/24
	// directory ap-northeast-1a 10.20.33.0/24
	// <nil>
	// [room-s3 room-ssm]
	// [room-management-to-s3 room-management-to-ssm]
}
