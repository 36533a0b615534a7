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

const routeType = "aws:ec2/route:Route"

// room is a network with everything in it.
func room() *network.Args {
	return &network.Args{
		CIDR:                netip.MustParsePrefix("10.20.0.0/16"),
		AvailabilityZoneIDs: []string{"apne1-az1", "apne1-az4", "apne1-az2"},
		Tiers: []network.Tier{
			{Name: "public", Reach: network.Public},
			{Name: "proxy", Reach: network.Egress, Zones: 2},
			{Name: "directory", Reach: network.Isolated, Zones: 2},
		},
		FlowLogRetentionDays: 365,
		Endpoints: &network.Endpoints{Services: []string{"ssm", "ecr.dkr"}, Tier: "directory",
			S3Tiers: []string{"proxy", "directory"}},
		Neighbours: []network.Neighbour{{Name: "stack prod", CIDR: netip.MustParsePrefix("10.10.0.0/16")}},
	}
}

// made registers a network, and hands it to what is to be done with it.
func made(t *testing.T, args *network.Args, then ...func(*pulumi.Context, *network.Network) error) *componenttest.Recorder {
	t.Helper()
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		n, err := network.New(ctx, "room", args)
		for i := 0; err == nil && i < len(then); i++ {
			err = then[i](ctx, n)
		}
		return err
	}))
	return recorder
}

func TestVPCComesFromAWSXWithoutSubnets(t *testing.T) {
	vpc := made(t, room()).One(t, "awsx:ec2:Vpc", "room").Inputs
	assert.Equal(t, "10.20.0.0/16", vpc["cidrBlock"])
	assert.Equal(t, []any{map[string]any{"type": "Unused"}}, vpc["subnetSpecs"])
	assert.Equal(t, map[string]any{"strategy": "None"}, vpc["natGateways"])
	assert.Equal(t, []any{"ap-northeast-1c", "ap-northeast-1a", "ap-northeast-1d"}, vpc["availabilityZoneNames"],
		"ids are turned into this account's names")
	assert.Equal(t, true, vpc["enableDnsHostnames"])
}

func TestEverySubnetHasARouteTableOfItsOwn(t *testing.T) {
	recorder := made(t, room())
	names := []string{"room-directory-apne1-az1", "room-directory-apne1-az4", "room-proxy-apne1-az1", "room-proxy-apne1-az4",
		"room-public-apne1-az1", "room-public-apne1-az2", "room-public-apne1-az4"}
	for _, kind := range []string{"subnet:Subnet", "routeTable:RouteTable", "routeTableAssociation:RouteTableAssociation"} {
		assert.Equal(t, names, recorder.Names("aws:ec2/"+kind))
	}
	for _, name := range names {
		association := recorder.One(t, "aws:ec2/routeTableAssociation:RouteTableAssociation", name).Inputs
		assert.Equal(t, map[string]any{"subnetId": "Subnet:" + name, "routeTableId": "RouteTable:" + name}, association)
		assert.Equal(t, false, recorder.One(t, "aws:ec2/subnet:Subnet", name).Inputs["mapPublicIpOnLaunch"])
		assert.NotContains(t, recorder.One(t, "aws:ec2/routeTable:RouteTable", name).Inputs, "routes")
	}
	subnet := recorder.One(t, "aws:ec2/subnet:Subnet", "room-proxy-apne1-az4").Inputs
	assert.Equal(t, "10.20.17.0/24", subnet["cidrBlock"])
	assert.Equal(t, "ap-northeast-1a", subnet["availabilityZone"])
	assert.Equal(t, "Vpc:room", subnet["vpcId"])
}

