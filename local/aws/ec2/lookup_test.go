package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
)

func TestLookUps(t *testing.T) {
	c := cloudtest.New(t, ec2.Service())
	network := c.Network(10, "ap-northeast-1a", "ap-northeast-1c")
	table := c.Create("aws:ec2/routeTable:RouteTable", "own", cloudtest.Inputs{"vpcId": network.VPC}).ID
	c.Create("aws:ec2/routeTableAssociation:RouteTableAssociation", "own", cloudtest.Inputs{"subnetId": network.Subnets[0], "routeTableId": table})

	subnet, err := c.Invoke("aws:ec2/getSubnet:getSubnet", cloudtest.Inputs{"id": network.Subnets[0]})
	require.NoError(t, err)
	assert.Equal(t, "10.10.0.0/24", subnet["cidrBlock"].StringValue())
	assert.Equal(t, "apne1-az4", subnet["availabilityZoneId"].StringValue())
	group, err := c.Invoke("aws:ec2/getSecurityGroup:getSecurityGroup", cloudtest.Inputs{"id": network.Group})
	require.NoError(t, err)
	assert.Equal(t, network.VPC, group["vpcId"].StringValue())
	found, err := c.Invoke("aws:ec2/getRouteTable:getRouteTable", cloudtest.Inputs{"subnetId": network.Subnets[0]})
	require.NoError(t, err)
	assert.Equal(t, table, found["routeTableId"].StringValue())
	assert.Len(t, found["associations"].ArrayValue(), 1)

	for token, test := range map[string]struct {
		arguments cloudtest.Inputs
		says      string
	}{
		"aws:ec2/getSubnet:getSubnet":               {cloudtest.Inputs{"id": "subnet-0"}, "InvalidSubnetID.NotFound"},
		"aws:ec2/getSecurityGroup:getSecurityGroup": {cloudtest.Inputs{"id": "sg-0"}, "InvalidGroup.NotFound"},
		"aws:ec2/getRouteTable:getRouteTable":       {cloudtest.Inputs{"subnetId": network.Subnets[1]}, "query returned no results"},
	} {
		_, err := c.Invoke(token, test.arguments)
		assert.ErrorContains(t, err, test.says, token)
		_, err = c.Invoke(token, cloudtest.Inputs{"filters": []any{}})
		assert.ErrorContains(t, err, "does not serve filters", token)
	}
}
