package production_test

import (
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/programs/production"
	"secure-room/programs/settings"
)

const (
	roomStack = "organization/secure-room/room"
	ownStack  = componenttest.Organization + "/" + componenttest.Project + "/" + componenttest.Stack
)

func config() settings.Production {
	return settings.Production{
		Region: componenttest.Region,
		Network: settings.Network{CIDR: netip.MustParsePrefix("10.10.0.0/16"),
			AvailabilityZoneIDs: []string{"apne1-az1", "apne1-az4", "apne1-az2"}, FlowLogRetentionDays: 365},
		Endpoints: []settings.Endpoint{{Name: "orders-db", Port: 5432, Protocol: "tcp", InstanceClass: "db.t4g.medium", AllocatedStorageGiB: 20}},
		Rooms:     []settings.Stack{{Name: "room", Reference: roomStack}},
	}
}

func run(recorder *componenttest.Recorder, s settings.Production) error {
	return recorder.Run(func(ctx *pulumi.Context) error { return production.Run(ctx, s) })
}

// asked is a recorder in which the room has requested a peering.
func asked() *componenttest.Recorder {
	recorder := componenttest.New()
	recorder.StackOutputs[roomStack] = map[string]any{"room": map[string]any{
		"accountId": componenttest.AccountID, "region": componenttest.Region, "vpcId": "vpc-0dddddddddddddddd",
		"cidr": "10.20.0.0/16", "peerings": []any{map[string]any{"production": ownStack, "peeringConnectionId": "pcx-0eeeeeeeeeeeeeeee"}},
		"terminalSubnetCidrs": []any{"10.20.32.0/24", "10.20.33.0/24"}, "terminalSecurityGroupId": "sg-0fffffffffffffff1",
		"operatorArns": []any{"arn:aws:iam::123456789012:user/hanako"}, "egressAddresses": []any{"192.0.2.1"}, "throughEndpoints": false}}
	recorder.Answers["aws:ec2/getVpcPeeringConnection:getVpcPeeringConnection"] = map[string]any{
		"status": "pending-acceptance", "ownerId": componenttest.AccountID, "vpcId": "vpc-0dddddddddddddddd",
		"cidrBlock": "10.20.0.0/16", "region": componenttest.Region, "peerOwnerId": componenttest.AccountID,
		"peerRegion": componenttest.Region, "peerVpcId": "Vpc:production"}
	return recorder
}

// door is all that lets a room in: what is registered below an acceptance, and rules and routes wherever they are.
func door(recorder *componenttest.Recorder) []string {
	var found []string
	for _, kind := range []string{"aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
		"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"} {
		found = append(found, recorder.Names(kind)...)
	}
	for _, one := range recorder.All() {
		if one.Inputs["vpcPeeringConnectionId"] != nil && one.Type == "aws:ec2/route:Route" {
			found = append(found, one.Name)
		}
	}
	return found
}

func TestDoorStaysShut(t *testing.T) {
	withoutRequest := asked()
	withoutRequest.StackOutputs[roomStack]["room"].(map[string]any)["peerings"] = []any{}
	unlisted := config()
	unlisted.Rooms = nil
	for name, test := range map[string]struct {
		recorder *componenttest.Recorder
		config   settings.Production
	}{
		"the room is not deployed yet":        {componenttest.New(), config()},
		"the room has not requested anything": {withoutRequest, config()},
		"the room is taken out of the config": {asked(), unlisted},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(test.recorder, test.config))
			assert.Empty(t, door(test.recorder))
			assert.Empty(t, test.recorder.Names("secure-room:users:ProductionRole"))
			assert.Equal(t, []string{"orders-db"}, test.recorder.Names("aws:rds/instance:Instance"), "production itself stands")
		})
	}
}

func TestDoorOpensToTheRoomThatAsked(t *testing.T) {
	recorder := asked()
	require.NoError(t, run(recorder, config()))
	assert.ElementsMatch(t, []string{"room", "room-to-orders-db",
		"room-data-apne1-az1-to-10.20.32.0-24", "room-data-apne1-az1-to-10.20.33.0-24",
		"room-data-apne1-az4-to-10.20.32.0-24", "room-data-apne1-az4-to-10.20.33.0-24",
		"room-data-apne1-az2-to-10.20.32.0-24", "room-data-apne1-az2-to-10.20.33.0-24"}, door(recorder))
	rule := recorder.One(t, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "room-to-orders-db").Inputs
	assert.Equal(t, "SecurityGroup:orders-db", rule["securityGroupId"])
	assert.Equal(t, "sg-0fffffffffffffff1", rule["referencedSecurityGroupId"])
	route := recorder.One(t, "aws:ec2/route:Route", "room-data-apne1-az4-to-10.20.33.0-24").Inputs
	assert.Equal(t, "RouteTable:production-data-apne1-az4", route["routeTableId"])
}

