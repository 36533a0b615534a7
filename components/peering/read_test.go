package peering

import (
	"encoding/json"
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
)

const (
	prodStack = "organization/secure-room/prod"
	roomStack = "organization/secure-room/room"

	productionHandedOver = `{"accountId": "123456789012", "region": "ap-northeast-1", "vpcId": "vpc-0aaaaaaaaaaaaaaaa",
		"cidr": "10.10.0.0/16", "endpoints": [
		{"name": "orders-db", "protocol": "tcp", "port": 5432, "subnetCidrs": ["10.10.32.0/24", "10.10.33.0/24"],
		 "securityGroupId": "sg-0bbbbbbbbbbbbbbbb", "address": "orders-db.example.rds.amazonaws.com"},
		{"name": "stock-db", "protocol": "tcp", "port": 5432, "subnetCidrs": ["10.10.33.0/24"],
		 "securityGroupId": "sg-0cccccccccccccccc", "address": "stock-db.example.rds.amazonaws.com"}]}`
	roomHandedOver = `{"accountId": "123456789012", "region": "ap-northeast-1", "vpcId": "vpc-0dddddddddddddddd",
		"cidr": "10.20.0.0/16", "peerings": [{"production": "organization/secure-room/prod", "peeringConnectionId": "pcx-0eeeeeeeeeeeeeeee"}],
		"terminalSubnetCidrs": ["10.20.32.0/24", "10.20.33.0/24"], "terminalSecurityGroupId": "sg-0fffffffffffffff1",
		"operatorArns": ["arn:aws:iam::123456789012:user/hanako"], "egressAddresses": ["192.0.2.1"], "throughEndpoints": true}`
)

// decoded is JSON as a stack output arrives: numbers are float64.
func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var value map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &value))
	return value
}

func productionOf(t *testing.T) *Production {
	t.Helper()
	p, err := decodeProduction(prodStack, decoded(t, productionHandedOver))
	require.NoError(t, err)
	return p
}

func roomOf(t *testing.T) *Room {
	t.Helper()
	r, err := decodeRoom(roomStack, decoded(t, roomHandedOver))
	require.NoError(t, err)
	return r
}

func TestHandOverIsDecoded(t *testing.T) {
	block := netip.MustParsePrefix
	p := productionOf(t)
	assert.Equal(t, Endpoint{Name: "orders-db", Protocol: "tcp", Port: 5432,
		SubnetCIDRs:     []netip.Prefix{block("10.10.32.0/24"), block("10.10.33.0/24")},
		SecurityGroupID: "sg-0bbbbbbbbbbbbbbbb", Address: "orders-db.example.rds.amazonaws.com"}, p.Endpoints[0])
	assert.Equal(t, "vpc-0aaaaaaaaaaaaaaaa", p.VpcID)
	assert.Equal(t, &Room{AccountID: "123456789012", Region: "ap-northeast-1", VpcID: "vpc-0dddddddddddddddd",
		CIDR: block("10.20.0.0/16"), PeeringConnectionIDs: map[string]string{prodStack: "pcx-0eeeeeeeeeeeeeeee"},
		TerminalSubnetCIDRs:     []netip.Prefix{block("10.20.32.0/24"), block("10.20.33.0/24")},
		TerminalSecurityGroupID: "sg-0fffffffffffffff1",
		OperatorARNs:            []string{"arn:aws:iam::123456789012:user/hanako"}, EgressAddresses: []string{"192.0.2.1"}, ThroughEndpoints: true}, roomOf(t))
}

func TestRoomThatHasNotAsked(t *testing.T) {
	value := decoded(t, roomHandedOver)
	value["peerings"] = []any{}
	r, err := decodeRoom(roomStack, value)
	require.NoError(t, err)
	assert.Empty(t, r.PeeringConnectionIDs)
}

