package peering_test

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/peering"
)

// A room asks a production in another account and region for a peering. Only the production can accept it, with
// NewAcceptance.
func ExampleNewRequest() {
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		own := &network.Network{
			Account: network.Account{AccountID: "123456789012", Region: "ap-northeast-1", Partition: "aws"},
			CIDR:    netip.MustParsePrefix("10.20.0.0/16"),
			VpcID:   pulumi.String("vpc-0dddddddddddddddd").ToStringOutput(),
		}
		_, err := peering.NewRequest(ctx, "prod", &peering.RequestArgs{
			Network: own,
			Terminals: []network.Subnet{{Tier: "terminals", ZoneID: "apne1-az1", CIDR: netip.MustParsePrefix("10.20.32.0/24"),
				RouteTableID: pulumi.ID("rtb-0123456789abcdef0").ToIDOutput()}},
			TerminalSecurityGroupID: pulumi.String("sg-0fffffffffffffff1"),
			Production: &peering.Production{AccountID: "210987654321", Region: "eu-west-1", VpcID: "vpc-0aaaaaaaaaaaaaaaa",
				CIDR: netip.MustParsePrefix("10.10.0.0/16"),
				Endpoints: []peering.Endpoint{{Name: "orders-db", Protocol: "tcp", Port: 5432,
					SubnetCIDRs: []netip.Prefix{netip.MustParsePrefix("10.10.32.0/24")}}}},
		})
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, one := range recorder.All() {
		fmt.Println(one.Type, one.Name)
	}
	// Unordered output:
	// secure-room:peering:Request prod
	// aws:ec2/vpcPeeringConnection:VpcPeeringConnection prod
	// aws:ec2/route:Route prod-apne1-az1-to-10.10.32.0-24
	// aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule prod-to-10.10.32.0-24-tcp-5432
}
