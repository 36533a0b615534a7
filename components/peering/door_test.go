package peering

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

const (
	routeType    = "aws:ec2/route:Route"
	ingressType  = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressType   = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	accepterType = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
	lookUp       = "aws:ec2/getVpcPeeringConnection:getVpcPeeringConnection"
)

func networkOf(vpcID, cidr string) *network.Network {
	return &network.Network{
		Account: network.Account{AccountID: componenttest.AccountID, Region: componenttest.Region, Partition: "aws"},
		CIDR:    netip.MustParsePrefix(cidr),
		VpcID:   pulumi.String(vpcID).ToStringOutput(),

		PublicAddresses: pulumi.StringArray{pulumi.String("192.0.2.1")}.ToStringArrayOutput(),
	}
}

func subnet(tier, zone, cidr string) network.Subnet {
	return network.Subnet{Tier: tier, ZoneID: zone, CIDR: netip.MustParsePrefix(cidr),
		ID: pulumi.ID("subnet " + cidr).ToIDOutput(), RouteTableID: pulumi.ID("table of " + cidr).ToIDOutput()}
}

func request(t *testing.T) *RequestArgs {
	return &RequestArgs{
		Network: networkOf("vpc-0dddddddddddddddd", "10.20.0.0/16"),
		Terminals: []network.Subnet{subnet("terminals", "apne1-az1", "10.20.32.0/24"),
			subnet("terminals", "apne1-az4", "10.20.33.0/24")},
		TerminalSecurityGroupID: pulumi.String("sg-0fffffffffffffff1"),
		Production:              productionOf(t),
	}
}

func acceptance(t *testing.T) *AcceptanceArgs {
	exposed := func(name string, subnets ...network.Subnet) Exposed {
		return Exposed{Name: name, Protocol: "tcp", Port: 5432, Subnets: subnets,
			SecurityGroupID: pulumi.String("group of " + name), Address: pulumi.String(name + ".example.com")}
	}
	one, two := subnet("data", "apne1-az1", "10.10.32.0/24"), subnet("data", "apne1-az4", "10.10.33.0/24")
	return &AcceptanceArgs{
		Network: networkOf("vpc-0aaaaaaaaaaaaaaaa", "10.10.0.0/16"),
		Exposed: []Exposed{exposed("orders-db", one, two), exposed("stock-db", two)},
		Room:    roomOf(t), PeeringConnectionID: "pcx-0eeeeeeeeeeeeeeee",
	}
}

// asking answers the look-up of the peering with a request that is what the room says it is.
func asking() *componenttest.Recorder {
	recorder := componenttest.New()
	recorder.Answers[lookUp] = map[string]any{"id": "pcx-0eeeeeeeeeeeeeeee", "status": "pending-acceptance",
		"ownerId": componenttest.AccountID, "vpcId": "vpc-0dddddddddddddddd", "cidrBlock": "10.20.0.0/16",
		"region": componenttest.Region, "peerRegion": componenttest.Region,
		"peerOwnerId": componenttest.AccountID, "peerVpcId": "vpc-0aaaaaaaaaaaaaaaa"}
	return recorder
}

func ask(recorder *componenttest.Recorder, args *RequestArgs) error {
	return recorder.Run(func(ctx *pulumi.Context) error {
		_, err := NewRequest(ctx, "production", args)
		return err
	})
}

func accept(recorder *componenttest.Recorder, args *AcceptanceArgs) error {
	return recorder.Run(func(ctx *pulumi.Context) error {
		_, err := NewAcceptance(ctx, "room", args)
		return err
	})
}

// routes are all routes as "table: destination via connection".
func routes(t *testing.T, recorder *componenttest.Recorder) []string {
	var found []string
	for _, name := range recorder.Names(routeType) {
		route := recorder.One(t, routeType, name).Inputs
		require.Len(t, route, 3, "no other target beside the peering")
		found = append(found, route["routeTableId"].(string)+": "+route["destinationCidrBlock"].(string)+" via "+
			route["vpcPeeringConnectionId"].(string))
	}
	return found
}

func TestRequestAsksAndAcceptsNothingItself(t *testing.T) {
	recorder := componenttest.New()
	require.NoError(t, ask(recorder, request(t)))
	connection := recorder.One(t, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "production").Inputs
	assert.Equal(t, map[string]any{"vpcId": "vpc-0dddddddddddddddd", "peerVpcId": "vpc-0aaaaaaaaaaaaaaaa",
		"peerOwnerId": "123456789012", "autoAccept": false, "tags": map[string]any{"Name": "production"}}, connection)
	assert.Empty(t, recorder.Names(accepterType))
}