// The role is on this side of the door, and holds operators to the room however the room tells them apart.
func TestOperatorsLookFromTheRoomOnly(t *testing.T) {
	for through, condition := range map[bool]string{false: `"NotIpAddress":{"aws:SourceIp":["192.0.2.1"]}`, true: `"StringNotEquals":{"aws:SourceVpc":"vpc-0dddddddddddddddd"}`} {
		recorder := asked()
		recorder.StackOutputs[roomStack]["room"].(map[string]any)["throughEndpoints"] = through
		require.NoError(t, run(recorder, config()))
		assert.Contains(t, recorder.One(t, "aws:iam/rolePolicy:RolePolicy", "room-OperatorRole").Inputs["policy"], condition)
		role := recorder.One(t, "aws:iam/role:Role", "room-OperatorRole").Inputs
		assert.Equal(t, "room-OperatorRole-in-"+componenttest.Stack, role["name"])
		assert.Contains(t, role["assumeRolePolicy"], `{"AWS":["arn:aws:iam::123456789012:user/hanako"]}`)
	}
	managers := asked()
	managers.StackOutputs[roomStack]["room"].(map[string]any)["operatorArns"] = []any{}
	require.NoError(t, run(managers, config()))
	assert.Empty(t, managers.Names("secure-room:users:ProductionRole"), "nobody to trust, no role")
	assert.Contains(t, door(managers), "room-to-orders-db", "but the door opens")
}

func TestTiersReachWhatTheyShould(t *testing.T) {
	recorder := componenttest.New()
	require.NoError(t, run(recorder, config()))
	assert.Equal(t, []string{"production-app-apne1-az1", "production-app-apne1-az2", "production-app-apne1-az4",
		"production-public-apne1-az1", "production-public-apne1-az2", "production-public-apne1-az4"},
		recorder.Names("aws:ec2/route:Route"), "the data tier leads nowhere")
	assert.Equal(t, []string{"production-nat-apne1-az1"}, recorder.Names("aws:ec2/natGateway:NatGateway"))
	database := recorder.One(t, "aws:rds/subnetGroup:SubnetGroup", "orders-db").Inputs
	assert.Equal(t, []any{"Subnet:production-data-apne1-az1", "Subnet:production-data-apne1-az4",
		"Subnet:production-data-apne1-az2"}, database["subnetIds"])
}

func TestOverlappingRoomIsRefusedBeforeAnythingIsMade(t *testing.T) {
	recorder := asked()
	recorder.StackOutputs[roomStack]["room"].(map[string]any)["cidr"] = "10.10.0.0/16"
	recorder.StackOutputs[roomStack]["room"].(map[string]any)["terminalSubnetCidrs"] = []any{"10.10.32.0/24"}
	assert.ErrorContains(t, run(recorder, config()), "10.10.0.0/16 overlaps 10.10.0.0/16 of stack "+roomStack)
	assert.Empty(t, recorder.Names("awsx:ec2:Vpc"))
}

func TestNonsenseFromTheRoomIsRefused(t *testing.T) {
	recorder := asked()
	recorder.StackOutputs[roomStack]["room"].(map[string]any)["terminalSecurityGroupId"] = "0.0.0.0/0"
	assert.ErrorContains(t, run(recorder, config()), "field terminalSecurityGroupId")
	assert.Empty(t, recorder.Names("awsx:ec2:Vpc"))
}

// TestGolden runs the program with the committed config and compares all that it registers with testdata.
func TestGolden(t *testing.T) {
	r := asked()
	componenttest.Configure(t, componenttest.StackFile(t, "../../Pulumi.prod.yaml"))
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		s, err := settings.ReadProduction(ctx)
		require.NoError(t, err)
		return production.Run(ctx, s)
	}))
	r.Golden(t, "testdata/resources.golden")
}
