package perimeter_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/finding"
	"secure-room/policy/policytest"
	"secure-room/policy/policytest/rewrite"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/perimeter"
)

type p = policytest.P

func check(scope resource.Scope, resources []resource.Resource) []finding.Finding {
	return perimeter.Family().Check(rule.NewInput(scope, resources, policytest.Baseline()))
}

func leak(room *policytest.Stack, table, property string, target any) {
	room.Add("aws:ec2/route:Route", "leak", p{"routeTableId": room.Get(table).Ref(), "destinationCidrBlock": "0.0.0.0/0", property: target})
}

func TestPerimeter(t *testing.T) {
	for name, c := range map[string]struct {
		change func(room *policytest.Stack)
		want   string
	}{
		"good":                             {func(*policytest.Stack) {}, ""},
		"terminals by NAT":                 {func(s *policytest.Stack) { leak(s, "terminals-0-table", "natGatewayId", s.Get("nat").Ref()) }, "Terminals' subnet terminals-0"},
		"terminals by an internet gateway": {func(s *policytest.Stack) { leak(s, "terminals-1-table", "gatewayId", "igw-1") }, "Terminals' subnet terminals-1"},
		"part of the internet": {func(s *policytest.Stack) {
			leak(s, "terminals-1-table", "gatewayId", "igw-1")
			s.Get("leak").Set("destinationCidrBlock", "8.8.8.8/32")
		}, "8.8.8.8/32"},
		"terminals by IPv6":                {func(s *policytest.Stack) { leak(s, "terminals-0-table", "egressOnlyGatewayId", "eigw-1") }, "egress-only"},
		"the directory by NAT":             {func(s *policytest.Stack) { leak(s, "directory-0-table", "natGatewayId", s.Get("nat").Ref()) }, "directory controller"},
		"the proxy by an internet gateway": {func(s *policytest.Stack) { leak(s, "proxy-0-table", "gatewayId", "igw-1") }, "service proxy"},
		"the proxy with a public address":  {func(s *policytest.Stack) { publicProxy(s) }, "public address"},
		"terminals' subnet on the main table": {func(s *policytest.Stack) {
			s.Remove("terminals-0-association")
			s.Add("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "main", p{"vpcId": s.Get("room").Ref(), "routeTableId": s.Get("proxy-0-table").Ref()})
		}, "Terminals' subnet terminals-0"},
		"a management instance in the proxy's subnet": {func(s *policytest.Stack) {
			s.Add("aws:ec2/instance:Instance", "management", p{"subnetId": s.Get("proxy-0").Ref(), "vpcSecurityGroupIds": []any{s.Get("proxy-group").Ref()}})
		}, "instance management"},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(20) {
				s := policytest.Room()
				c.change(s)
				if seed > 0 {
					s = rewrite.Of(seed, s)[0]
				}
				for form, resources := range map[string][]resource.Resource{"deployed": policytest.Deployed(s), "previewed": policytest.Previewed(s)} {
					findings := check(resource.Stack, resources)
					if c.want == "" {
						require.Empty(t, findings, "%s, rewrite %d", form, seed)
						continue
					}
					require.NotEmpty(t, findings, "%s, rewrite %d", form, seed)
					if seed == 0 {
						assert.Contains(t, fmt.Sprint(findings), c.want)
					}
				}
			}
		})
	}
	assert.Empty(t, check(resource.Stack, policytest.Deployed(policytest.Production())), "production's own web tier is its own affair")
}

func publicProxy(s *policytest.Stack) {
	for _, n := range s.Nodes {
		if n.Type == "aws:ecs/service:Service" {
			n.Properties["networkConfiguration"].(p)["assignPublicIp"] = true
		}
	}
}
