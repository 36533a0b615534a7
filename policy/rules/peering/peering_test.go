package peering_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/policy/finding"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/peering"
)

type p = policytest.P

// stacks are the two sides, to be changed by a case.
type stacks struct{ prod, room *policytest.Stack }

func fresh() stacks { return stacks{policytest.Production(), policytest.Room()} }

func check(resources []resource.Resource) []finding.Finding {
	return peering.Check(rule.NewInput(resource.Stack, resources, policytest.Baseline()))
}

func text(findings []finding.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.URN+": "+f.String())
	}
	return strings.Join(lines, "\n")
}

const (
	ingress    = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egress     = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	route      = "aws:ec2/route:Route"
	group      = "aws:ec2/securityGroup:SecurityGroup"
	connection = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
)

func TestCounterexampleNamesHops(t *testing.T) {
	s := fresh()
	s.prod.Add(ingress, "extra", p{"securityGroupId": s.prod.Get("orders-db-group").Ref(), "referencedSecurityGroupId": "sg-room-terminals-group",
		"ipProtocol": "tcp", "fromPort": 22, "toPort": 22})
	said := text(check(policytest.Deployed(s.prod, s.room)))
	assert.Contains(t, said, "10.20.32.4 → 10.10.32.4 tcp/22: terminal of hanako, keiko → route to 10.10.32.0/24 by peering connection peering (terminals-0-to-data-0)")
	assert.Contains(t, said, "→ ingress rule extra of group orders-db-group for tcp/22 → database orders-db")
}

// TestOneByOne: what a resource shows by itself is stopped before it is created, with nothing else in sight.
func TestOneByOne(t *testing.T) {
	good := append(policytest.Deployed(policytest.Production(), policytest.Room()), policytest.Previewed(policytest.Production(), policytest.Room())...)
	for i := range good {
		alone := good[i]
		alone.PropertyDependencies, alone.Dependencies = nil, nil
		assert.Empty(t, text(single(alone)), alone.URN)
	}
	for name, c := range map[string]struct {
		kind       string
		properties p
		want       string
	}{
		"wide route":          {route, p{"destinationCidrBlock": "10.0.0.0/8", "vpcPeeringConnectionId": "pcx-1"}, "is wider than"},
		"wide inline route":   {"aws:ec2/routeTable:RouteTable", p{"routes": []any{p{"cidrBlock": "10.10.0.0/16", "vpcPeeringConnectionId": "pcx-1"}}}, "is wider than"},
		"self-accepting":      {connection, p{"autoAccept": true, "peerOwnerId": "123456789012"}, "accepts itself"},
		"other account":       {connection, p{"peerOwnerId": "999999999999"}, "asks account"},
		"transit gateway":     {"aws:ec2transitgateway/transitGateway:TransitGateway", p{}, "transit gateway"},
		"transit route":       {route, p{"destinationCidrBlock": "10.0.0.0/8", "transitGatewayId": "tgw-1"}, "no rule can follow"},
		"other network":       {"aws:ec2/vpc:Vpc", p{"cidrBlock": "10.0.0.0/16"}, "the baseline knows"},
		"accepts an outsider": {"aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter", p{"peerOwnerId": "999999999999"}, "999999999999"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &policytest.Stack{Name: "any"}
			s.Add(c.kind, "one", c.properties)
			assert.Contains(t, text(single(policytest.Deployed(s)[0])), c.want)
		})
	}
}

func single(r resource.Resource) []finding.Finding {
	return peering.Check(rule.NewInput(resource.Single, []resource.Resource{r}, policytest.Baseline()))
}

func BenchmarkThousandResources(b *testing.B) {
	resources := large(1000)
	for b.Loop() {
		if findings := check(resources); len(findings) > 0 {
			b.Fatal(text(findings[:1]))
		}
	}
}

func BenchmarkFourThousandResources(b *testing.B) {
	resources := large(4000)
	for b.Loop() {
		check(resources)
	}
}

func BenchmarkOneResource(b *testing.B) {
	all := policytest.Deployed(policytest.Room())
	for b.Loop() {
		for i := range all {
			single(all[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/resource")
}

// large is both stacks and as many further production instances with groups and rules of their own as make n.
func large(n int) []resource.Resource {
	s := fresh()
	for i := 0; len(s.prod.Nodes)+len(s.room.Nodes) < n; i++ {
		own := s.prod.Add(group, fmt.Sprintf("g%d", i), p{"vpcId": s.prod.Get("production").Ref()})
		s.prod.Add(ingress, fmt.Sprintf("r%d", i), p{"securityGroupId": own.Ref(), "referencedSecurityGroupId": s.prod.Get("web").Ref(), "ipProtocol": "tcp", "fromPort": 80, "toPort": 80})
		s.prod.Add("aws:ec2/instance:Instance", fmt.Sprintf("i%d", i), p{"subnetId": s.prod.Get("data-0").Ref(), "vpcSecurityGroupIds": []any{own.Ref()}})
	}
	return policytest.Deployed(s.prod, s.room)
}

// BenchmarkManyRulesInOneGroup is a shape that a careless proof takes the square of: ten thousand rules in one group that a
// hundred instances carry.
func BenchmarkManyRulesInOneGroup(b *testing.B) {
	s := fresh()
	own := s.prod.Add(group, "many", p{"vpcId": s.prod.Get("production").Ref()})
	for i := range 10000 {
		s.prod.Add(ingress, fmt.Sprintf("m%d", i), p{"securityGroupId": own.Ref(), "cidrIpv4": fmt.Sprintf("10.10.%d.%d/32", 64+i/250, i%250),
			"ipProtocol": "tcp", "fromPort": 1 + i, "toPort": 65535 - i})
	}
	for i := range 100 {
		s.prod.Add("aws:ec2/instance:Instance", fmt.Sprintf("c%d", i), p{"subnetId": s.prod.Get("data-0").Ref(), "vpcSecurityGroupIds": []any{own.Ref()}})
	}
	resources := policytest.Deployed(s.prod, s.room)
	for b.Loop() {
		if findings := check(resources); len(findings) > 0 {
			b.Fatal(text(findings[:1]))
		}
	}
}
