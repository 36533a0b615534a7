package graph_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/graph"
	"secure-room/policy/index"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
)

type p = policytest.P

// forms are the same stacks as deployed and as a first preview shows them.
func forms(stacks ...*policytest.Stack) map[string][]resource.Resource {
	return map[string][]resource.Resource{"deployed": policytest.Deployed(stacks...), "previewed": policytest.Previewed(stacks...)}
}

func find(t *testing.T, g *graph.Graph, kind graph.Kind) *graph.Interface {
	t.Helper()
	for _, i := range g.Interfaces {
		if i.Kind == kind {
			return i
		}
	}
	require.Fail(t, "no interface", kind)
	return nil
}

func TestReferencesResolveBeforeAnythingExists(t *testing.T) {
	for form, resources := range forms(policytest.Room()) {
		t.Run(form, func(t *testing.T) {
			g := graph.Build(index.New(resources, resource.Stack))
			require.Len(t, g.VPCs, 1)
			for _, s := range g.Subnets {
				assert.Same(t, g.VPCs[0], s.VPC)
				require.Len(t, s.Tables, 1, s.Resource.Name)
				assert.Equal(t, s.Resource.Name+"-table", s.Tables[0].Resource.Name)
			}
			terminals := find(t, g, graph.Terminal)
			assert.Equal(t, []string{"hanako", "keiko"}, terminals.Users)
			assert.Equal(t, "terminal of hanako, keiko", terminals.Name())
			assert.Len(t, terminals.Subnets, 2)
			assert.Len(t, terminals.Groups, 2, "the custom group and AWS's own")
			assert.True(t, terminals.SubnetsKnown)
			assert.Len(t, find(t, g, graph.Service).Groups, 1)
			assert.True(t, find(t, g, graph.Controller).Groups[0].Implicit)
		})
	}
}

func TestDatabaseStandsInItsSubnetGroup(t *testing.T) {
	for form, resources := range forms(policytest.Production()) {
		t.Run(form, func(t *testing.T) {
			database := find(t, graph.Build(index.New(resources, resource.Stack)), graph.Database)
			assert.Equal(t, "10.10.32.0/23", database.Addresses().Prefixes()[0].String())
			assert.True(t, database.SubnetsKnown)
			require.Len(t, database.Groups[0].Rules, 1)
			assert.Equal(t, "tcp/5432", database.Groups[0].Rules[0].Services.String())
		})
	}
}

func TestSubnetWithoutAssociationUsesTheMainTable(t *testing.T) {
	s := policytest.Production()
	s.Remove("app-0-association")
	s.Add("aws:ec2/route:Route", "main-route", p{"routeTableId": p(nil), "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"})
	s.Get("main-route").Set("routeTableId", s.Get("production").Ref())
	for form, resources := range forms(s) {
		t.Run(form, func(t *testing.T) {
			g := graph.Build(index.New(resources, resource.Stack))
			for _, subnet := range g.Subnets {
				if subnet.Resource.Name == "app-0" {
					require.Len(t, subnet.Tables, 1)
					assert.Same(t, g.VPCs[0].Main, subnet.Tables[0])
					assert.Len(t, subnet.Tables[0].Routes, 1)
				}
			}
		})
	}
}