func TestBadFieldsAreNamed(t *testing.T) {
	endpoint := func(value map[string]any) map[string]any { return value["endpoints"].([]any)[1].(map[string]any) }
	for name, test := range map[string]struct {
		spoil func(map[string]any)
		want  string
	}{
		"account":      {func(v map[string]any) { v["accountId"] = "1234" }, `field accountId: "1234" is not an account id`},
		"a number":     {func(v map[string]any) { v["accountId"] = 123456789012.0 }, "field accountId: 1.23456789012e+11 is not"},
		"region":       {func(v map[string]any) { delete(v, "region") }, "field region: <nil> is not a region"},
		"VPC":          {func(v map[string]any) { v["vpcId"] = "" }, `field vpcId: "" is not a VPC id`},
		"block":        {func(v map[string]any) { v["cidr"] = "10.10.0.1/16" }, `field cidr: "10.10.0.1/16" is not an IPv4 block`},
		"no endpoints": {func(v map[string]any) { delete(v, "endpoints") }, "field endpoints: is missing or not a list"},
		"an endpoint":  {func(v map[string]any) { v["endpoints"] = []any{"orders-db"} }, "field endpoints[0]: is not an object"},
		"port":         {func(v map[string]any) { endpoint(v)["port"] = 65536.0 }, "field endpoints[1].port: 65536 is not a port"},
		"half a port":  {func(v map[string]any) { endpoint(v)["port"] = 54.32 }, "field endpoints[1].port: 54.32 is not a port"},
		"protocol":     {func(v map[string]any) { endpoint(v)["protocol"] = "-1" }, `field endpoints[1].protocol: "-1" is not tcp or udp`},
		"name twice":   {func(v map[string]any) { endpoint(v)["name"] = "orders-db" }, `field endpoints[1].name: "orders-db" occurs twice`},
		"group":        {func(v map[string]any) { endpoint(v)["securityGroupId"] = "sg-" }, "field endpoints[1].securityGroupId"},
		"address":      {func(v map[string]any) { endpoint(v)["address"] = nil }, "field endpoints[1].address: <nil> is not a host name"},
		"no subnets":   {func(v map[string]any) { endpoint(v)["subnetCidrs"] = []any{} }, "field endpoints[1].subnetCidrs: is missing or empty"},
		"a subnet":     {func(v map[string]any) { endpoint(v)["subnetCidrs"] = []any{"::/0"} }, `field endpoints[1].subnetCidrs[0]: "::/0" is not`},
		"another's subnet": {func(v map[string]any) { endpoint(v)["subnetCidrs"] = []any{"10.11.0.0/24"} },
			"field endpoints[1].subnetCidrs[0]: 10.11.0.0/24 is not within its VPC's 10.10.0.0/16"},
		"all of it and more": {func(v map[string]any) {
			v["cidr"], endpoint(v)["subnetCidrs"] = "10.0.0.0/16", []any{"10.0.0.0/8"}
		}, "field endpoints[1].subnetCidrs[0]: 10.0.0.0/8 is not within its VPC's 10.0.0.0/16"},
	} {
		t.Run(name, func(t *testing.T) {
			value := decoded(t, productionHandedOver)
			test.spoil(value)
			_, err := decodeProduction(prodStack, value)
			assert.ErrorContains(t, err, `stack organization/secure-room/prod, output "production", field `)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestBadOperatorsAreNamed(t *testing.T) {
	for name, test := range map[string]struct {
		field string
		value any
		want  string
	}{
		"no list":         {"operatorArns", nil, "field operatorArns: is missing or not a list"},
		"anybody":         {"operatorArns", []any{"*"}, `field operatorArns[0]: "*" is not an IAM user`},
		"a whole account": {"operatorArns", []any{"arn:aws:iam::123456789012:root"}, "field operatorArns[0]"},
		"nowhere":         {"egressAddresses", []any{}, "field egressAddresses: is empty"},
		"the world":       {"egressAddresses", []any{"0.0.0.0/0"}, `field egressAddresses[0]: "0.0.0.0/0" is not an IPv4 address`},
		"neither":         {"throughEndpoints", nil, "field throughEndpoints: <nil> is neither true nor false"},
	} {
		t.Run(name, func(t *testing.T) {
			value := decoded(t, roomHandedOver)
			value[test.field] = test.value
			_, err := decodeRoom(roomStack, value)
			assert.ErrorContains(t, err, `stack organization/secure-room/room, output "room", `+test.want)
		})
	}
	value := decoded(t, roomHandedOver)
	value["operatorArns"] = []any{}
	_, err := decodeRoom(roomStack, value)
	assert.NoError(t, err, "a room of managers")
	delete(value, "operatorArns")
	delete(value, "throughEndpoints")
	r, err := decodeRoom(roomStack, value)
	require.NoError(t, err)
	assert.Empty(t, r.OperatorARNs, "a room deployed before it told of operators")
}

func TestAllBadFieldsAreToldAtOnce(t *testing.T) {
	one := map[string]any{"production": prodStack, "peeringConnectionId": "vpc-1"}
	_, err := decodeRoom(roomStack, map[string]any{"peerings": []any{one, one, map[string]any{"production": "prod"}}})
	for _, field := range []string{"accountId", "region", "vpcId", "cidr", "terminalSubnetCidrs", "terminalSecurityGroupId",
		`peerings[0].peeringConnectionId: "vpc-1" is not a peering id`, `peerings[1].production: "organization/secure-room/prod" occurs twice`,
		`peerings[2].production: "prod" is not a stack such as`, "peerings[2].peeringConnectionId"} {
		assert.ErrorContains(t, err, `stack organization/secure-room/room, output "room", field `+field)
	}
	_, err = decodeRoom(roomStack, "somebody else's output")
	assert.EqualError(t, err, `stack organization/secure-room/room, output "room": is not an object; deploy that stack with `+
		`this project's program`)
}

func TestReadingOtherStacks(t *testing.T) {
	recorder := componenttest.New()
	read := func() (p *Production, r *Room) {
		require.NoError(t, recorder.Run(func(ctx *pulumi.Context) (err error) {
			if p, err = ReadProduction(ctx, prodStack); err != nil {
				return err
			}
			r, err = ReadRoom(ctx, roomStack)
			return err
		}))
		return p, r
	}
	p, r := read()
	assert.Nil(t, p, "not deployed yet")
	assert.Nil(t, r, "not deployed yet")

	recorder.StackOutputs[prodStack] = map[string]any{"production": decoded(t, productionHandedOver)}
	recorder.StackOutputs[roomStack] = map[string]any{"room": decoded(t, roomHandedOver)}
	p, r = read()
	assert.Equal(t, productionOf(t), p)
	assert.Equal(t, roomOf(t), r)

	recorder.StackOutputs[roomStack] = map[string]any{"room": "nonsense"}
	assert.ErrorContains(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, err := ReadRoom(ctx, roomStack)
		return err
	}), `output "room": is not an object`)
}