func TestRequestLeadsTerminalsToExposedSubnetsOnly(t *testing.T) {
	recorder := componenttest.New()
	require.NoError(t, ask(recorder, request(t)))
	const via = " via VpcPeeringConnection:production"
	assert.Equal(t, []string{
		"table of 10.20.32.0/24: 10.10.32.0/24" + via, "table of 10.20.32.0/24: 10.10.33.0/24" + via,
		"table of 10.20.33.0/24: 10.10.32.0/24" + via, "table of 10.20.33.0/24: 10.10.33.0/24" + via,
	}, routes(t, recorder))

	assert.Equal(t, []string{"production-to-10.10.32.0-24-tcp-5432", "production-to-10.10.33.0-24-tcp-5432"},
		recorder.Names(egressType), "one rule where two endpoints share subnet and port")
	assert.Equal(t, map[string]any{"securityGroupId": "sg-0fffffffffffffff1", "cidrIpv4": "10.10.33.0/24", "ipProtocol": "tcp",
		"fromPort": 5432.0, "toPort": 5432.0, "description": "Production: orders-db, stock-db"},
		recorder.One(t, egressType, "production-to-10.10.33.0-24-tcp-5432").Inputs)
	assert.Empty(t, recorder.Names(ingressType), "production can open nothing into the room")
}

func TestSecondPortIsASecondRule(t *testing.T) {
	args := request(t)
	args.Production.Endpoints[1].Port = 5433
	recorder := componenttest.New()
	require.NoError(t, ask(recorder, args))
	assert.Equal(t, []string{"production-to-10.10.32.0-24-tcp-5432", "production-to-10.10.33.0-24-tcp-5432",
		"production-to-10.10.33.0-24-tcp-5433"}, recorder.Names(egressType))
	assert.Len(t, recorder.Names(routeType), 4)
}

func TestBadRequests(t *testing.T) {
	args := request(t)
	args.Production.CIDR = netip.MustParsePrefix("10.20.128.0/17")
	args.Terminals, args.TerminalSecurityGroupID = nil, nil
	recorder := componenttest.New()
	err := ask(recorder, args)
	for _, problem := range []string{
		"Network: its block 10.20.0.0/16 overlaps 10.20.128.0/17 of production",
		"Terminals: there are none", "TerminalSecurityGroupID: is missing",
	} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, recorder.All())
	assert.ErrorContains(t, ask(componenttest.New(), nil), "Network and Production: both must be given")
}

func TestAcceptanceOpensTheDoor(t *testing.T) {
	recorder := asking()
	require.NoError(t, accept(recorder, acceptance(t)))
	accepter := recorder.One(t, accepterType, "room").Inputs
	assert.Equal(t, "pcx-0eeeeeeeeeeeeeeee", accepter["vpcPeeringConnectionId"])
	assert.Equal(t, true, accepter["autoAccept"])

	const via = " via pcx-0eeeeeeeeeeeeeeee"
	assert.Equal(t, []string{
		"table of 10.10.32.0/24: 10.20.32.0/24" + via, "table of 10.10.32.0/24: 10.20.33.0/24" + via,
		"table of 10.10.33.0/24: 10.20.32.0/24" + via, "table of 10.10.33.0/24: 10.20.33.0/24" + via,
	}, routes(t, recorder))
	assert.Equal(t, []string{"room-to-orders-db", "room-to-stock-db"}, recorder.Names(ingressType))
	assert.Equal(t, map[string]any{"securityGroupId": "group of stock-db", "referencedSecurityGroupId": "sg-0fffffffffffffff1",
		"ipProtocol": "tcp", "fromPort": 5432.0, "toPort": 5432.0, "description": "Terminals of room"},
		recorder.One(t, ingressType, "room-to-stock-db").Inputs)
	assert.Empty(t, recorder.Names(egressType))
	for _, rule := range recorder.Names(ingressType) {
		assert.Contains(t, strings.Join(recorder.One(t, ingressType, rule).Dependencies, " "), accepterType,
			"a peer's group can be named only once the peering is active")
	}
}

func TestAllThatLetsTheRoomInGoesWithTheAcceptance(t *testing.T) {
	recorder := asking()
	require.NoError(t, accept(recorder, acceptance(t)))
	for _, one := range recorder.All() {
		if one.Type != "secure-room:peering:Acceptance" {
			assert.Contains(t, one.Parent, "secure-room:peering:Acceptance::room", one.Name)
		}
	}
}

func TestAcrossAccountsTheGroupCarriesItsAccount(t *testing.T) {
	args := acceptance(t)
	args.Room.AccountID = "210987654321"
	recorder := asking()
	recorder.Answers[lookUp]["ownerId"] = "210987654321"
	require.NoError(t, accept(recorder, args))
	assert.Equal(t, "210987654321/sg-0fffffffffffffff1",
		recorder.One(t, ingressType, "room-to-orders-db").Inputs["referencedSecurityGroupId"])
}