// A program can import the table that AWS has made with a VPC; what it routes, subnets without a table of their own do.
func TestMainTableThatIsImported(t *testing.T) {
	text := func(values map[string]string) property.Map {
		fields := map[string]property.Value{}
		for name, value := range values {
			fields[name] = property.New(value)
		}
		return property.NewMap(fields)
	}
	g := graph.Build(index.New([]resource.Resource{
		{URN: "vpc", Type: "aws:ec2/vpc:Vpc", Properties: text(map[string]string{"id": "vpc-1", "cidrBlock": "10.0.0.0/16", "mainRouteTableId": "rtb-1"})},
		{URN: "subnet", Type: "aws:ec2/subnet:Subnet", Properties: text(map[string]string{"id": "subnet-1", "vpcId": "vpc-1", "cidrBlock": "10.0.1.0/24"})},
		{URN: "table", Type: "aws:ec2/routeTable:RouteTable", Properties: text(map[string]string{"id": "rtb-1", "vpcId": "vpc-1"}).Set("routes",
			property.New([]property.Value{property.New(text(map[string]string{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}))}))},
		{URN: "route", Type: "aws:ec2/route:Route", Properties: text(map[string]string{"routeTableId": "rtb-1", "destinationCidrBlock": "10.1.0.0/16", "gatewayId": "igw-1"})},
	}, resource.Stack))
	require.Len(t, g.Subnets, 1)
	require.Len(t, g.Subnets[0].Tables, 1)
	assert.Len(t, g.Subnets[0].Tables[0].Routes, 2)
}

func TestOneOfSeveralCountsAsAll(t *testing.T) {
	s := policytest.Production()
	s.Add("aws:ec2/instance:Instance", "either", p{"subnetId": s.Get("app-0").Ref(),
		"vpcSecurityGroupIds": []any{s.Get("web").Ref(), s.Get("orders-db-group").Ref()}})
	g := graph.Build(index.New(policytest.Previewed(s), resource.Stack))
	for _, i := range g.Interfaces {
		if i.Owner.Name == "either" {
			assert.Len(t, i.Groups, 2)
		}
	}
}

func TestStacksJoinById(t *testing.T) {
	g := graph.Build(index.New(policytest.Deployed(policytest.Production(), policytest.Room()), resource.Stack))
	require.Len(t, g.Accepters, 1)
	connections := graph.Nodes[*graph.Connection](g, g.Accepters[0].Connection)
	require.Len(t, connections, 1)
	assert.Equal(t, "production", connections[0].PeerVPC.Text())
}

func TestRouteTargets(t *testing.T) {
	for property, want := range map[string]graph.Target{
		"gatewayId": graph.Internet, "natGatewayId": graph.NAT, "vpcPeeringConnectionId": graph.Peering, "transitGatewayId": graph.Transit,
		"networkInterfaceId": graph.Appliance, "vpcEndpointId": graph.ByEndpoint, "egressOnlyGatewayId": graph.EgressOnly,
		"carrierGatewayId": graph.Carrier, "localGatewayId": graph.LocalGateway, "coreNetworkArn": graph.CoreNetwork, "nothing": graph.UnknownTarget,
	} {
		s := &policytest.Stack{Name: "any"}
		s.Add("aws:ec2/route:Route", "one", p{"destinationCidrBlock": "10.0.0.0/8", property: "x-1"})
		s.Add("aws:ec2/routeTable:RouteTable", "table", p{"routes": []any{p{"cidrBlock": "10.0.0.0/8", property: "x-1", "gatewayId": map[bool]string{true: "x-1"}[property == "gatewayId"]}}})
		routes := graph.Build(index.New(policytest.Deployed(s), resource.Stack)).Routes
		require.Len(t, routes, 2, property)
		for _, r := range routes {
			assert.Equal(t, want, r.Target, property)
		}
	}
	for id, want := range map[string]graph.Target{"local": graph.Local, "vgw-1": graph.VirtualGateway, "vpce-1": graph.ByEndpoint, "igw-1": graph.Internet} {
		s := &policytest.Stack{Name: "any"}
		s.Add("aws:ec2/route:Route", "one", p{"destinationCidrBlock": "10.0.0.0/8", "gatewayId": id})
		assert.Equal(t, want, graph.Build(index.New(policytest.Deployed(s), resource.Stack)).Routes[0].Target, id)
	}
}

