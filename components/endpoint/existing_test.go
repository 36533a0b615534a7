package endpoint_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/endpoint"
	"secure-room/components/network"
	"secure-room/components/peering"
	"secure-room/internal/existing"
)

const (
	endpointGroup, otherGroup = "sg-0123456789abcdef0", "sg-0aaaaaaaaaaaaaaa1"
	firstSubnet, secondSubnet = "subnet-0123456789abcdef0", "subnet-0aaaaaaaaaaaaaaa1"

	databaseLookUp = "aws:rds/getInstance:getInstance"
	namedSubnets   = "aws:rds/getSubnetGroup:getSubnetGroup"
	balancerLookUp = "aws:lb/getLoadBalancer:getLoadBalancer"
	listenerLookUp = "aws:lb/getListener:getListener"
	groupLookUp    = "aws:ec2/getSecurityGroup:getSecurityGroup"
	subnetLookUp   = "aws:ec2/getSubnet:getSubnet"
	tableLookUp    = "aws:ec2/getRouteTable:getRouteTable"
)

// standing is an account in which a database, a load balancer and something behind a security group stand in two subnets.
func standing() *componenttest.Recorder {
	recorder := componenttest.New()
	subnets := []any{firstSubnet, secondSubnet}
	for look, answer := range map[string]map[string]any{
		databaseLookUp: {"address": "legacy.rds.example", "port": 1521, "dbSubnetGroup": "legacy", "vpcSecurityGroups": []any{endpointGroup}},
		namedSubnets:   {"subnetIds": subnets},
		balancerLookUp: {"arn": "arn:balancer", "dnsName": "back.elb.example", "internal": true, "securityGroups": []any{endpointGroup}, "subnets": subnets},
		listenerLookUp: {"port": 443},
		groupLookUp:    {"vpcId": "Vpc:production"},
		subnetLookUp + " " + firstSubnet: {"vpcId": "Vpc:production", "cidrBlock": "10.10.40.0/24", "availabilityZone": "ap-northeast-1c",
			"availabilityZoneId": "apne1-az1"},
		subnetLookUp + " " + secondSubnet: {"vpcId": "Vpc:production", "cidrBlock": "10.10.32.0/24", "availabilityZone": "ap-northeast-1a",
			"availabilityZoneId": "apne1-az4"},
		tableLookUp + " " + firstSubnet:  {"routeTableId": "rtb-first", "associations": []any{map[string]any{"subnetId": firstSubnet}}},
		tableLookUp + " " + secondSubnet: {"routeTableId": "rtb-second", "associations": []any{map[string]any{"subnetId": secondSubnet}}},
	} {
		recorder.Answers[look] = answer
	}
	return recorder
}

// The three ways to name what stands already.
func byDatabase() *endpoint.ExistingArgs {
	return &endpoint.ExistingArgs{Reference: existing.Reference{Database: "legacy"}, Protocol: "tcp", Port: 1521, CIDR: netip.MustParsePrefix("10.10.0.0/16")}
}

func byBalancer() *endpoint.ExistingArgs {
	return &endpoint.ExistingArgs{Reference: existing.Reference{LoadBalancer: "back"}, Protocol: "tcp", Port: 443, CIDR: netip.MustParsePrefix("10.10.0.0/16")}
}

func byGroup() *endpoint.ExistingArgs {
	return &endpoint.ExistingArgs{Reference: existing.Reference{SecurityGroupID: endpointGroup, SubnetIDs: []string{firstSubnet, secondSubnet},
		Address: "10.10.40.9"}, Protocol: "udp", Port: 514, CIDR: netip.MustParsePrefix("10.10.0.0/16")}
}