// Names of production resolve for terminals, once the peering is active; production learns none of the room's.
func TestNamesOfProductionResolve(t *testing.T) {
	recorder := asking()
	require.NoError(t, accept(recorder, acceptance(t)))
	options := recorder.One(t, "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions", "room")
	assert.Equal(t, map[string]any{"vpcPeeringConnectionId": "VpcPeeringConnectionAccepter:room",
		"accepter": map[string]any{"allowRemoteVpcDnsResolution": true}}, options.Inputs)
	assert.Contains(t, strings.Join(options.Dependencies, " "), accepterType)
	accepter := recorder.One(t, accepterType, "room").Inputs
	assert.NotContains(t, accepter, "accepter", "two places for the same options overwrite each other")
	assert.NotContains(t, accepter, "requester")
}

func TestAnotherRegionIsAsked(t *testing.T) {
	args := request(t)
	args.Production.Region, args.Production.AccountID = "eu-west-1", "210987654321"
	recorder := componenttest.New()
	require.NoError(t, ask(recorder, args))
	connection := recorder.One(t, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "production").Inputs
	assert.Equal(t, "eu-west-1", connection["peerRegion"])
	assert.Equal(t, "210987654321", connection["peerOwnerId"])
}

func TestAcrossRegionsExactlyTheTerminalSubnetsAreLetIn(t *testing.T) {
	args := acceptance(t)
	args.Room.Region = "eu-west-1"
	recorder := asking()
	recorder.Answers[lookUp]["region"] = "eu-west-1"
	require.NoError(t, accept(recorder, args))
	assert.Equal(t, []string{"room-to-orders-db-from-10.20.32.0-24", "room-to-orders-db-from-10.20.33.0-24",
		"room-to-stock-db-from-10.20.32.0-24", "room-to-stock-db-from-10.20.33.0-24"}, recorder.Names(ingressType))
	assert.Equal(t, map[string]any{"securityGroupId": "group of stock-db", "cidrIpv4": "10.20.33.0/24",
		"ipProtocol": "tcp", "fromPort": 5432.0, "toPort": 5432.0, "description": "Terminals of room"},
		recorder.One(t, ingressType, "room-to-stock-db-from-10.20.33.0-24").Inputs)
	for _, rule := range recorder.Names(ingressType) {
		assert.Contains(t, strings.Join(recorder.One(t, ingressType, rule).Dependencies, " "), accepterType)
	}
	assert.Len(t, recorder.Names(routeType), 4)
}

func TestNobodyElseIsLetIn(t *testing.T) {
	for field, test := range map[string]struct{ value, want string }{
		"ownerId":     {"999999999999", "comes from account 999999999999, and the room says it is 123456789012"},
		"vpcId":       {"vpc-09999999999999999", "comes from VPC vpc-09999999999999999"},
		"cidrBlock":   {"10.99.0.0/16", "comes from block 10.99.0.0/16"},
		"region":      {"us-east-1", "comes from region us-east-1, and the room says it is ap-northeast-1"},
		"peerRegion":  {"us-east-1", "asks region us-east-1, and production is in ap-northeast-1"},
		"peerOwnerId": {"999999999999", "asks account 999999999999, and production is in 123456789012"},
		"peerVpcId":   {"vpc-09999999999999999", "asks for vpc-09999999999999999, which is not production's"},
		"status":      {"expired", "is expired; refresh and deploy the room"},
		"rejected":    {"rejected", "is rejected; refresh and deploy the room"},
	} {
		t.Run(field, func(t *testing.T) {
			recorder := asking()
			if field == "rejected" {
				field = "status"
			}
			recorder.Answers[lookUp][field] = test.value
			assert.ErrorContains(t, accept(recorder, acceptance(t)), test.want)
			assert.Empty(t, recorder.Names(accepterType))
			assert.Empty(t, recorder.Names(ingressType))
		})
	}
}

func TestBadAcceptances(t *testing.T) {
	args := acceptance(t)
	args.Room.CIDR = netip.MustParsePrefix("10.0.0.0/8")
	args.PeeringConnectionID = ""
	args.Exposed[0].Subnets, args.Exposed[1].Protocol = nil, "-1"
	recorder := asking()
	err := accept(recorder, args)
	for _, problem := range []string{
		"peering with room cannot be accepted:",
		"Network: its block 10.10.0.0/16 overlaps 10.0.0.0/8 of the room",
		"PeeringConnectionID: is missing; the room has to request a peering first",
		`Exposed: "orders-db" needs subnets, a security group and a port`,
		`Exposed: "stock-db" has protocol "-1"; use tcp or udp`,
	} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, recorder.All())

	args = acceptance(t)
	args.Exposed = nil
	assert.ErrorContains(t, accept(asking(), args), "Exposed: there are no endpoints")
}