// TestThreeFormsOfOneRule: the same rule gives the same sets, however it is written.
func TestThreeFormsOfOneRule(t *testing.T) {
	s := &policytest.Stack{Name: "any"}
	peer := s.Add("aws:ec2/securityGroup:SecurityGroup", "peer", p{})
	inline := s.Add("aws:ec2/securityGroup:SecurityGroup", "inline", p{"ingress": []any{p{"protocol": "tcp", "fromPort": 1, "toPort": 9,
		"cidrBlocks": []any{"10.0.0.0/8"}, "securityGroups": []any{peer.Ref()}, "self": true}}})
	older := s.Add("aws:ec2/securityGroup:SecurityGroup", "older", p{})
	s.Add("aws:ec2/securityGroupRule:SecurityGroupRule", "older-rule", p{"type": "ingress", "securityGroupId": older.Ref(), "protocol": "6", "fromPort": 1, "toPort": 9,
		"cidrBlocks": []any{"10.0.0.0/8"}, "sourceSecurityGroupId": peer.Ref(), "self": true})
	single := s.Add("aws:ec2/securityGroup:SecurityGroup", "single", p{})
	for i, to := range []any{peer.Ref(), single.Ref(), nil} {
		rule := p{"securityGroupId": single.Ref(), "ipProtocol": "TCP", "fromPort": 1, "toPort": "9"}
		if to == nil {
			rule["cidrIpv4"] = "10.1.2.3/8"
		} else {
			rule["referencedSecurityGroupId"] = to
		}
		s.Add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", string(rune('a'+i)), rule)
	}
	for form, resources := range forms(s) {
		g := graph.Build(index.New(resources, resource.Stack))
		for _, name := range []string{inline.Name, older.Name, single.Name} {
			peers, addresses := map[string]bool{}, ""
			for _, group := range g.Groups {
				if group.Resource.Name != name {
					continue
				}
				for _, r := range group.Rules {
					assert.Empty(t, r.Problem, name)
					assert.Equal(t, "tcp/1-9", r.Services.String(), name)
					for _, f := range r.Peers {
						peers[f.Text()] = true
					}
					for _, block := range r.Addresses.Prefixes() {
						addresses += block.String()
					}
				}
			}
			assert.Equal(t, map[string]bool{"peer": true, name: true}, peers, form)
			assert.Equal(t, "10.0.0.0/8", addresses, form)
		}
	}
}

func TestUnknownRulesAreProblems(t *testing.T) {
	s := &policytest.Stack{Name: "any"}
	other := s.Add("aws:ec2/vpc:Vpc", "other", p{})
	for name, properties := range map[string]p{
		"protocol": {"cidrIpv4": "10.0.0.0/8"},
		"address":  {"ipProtocol": "-1", "cidrIpv4": other.Ref()},
		"port":     {"ipProtocol": "tcp", "fromPort": other.Ref(), "toPort": 9, "cidrIpv4": "10.0.0.0/8"},
		"list":     {"ipProtocol": "-1", "prefixListId": other.Ref()},
		"no block": {"ipProtocol": "-1", "cidrIpv4": "everywhere"},
	} {
		s.Add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name, properties)
	}
	for _, r := range graph.Build(index.New(policytest.Previewed(s), resource.Stack)).Rules {
		assert.NotEmpty(t, r.Problem, r.Declared.Name)
		assert.Equal(t, "all protocols and ports", r.Services.String(), r.Declared.Name)
	}
}

// TestManyBlocksOfOneRule would take minutes at a cost that grows with the square of their number.
func TestManyBlocksOfOneRule(t *testing.T) {
	var blocks []any
	for i := range 40_000 {
		blocks = append(blocks, fmt.Sprintf("11.%d.%d.%d/32", i/16384, i/64%256, i%64*2))
	}
	s := &policytest.Stack{Name: "any"}
	s.Add("aws:ec2/securityGroupRule:SecurityGroupRule", "many", p{"type": "ingress", "protocol": "-1", "cidrBlocks": blocks})
	start := time.Now()
	rules := graph.Build(index.New(policytest.Deployed(s), resource.Stack)).Rules
	assert.Less(t, time.Since(start), 10*time.Second)
	assert.Len(t, rules[0].Addresses.Ranges(), len(blocks))
}