// TestExistingEndpointIsOpenedAsAnyOther accepts a peering with what was found: the group's own rule, and routes in the
// tables of its subnets.
func TestExistingEndpointIsOpenedAsAnyOther(t *testing.T) {
	for name, test := range map[string]struct {
		args     func() *endpoint.ExistingArgs
		protocol string
		port     float64
		address  string
	}{
		"a database":       {byDatabase, "tcp", 1521, "legacy.rds.example"},
		"a load balancer":  {byBalancer, "tcp", 443, "back.elb.example"},
		"a security group": {byGroup, "udp", 514, "10.10.40.9"},
	} {
		t.Run(name, func(t *testing.T) {
			recorder := standing()
			var address any
			require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
				found, err := endpoint.FindExisting(ctx, "legacy", test.args())
				if err != nil {
					return err
				}
				assert.Empty(t, recorder.All(), "looked up, not managed")
				own, err := network.New(ctx, "production", &network.Args{CIDR: netip.MustParsePrefix("10.10.0.0/16"),
					AvailabilityZoneIDs: []string{"apne1-az1", "apne1-az4"}, FlowLogRetentionDays: 365, SingleNATGateway: true,
					Tiers: []network.Tier{{Name: "public", Reach: network.Public}, {Name: "app", Reach: network.Egress}, {Name: "data", Reach: network.Isolated}}})
				if err != nil {
					return err
				}
				exposed := found.Expose(own)
				exposed.Address.ToStringOutput().ApplyT(func(text string) string { address = text; return text })
				recorder.Answers["aws:ec2/getVpcPeeringConnection:getVpcPeeringConnection"] = map[string]any{"status": "pending-acceptance",
					"ownerId": componenttest.AccountID, "vpcId": "vpc-0dddddddddddddddd", "cidrBlock": "10.20.0.0/16", "region": componenttest.Region,
					"peerOwnerId": componenttest.AccountID, "peerRegion": componenttest.Region, "peerVpcId": "Vpc:production"}
				_, err = peering.NewAcceptance(ctx, "room", &peering.AcceptanceArgs{Network: own, Exposed: []peering.Exposed{exposed},
					PeeringConnectionID: "pcx-0eeeeeeeeeeeeeeee", Room: &peering.Room{AccountID: componenttest.AccountID, Region: componenttest.Region,
						VpcID: "vpc-0dddddddddddddddd", CIDR: netip.MustParsePrefix("10.20.0.0/16"), TerminalSecurityGroupID: "sg-0fffffffffffffff1",
						TerminalSubnetCIDRs: []netip.Prefix{netip.MustParsePrefix("10.20.32.0/24")}}})
				return err
			}))
			rule := recorder.One(t, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "room-to-legacy")
			for input, want := range map[string]any{"securityGroupId": endpointGroup, "referencedSecurityGroupId": "sg-0fffffffffffffff1",
				"ipProtocol": test.protocol, "fromPort": test.port, "toPort": test.port} {
				assert.Equal(t, want, rule.Inputs[input], input)
			}
			assert.Contains(t, strings.Join(rule.Dependencies, " "), "VpcPeeringConnectionAccepter::room")
			tables := map[any]any{}
			for _, name := range recorder.Names("aws:ec2/route:Route") {
				if way := recorder.One(t, "aws:ec2/route:Route", name); way.Inputs["vpcPeeringConnectionId"] != nil {
					assert.Contains(t, strings.Join(way.Dependencies, " "), "VpcPeeringConnectionAccepter::room")
					tables[way.Inputs["routeTableId"]] = way.Inputs["destinationCidrBlock"]
				}
			}
			// 10.10.32.0/24 is a subnet of production's own, and its table the one that production makes.
			assert.Equal(t, map[any]any{"rtb-first": "10.20.32.0/24", "RouteTable:production-data-apne1-az1": "10.20.32.0/24"}, tables)
			assert.Equal(t, test.address, address)
			assert.NotContains(t, recorder.Names("aws:ec2/securityGroup:SecurityGroup"), "legacy")
		})
	}
}

func TestExistingEndpointOfAnotherVPCStaysShut(t *testing.T) {
	recorder := standing()
	for _, look := range []string{groupLookUp, subnetLookUp + " " + firstSubnet, subnetLookUp + " " + secondSubnet} {
		recorder.Answers[look]["vpcId"] = "vpc-other"
	}
	err := recorder.Run(func(ctx *pulumi.Context) error {
		found, err := endpoint.FindExisting(ctx, "legacy", byDatabase())
		if err != nil {
			return err
		}
		exposed := found.Expose(&network.Network{VpcID: pulumi.String("Vpc:production").ToStringOutput()})
		ctx.Export("group", exposed.SecurityGroupID)
		return nil
	})
	assert.ErrorContains(t, err, "endpoint legacy stands in vpc-other, which is not production's Vpc:production")
}

