package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
)

func routeCases() []cloudtest.Case {
	twoTables := func(c *cloudtest.Cloud) inputs {
		id := in(c).vpc("main", "10.0.0.0/16")
		return inputs{"routeTableId": in(c).table(id), "subnetId": in(c).subnet(id, "10.0.0.0/24", "ap-northeast-1a")}
	}
	return []cloudtest.Case{
		{
			Token:   routeTableToken,
			Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"vpcId": in(c).vpc("main", "10.0.0.0/16")} },
			Changed: func(valid inputs) inputs { return valid.With(inputs{"tags": map[string]any{"Name": "app"}}) },
			Bad: []cloudtest.Bad{
				{Rule: "inline route has a target", Inputs: cloudtest.Set(inputs{"routes": []any{map[string]any{"cidrBlock": "0.0.0.0/0"}}}), Says: "must be the only target"},
				{Rule: "inline target exists", Inputs: cloudtest.Set(inputs{"routes": []any{map[string]any{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-0"}}}), Says: "InvalidInternetGatewayID.NotFound"},
				{Rule: "inline target is served", Inputs: cloudtest.Set(inputs{"routes": []any{map[string]any{"cidrBlock": "0.0.0.0/0", "transitGatewayId": "tgw-0"}}}), Says: "does not serve"},
			},
		},
		{
			Token: associationToken,
			Valid: twoTables,
			Bad: []cloudtest.Bad{
				{Rule: "needs a subnet", Inputs: cloudtest.Set(inputs{"subnetId": nil}), Says: "subnetId is required"},
				{Rule: "one for a subnet", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					c.Create(associationToken, "first", valid)
					return valid
				}, Says: "Resource.AlreadyAssociated"},
				{Rule: "same VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					return valid.With(inputs{"routeTableId": in(c).table(in(c).vpc("other", "10.1.0.0/16"))})
				}, Says: "belong to different networks"},
			},
		},
		{
			Token: routeToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				id := in(c).vpc("main", "10.0.0.0/16")
				return inputs{"routeTableId": in(c).table(id), "destinationCidrBlock": "0.0.0.0/0", "gatewayId": in(c).gateway(id)}
			},
			Bad: []cloudtest.Bad{
				{Rule: "a destination", Inputs: cloudtest.Set(inputs{"destinationCidrBlock": nil}), Says: "must be the only destination"},
				{Rule: "one target", Inputs: cloudtest.Set(inputs{"natGatewayId": "nat-0"}), Says: "must be the only target"},
				{Rule: "target exists", Inputs: cloudtest.Set(inputs{"gatewayId": "igw-0"}), Says: "InvalidInternetGatewayID.NotFound"},
				{Rule: "not twice", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					c.Create(routeToken, "first", valid)
					return valid
				}, Says: "RouteAlreadyExists"},
				{Rule: "not the local route", Inputs: cloudtest.Set(inputs{"destinationCidrBlock": "10.0.0.0/16"}), Says: "local route"},
				{Rule: "not inside the VPC", Inputs: cloudtest.Set(inputs{"destinationCidrBlock": "10.0.5.0/24"}), Says: "lies in the VPC's own network"},
				{Rule: "no host bits", Inputs: cloudtest.Set(inputs{"destinationCidrBlock": "10.8.0.1/24"}), Says: "did you mean"},
				{Rule: "gateway of the same VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					return valid.With(inputs{"gatewayId": in(c).gateway(in(c).vpc("other", "10.1.0.0/16"))})
				}, Says: "belong to different networks"},
				{Rule: "peering of the same VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					connection, _, _ := in(c).peering(true)
					return valid.With(inputs{"gatewayId": nil, "destinationCidrBlock": "10.20.0.0/16", "vpcPeeringConnectionId": connection})
				}, Says: "belong to different networks"},
			},
		},
	}
}

func TestRouteOverPeeringIsBlackHoleUntilAccepted(t *testing.T) {
	w := empty(t)
	connection, room, _ := w.peering(false)
	route := w.Create(routeToken, "there", inputs{
		"routeTableId": w.table(room), "destinationCidrBlock": "10.10.3.0/24", "vpcPeeringConnectionId": connection,
	})
	assert.Equal(t, "blackhole", route.Text("state"))
	accepter := w.Create(accepterToken, "accept", inputs{"vpcPeeringConnectionId": connection, "autoAccept": true})
	assert.Equal(t, "active", accepter.Text("acceptStatus"))
	assert.Equal(t, "active", route.Read().Text("state"))
}

func TestInternetGatewayStaysWhilePublicAddressesAreInUse(t *testing.T) {
	w := empty(t)
	id := w.vpc("main", "10.0.0.0/16")
	gateway := w.Create(gatewayToken, "door", inputs{"vpcId": id})
	nat := w.Create(natToken, "nat", inputs{
		"subnetId": w.subnet(id, "10.0.0.0/24", "ap-northeast-1a"), "allocationId": w.address("nat"),
	})
	assert.Regexp(t, `^10\.0\.0\.\d+$`, nat.Text("privateIp"))
	require.ErrorContains(t, gateway.Delete(), "has some mapped public address(es)")
	require.NoError(t, nat.Delete())
	require.NoError(t, gateway.Delete())
}
