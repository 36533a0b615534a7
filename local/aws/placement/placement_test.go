package placement_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/placement"
)

type inputs = cloudtest.Inputs

// probe gives tests a look at the package through a look-up.
func probe(call func(*cloud.Transaction, cloud.Values) (cloud.Values, error)) cloud.Service {
	return cloud.Service{Functions: []cloud.Function{{Token: "test:index/probe:probe", Call: call}}}
}

func TestFind(t *testing.T) {
	c := cloudtest.New(t, ec2.Service(), probe(func(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
		found, err := placement.Find(tx, in.Texts("ids"))
		return cloud.Values{"vpc": found.VPC(), "zones": fmt.Sprint(found.Zones, found.ZoneIDs)}, err
	}))
	one, two := c.Network(1, "ap-northeast-1a", "ap-northeast-1c"), c.Network(2, "ap-northeast-1a")
	found, err := c.Invoke("test:index/probe:probe", inputs{"ids": one.Subnets})
	require.NoError(t, err)
	assert.Equal(t, one.VPC, found["vpc"].StringValue())
	assert.Equal(t, "[ap-northeast-1a ap-northeast-1c] [apne1-az4 apne1-az1]", found["zones"].StringValue())
	found, err = c.Invoke("test:index/probe:probe", inputs{"ids": append(one.Subnets, two.Subnets...)})
	require.NoError(t, err)
	assert.Empty(t, found["vpc"].StringValue(), "subnets of two VPCs have no VPC in common")
	_, err = c.Invoke("test:index/probe:probe", inputs{"ids": []any{"subnet-0"}})
	assert.ErrorContains(t, err, "InvalidSubnetID.NotFound")
}

func TestForeignGroup(t *testing.T) {
	c := cloudtest.New(t, ec2.Service(), probe(func(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
		foreign, err := placement.ForeignGroup(tx, in.Texts("groups"), in.Text("vpc"))
		return cloud.Values{"foreign": foreign}, err
	}))
	one, two := c.Network(1), c.Network(2)
	for want, groups := range map[string][]any{"": {one.Group}, two.Group: {one.Group, two.Group}, "sg-0": {"sg-0"}} {
		found, err := c.Invoke("test:index/probe:probe", inputs{"groups": groups, "vpc": one.VPC})
		require.NoError(t, err)
		assert.Equal(t, want, found["foreign"].StringValue())
	}
}

func TestAddressesAreFreeAndWithin(t *testing.T) {
	c := cloudtest.New(t, ec2.Service(), probe(func(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
		subnet, _, err := tx.Get(placement.Subnet, in.Text("subnet"))
		if err != nil {
			return nil, err
		}
		address, err := placement.Address(tx, subnet, in.Text("seed"))
		return cloud.Values{"address": address}, err
	}))
	vpc := c.Network(1).VPC
	subnet := c.Create(placement.Subnet, "small", inputs{"vpcId": vpc, "cidrBlock": "10.1.0.0/28", "availabilityZone": "ap-northeast-1a"}).ID
	given := map[string]bool{}
	for i := range 11 { // a /28 has sixteen addresses, of which AWS keeps five
		found, err := c.Invoke("test:index/probe:probe", inputs{"subnet": subnet, "seed": fmt.Sprint(i)})
		require.NoError(t, err)
		address := found["address"].StringValue()
		assert.False(t, given[address], "%s is given twice", address)
		given[address] = true
		assert.True(t, netip.MustParsePrefix("10.1.0.0/28").Contains(netip.MustParseAddr(address)))
		assert.NotContains(t, []string{"10.1.0.0", "10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.15"}, address)
		c.Create("aws:ec2/instance:Instance", fmt.Sprint(i), inputs{"ami": "ami-0123456789abcdef0", "instanceType": "t3.micro", "subnetId": subnet, "privateIp": address})
	}
	_, err := c.Invoke("test:index/probe:probe", inputs{"subnet": subnet, "seed": "one more"})
	assert.ErrorContains(t, err, "InsufficientFreeAddressesInSubnet")
}
