package awsx

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recorder is an engine that notes what is registered.
type recorder struct {
	mutex sync.Mutex
	made  map[string]pulumi.MockResourceArgs // by the last part of its type and its name
}

func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	short := args.TypeToken[strings.LastIndex(args.TypeToken, ":")+1:]
	if args.TypeToken != vpcType {
		r.made[short+" "+args.Name] = args
	}
	return strings.ToLower(short) + "-" + args.Name, args.Inputs, nil
}

func (r *recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	names := []resource.PropertyValue{}
	for _, zone := range threeZones {
		names = append(names, resource.NewProperty(zone))
	}
	return resource.PropertyMap{"names": resource.NewProperty(names)}, nil
}

func build(t *testing.T, args vpcArgs) (*vpc, map[string]pulumi.MockResourceArgs, error) {
	t.Helper()
	engine := &recorder{made: map[string]pulumi.MockResourceArgs{}}
	var made *vpc
	err := pulumi.RunErr(func(ctx *pulumi.Context) (err error) {
		made, err = newVpc(ctx, "room", args, pulumi.Protect(false))
		return err
	}, pulumi.WithMocks("project", "stack", engine))
	return made, engine.made, err
}

func TestUnusedSubnetsLeaveVpcAndInternetGatewayAlone(t *testing.T) {
	v, made, err := build(t, vpcArgs{
		CidrBlock: ptr("10.20.0.0/16"), SubnetStrategy: ptr("Auto"), NatGateways: &natGateways{Strategy: noGateway},
		AvailabilityZoneNames: threeZones, SubnetSpecs: []subnetSpec{{Type: unused}},
		EnableDnsHostnames: pulumi.Bool(true), Tags: pulumi.StringMap{"Owner": pulumi.String("security")},
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"InternetGateway room", "Vpc room"}, slices.Sorted(maps.Keys(made)))
	assert.Empty(t, v.Subnets)
	inner := made["InternetGateway room"]
	assert.Equal(t, resource.NewPropertyMapFromMap(map[string]any{
		"vpcId": "vpc-room", "tags": map[string]any{"Name": "room", "Owner": "security"}}), inner.Inputs)
}

func TestFullLayout(t *testing.T) {
	v, made, err := build(t, vpcArgs{SubnetStrategy: ptr("Auto"), SubnetSpecs: []subnetSpec{
		{Type: private, Tags: map[string]string{"Tier": "app", "Name": "overruled"}}, {Type: public}, {Type: isolated}}})
	require.NoError(t, err)
	for _, n := range []string{"1", "2", "3"} {
		for _, want := range []string{"Subnet room-private-", "Subnet room-public-", "Subnet room-isolated-", "RouteTable room-isolated-",
			"RouteTableAssociation room-private-", "Eip room-", "NatGateway room-", "Route room-private-", "Route room-public-"} {
			assert.Contains(t, made, want+n)
		}
		assert.NotContains(t, made, "Route room-isolated-"+n)
		route := made["Route room-private-"+n].Inputs
		assert.Equal(t, "natgateway-room-"+n, route["natGatewayId"].StringValue())
		assert.Equal(t, "0.0.0.0/0", route["destinationCidrBlock"].StringValue())
	}
	assert.Equal(t, resource.NewPropertyMapFromMap(map[string]any{"Name": "room-private-1", "SubnetType": "Private", "Tier": "app"}),
		made["Subnet room-private-1"].Inputs["tags"].ObjectValue())
	assert.True(t, made["Subnet room-public-1"].Inputs["mapPublicIpOnLaunch"].BoolValue())
	assert.False(t, made["Subnet room-private-1"].Inputs["mapPublicIpOnLaunch"].BoolValue())
	assert.Len(t, v.PublicSubnetIds, 3)
	assert.Len(t, v.PrivateSubnetIds, 3)
	assert.Len(t, v.IsolatedSubnetIds, 3)
	assert.Len(t, v.SubnetLayout, 3)
}

func TestSingleGatewayServesEveryZone(t *testing.T) {
	_, made, err := build(t, vpcArgs{SubnetStrategy: ptr("Auto"), NatGateways: &natGateways{Strategy: singleGateway},
		NumberOfAvailabilityZones: ptr(2)})
	require.NoError(t, err)
	assert.Contains(t, made, "NatGateway room-1")
	assert.NotContains(t, made, "NatGateway room-2")
	assert.Equal(t, "natgateway-room-1", made["Route room-private-2"].Inputs["natGatewayId"].StringValue())
}

func TestRefusedInputs(t *testing.T) {
	for name, c := range map[string]struct {
		args vpcArgs
		want []string
	}{
		"everything at once": {
			args: vpcArgs{CidrBlock: ptr("10.0.0.0"), NatGateways: &natGateways{Strategy: "Two", ElasticIpAllocationIds: []string{"x"}},
				AvailabilityZoneNames: threeZones, NumberOfAvailabilityZones: ptr(0),
				SubnetSpecs: []subnetSpec{{Type: "public"}, {Type: public}, {Type: private, Name: ptr("public")}}},
			want: []string{`subnetStrategy must be "Auto"`, `cidrBlock is "10.0.0.0"`, `strategy is "Two"`, "elasticIpAllocationIds",
				"only one of", "must be at least 1", `subnetSpecs[0].type is "public"`, `subnetSpecs[1] is a second subnet named "public"`, "subnetSpecs[2] is a second"},
		},
		"no specs":       {args: vpcArgs{SubnetStrategy: ptr("Auto"), SubnetSpecs: []subnetSpec{}}, want: []string{"subnetSpecs is empty"}},
		"too many zones": {args: vpcArgs{SubnetStrategy: ptr("Auto"), NumberOfAvailabilityZones: ptr(4)}, want: []string{"has 3 availability zones and 4 are wanted"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, made, err := build(t, c.args)
			for _, want := range c.want {
				assert.ErrorContains(t, err, want)
			}
			assert.NotContains(t, made, "Vpc room")
		})
	}
}

func TestUnservedInputsAreNamed(t *testing.T) {
	errs := unserved(pulumi.Map{"vpcEndpointSpecs": nil, "cidrBlock": nil, "ipv4IpamPoolId": nil})
	require.Len(t, errs, 2)
	assert.ErrorContains(t, errs[0], "does not serve ipv4IpamPoolId")
	assert.ErrorContains(t, errs[1], "does not serve vpcEndpointSpecs")
}