func TestEveryRefusalOfAnExistingEndpoint(t *testing.T) {
	type change struct {
		args    func() *endpoint.ExistingArgs
		changed func(*endpoint.ExistingArgs)
		world   func(map[string]map[string]any)
		// want are all lines of the error.
		want []string
	}
	nothing := func(*endpoint.ExistingArgs) {}
	asIs := func(map[string]map[string]any) {}
	gone := func(look string) func(map[string]map[string]any) {
		return func(world map[string]map[string]any) { delete(world, look) }
	}
	set := func(look, field string, value any) func(map[string]map[string]any) {
		return func(world map[string]map[string]any) { world[look][field] = value }
	}
	for name, test := range map[string]change{
		"all that the arguments show": {byDatabase, func(a *endpoint.ExistingArgs) {
			a.Reference, a.Port, a.Protocol = existing.Reference{LoadBalancer: "a_b", SecurityGroupID: "default"}, 0, "udp"
		}, asIs, []string{
			`LoadBalancer: is "a_b"; use the name of a load balancer, such as back-office`,
			`SecurityGroupID: is "default"; use a security group's id, such as sg-0123456789abcdef0`,
			"Port: is 0; use 1 to 65535",
			`Protocol: is "udp"; use tcp, or udp for a security group alone`,
		}},
		"a port too high": {byGroup, func(a *endpoint.ExistingArgs) { a.Port = 65536 }, asIs, []string{"Port: is 65536; use 1 to 65535"}},
		"another protocol": {byGroup, func(a *endpoint.ExistingArgs) { a.Protocol = "icmp" }, asIs,
			[]string{`Protocol: is "icmp"; use tcp, or udp for a security group alone`}},
		"no such database": {byDatabase, nothing, gone(databaseLookUp),
			[]string{"Database: looking legacy up: no answer to the look-up " + databaseLookUp}},
		"the database's port": {byDatabase, func(a *endpoint.ExistingArgs) { a.Port = 5432 }, asIs,
			[]string{"Port: is 5432, and database legacy listens on 1521"}},
		"no subnet group": {byDatabase, nothing, gone(namedSubnets),
			[]string{"Database: looking up the subnet group legacy of legacy: no answer to the look-up " + namedSubnets}},
		"no such load balancer": {byBalancer, nothing, gone(balancerLookUp),
			[]string{"LoadBalancer: looking back up: no answer to the look-up " + balancerLookUp}},
		"a public load balancer": {byBalancer, nothing, set(balancerLookUp, "internal", false),
			[]string{"LoadBalancer: back faces the internet, and its name leads to public addresses, which terminals cannot reach; expose an internal one"}},
		"no such listener": {byBalancer, nothing, gone(listenerLookUp),
			[]string{"Port: looking up the listener of load balancer back on 443: no answer to the look-up " + listenerLookUp}},
		"several groups": {byDatabase, nothing, set(databaseLookUp, "vpcSecurityGroups", []any{endpointGroup, otherGroup}),
			[]string{"SecurityGroupID: is missing, and the endpoint carries 2 security groups (" + endpointGroup + ", " + otherGroup + "); name the one to let terminals in to"}},
		"no group": {byBalancer, nothing, set(balancerLookUp, "securityGroups", nil),
			[]string{"SecurityGroupID: is missing, and the endpoint carries 0 security groups (); name the one to let terminals in to"}},
		"another's group": {byDatabase, func(a *endpoint.ExistingArgs) { a.Reference.SecurityGroupID = otherGroup }, asIs,
			[]string{"SecurityGroupID: " + otherGroup + " is not one that the endpoint carries (" + endpointGroup + ")"}},
		"no such group": {byGroup, nothing, gone(groupLookUp),
			[]string{"SecurityGroupID: looking " + endpointGroup + " up: no answer to the look-up " + groupLookUp}},
		"no such subnets": {byGroup, nothing, func(world map[string]map[string]any) {
			delete(world, subnetLookUp+" "+firstSubnet)
			delete(world, subnetLookUp+" "+secondSubnet)
		}, []string{
			"SubnetIDs: looking " + firstSubnet + " up: no answer to the look-up " + subnetLookUp,
			"SubnetIDs: looking " + secondSubnet + " up: no answer to the look-up " + subnetLookUp,
		}},
		"a subnet without a block": {byGroup, nothing, set(subnetLookUp+" "+firstSubnet, "cidrBlock", ""),
			[]string{"SubnetIDs: reading the block of " + firstSubnet + `: netip.ParsePrefix(""): no '/'`}},
		"a subnet of another VPC, and one without a table of its own": {byGroup, nothing, func(world map[string]map[string]any) {
			world[subnetLookUp+" "+firstSubnet]["vpcId"] = "vpc-other"
			world[subnetLookUp+" "+firstSubnet]["cidrBlock"] = "10.30.0.0/24"
			delete(world, tableLookUp+" "+secondSubnet)
		}, []string{
			"SubnetIDs: " + firstSubnet + " is of vpc-other, and security group " + endpointGroup + " of Vpc:production",
			"SubnetIDs: " + firstSubnet + " (10.30.0.0/24) is not of production's VPC 10.10.0.0/16; what stands in another VPC cannot be exposed",
			"SubnetIDs: " + secondSubnet + " has no route table of its own, only the VPC's main one, which serves other subnets too; give it one: " +
				"no answer to the look-up " + tableLookUp,
		}},
		"a table that serves another subnet": {byGroup, nothing, set(tableLookUp+" "+firstSubnet, "associations",
			[]any{map[string]any{"subnetId": firstSubnet}, map[string]any{"subnetId": "subnet-0bbbbbbbbbbbbbbb1"}}),
			[]string{"SubnetIDs: " + firstSubnet + " shares route table rtb-first with subnet-0bbbbbbbbbbbbbbb1, where the endpoint does not stand; " +
				"give it a table of its own"}},
		"one table for both": {byGroup, nothing, set(tableLookUp+" "+secondSubnet, "routeTableId", "rtb-first"),
			[]string{"SubnetIDs: " + secondSubnet + " shares route table rtb-first with another of the endpoint's subnets; give each a table of its own"}},
		"the group and the subnets": {byDatabase, func(a *endpoint.ExistingArgs) { a.Reference.SecurityGroupID = otherGroup }, gone(tableLookUp + " " + firstSubnet),
			[]string{
				"SecurityGroupID: " + otherGroup + " is not one that the endpoint carries (" + endpointGroup + ")",
				"SubnetIDs: " + firstSubnet + " has no route table of its own, only the VPC's main one, which serves other subnets too; give it one: " +
					"no answer to the look-up " + tableLookUp,
			}},
	} {
		t.Run(name, func(t *testing.T) {
			recorder, args := standing(), test.args()
			test.changed(args)
			test.world(recorder.Answers)
			refused := refusal(t, recorder, "legacy", args)
			assert.Equal(t, strings.Join(test.want, "\n"), refused)
		})
	}
	assert.Equal(t, `name: "Legacy--1" is not one; use small letters, digits and single hyphens, such as legacy-orders`,
		refusal(t, standing(), "Legacy--1", byGroup()))
	assert.Contains(t, refusal(t, standing(), "legacy", nil), "Database: is missing; name a database, a load balancer, or a security group")
}

// refusal is the error of a look-up that must be refused, before anything is registered.
func refusal(t *testing.T, recorder *componenttest.Recorder, name string, args *endpoint.ExistingArgs) string {
	t.Helper()
	var refused error
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		_, refused = endpoint.FindExisting(ctx, name, args)
		return nil
	}))
	assert.Empty(t, recorder.All())
	require.Error(t, refused)
	return refused.Error()
}