// routes are all routes as table → target.
func routes(t *testing.T, recorder *componenttest.Recorder) map[string]string {
	found := map[string]string{}
	for _, name := range recorder.Names(routeType) {
		route := recorder.One(t, routeType, name).Inputs
		require.Equal(t, "0.0.0.0/0", route["destinationCidrBlock"])
		require.Len(t, route, 3, "a table, a destination and one target")
		for key, target := range route {
			if key != "destinationCidrBlock" && key != "routeTableId" {
				found[route["routeTableId"].(string)] = key + " " + target.(string)
			}
		}
	}
	require.Len(t, found, len(recorder.Names(routeType)), "no table has two")
	return found
}

func TestRoutesLeadWhereTheTierMayReach(t *testing.T) {
	public := map[string]string{
		"RouteTable:room-public-apne1-az1": "gatewayId InternetGateway:made-by-awsx",
		"RouteTable:room-public-apne1-az4": "gatewayId InternetGateway:made-by-awsx",
		"RouteTable:room-public-apne1-az2": "gatewayId InternetGateway:made-by-awsx",
	}
	for name, test := range map[string]struct {
		single bool
		second string
	}{
		"a NAT gateway in each zone": {false, "natGatewayId NatGateway:room-nat-apne1-az4"},
		"one for all":                {true, "natGatewayId NatGateway:room-nat-apne1-az1"},
	} {
		t.Run(name, func(t *testing.T) {
			args := room()
			args.SingleNATGateway = test.single
			want := map[string]string{
				"RouteTable:room-proxy-apne1-az1": "natGatewayId NatGateway:room-nat-apne1-az1",
				"RouteTable:room-proxy-apne1-az4": test.second,
			}
			for table, target := range public {
				want[table] = target
			}
			assert.Equal(t, want, routes(t, made(t, args)), "and the directory's tables lead nowhere")
		})
	}
}

func TestNATGatewaysStandInPublicSubnets(t *testing.T) {
	recorder := made(t, room())
	assert.Equal(t, []string{"room-nat-apne1-az1", "room-nat-apne1-az4"}, recorder.Names("aws:ec2/natGateway:NatGateway"))
	gateway := recorder.One(t, "aws:ec2/natGateway:NatGateway", "room-nat-apne1-az4")
	assert.Equal(t, "Subnet:room-public-apne1-az4", gateway.Inputs["subnetId"])
	assert.Equal(t, "Eip:room-nat-apne1-az4", gateway.Inputs["allocationId"])
	assert.Contains(t, strings.Join(gateway.Dependencies, "\n"), "route:Route::room-public-apne1-az4",
		"it waits for the way out of its own subnet")

	isolated := room()
	isolated.Tiers, isolated.Endpoints = []network.Tier{{Name: "data"}}, nil
	assert.Empty(t, made(t, isolated).Names("aws:ec2/eip:Eip"), "nothing to pay for where nothing goes out")
}

func TestDefaultSecurityGroupIsEmptied(t *testing.T) {
	recorder := made(t, room())
	assert.Equal(t, []string{"room"}, recorder.Names("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"))
	assert.Equal(t, map[string]any{"vpcId": "Vpc:room", "tags": map[string]any{"Name": "room-default-emptied"}},
		recorder.One(t, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "room").Inputs, "neither ingress nor egress")
}

func TestTierGivesSubnetsInTheOrderOfTheZones(t *testing.T) {
	made(t, room(), func(_ *pulumi.Context, n *network.Network) error {
		assert.Empty(t, n.Tier("no such tier"))
		proxy := n.Tier("proxy")
		require.Len(t, proxy, 2)
		assert.Equal(t, []string{"apne1-az1", "ap-northeast-1c", "10.20.16.0/24"},
			[]string{proxy[0].ZoneID, proxy[0].Zone, proxy[0].CIDR.String()})
		assert.Equal(t, "apne1-az4", proxy[1].ZoneID)
		return nil
	})
}

func TestEveryResourceBelongsToTheNetwork(t *testing.T) {
	for _, one := range made(t, room()).All() {
		if one.Type != "secure-room:network:Network" {
			assert.Contains(t, one.Parent, "secure-room:network:Network::room", one.Type)
		}
	}
}
