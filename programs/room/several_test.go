package room_test

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/programs/settings"
)

const stockStack = "organization/secure-room/stock"

// twice is a room that asks two productions, whose endpoints have one name.
func twice() (*componenttest.Recorder, settings.Room) {
	r, s := recorder(), config()
	s.Productions = append(s.Productions, settings.Stack{Name: "stock", Reference: stockStack})
	r.StackOutputs[stockStack] = map[string]any{"production": map[string]any{
		"accountId": "210987654321", "region": "eu-west-1", "vpcId": "vpc-0fedcba9876543210", "cidr": "10.11.0.0/16",
		"endpoints": []any{map[string]any{"name": "orders-db", "protocol": "tcp", "port": 5432.0,
			"subnetCidrs": []any{"10.11.32.0/24"}, "securityGroupId": "sg-0fedcba9876543210",
			"address": "orders-db.example.rds.amazonaws.com"}},
	}}
	return r, s
}

func TestEachProductionIsAskedForItself(t *testing.T) {
	r, s := twice()
	require.NoError(t, run(r, s))
	assert.Equal(t, []string{"prod", "stock"}, r.Names("secure-room:peering:Request"))
	connection := r.One(t, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "stock").Inputs
	assert.Equal(t, []any{"210987654321", "eu-west-1", "vpc-0fedcba9876543210"},
		[]any{connection["peerOwnerId"], connection["peerRegion"], connection["peerVpcId"]})
	for _, rule := range []string{"prod-to-10.10.32.0-24-tcp-5432", "prod-to-10.10.33.0-24-tcp-5432", "stock-to-10.11.32.0-24-tcp-5432"} {
		assert.Contains(t, r.Names(egressType), rule)
	}
	names := r.Names("aws:ec2/route:Route")
	assert.Len(t, slices.Compact(slices.Clone(names)), len(names), "no name twice")
}

func TestProductionsMustNotOverlap(t *testing.T) {
	r, s := twice()
	told := r.StackOutputs[stockStack]["production"].(map[string]any)
	told["cidr"], told["endpoints"] = "10.10.0.0/17", []any{}
	assert.ErrorContains(t, run(r, s), "Neighbours: 10.10.0.0/16 of stack "+productionStack+" overlaps 10.10.0.0/17 of stack "+stockStack)
	assert.Empty(t, r.Names("awsx:ec2:Vpc"))

	r, s = twice()
	s.Network.CIDR = netip.MustParsePrefix("10.11.0.0/16")
	assert.ErrorContains(t, run(r, s), "CIDR: 10.11.0.0/16 overlaps 10.11.0.0/16 of stack "+stockStack)
}

func TestAllProductionsThatAreNotUpAreNamed(t *testing.T) {
	r, s := twice()
	r.StackOutputs[productionStack], r.StackOutputs[stockStack] = nil, nil
	err := run(r, s)
	assert.ErrorContains(t, err, "with pulumi up -s prod")
	assert.ErrorContains(t, err, "with pulumi up -s stock")
}
