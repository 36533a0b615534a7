package peering_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/policy/baseline"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/peering"
)

// withExisting approves an endpoint that stands already, of which production's stack holds neither group nor table.
func withExisting() *baseline.Baseline {
	b := policytest.Baseline()
	b.Productions[0].Endpoints = append(b.Productions[0].Endpoints, baseline.Endpoint{Name: "legacy-orders", Protocol: "tcp", Port: 1521,
		Subnets: []string{"10.10.40.0/24"}, SecurityGroupID: "sg-0123456789abcdef0"})
	return b
}

func TestExistingEndpoints(t *testing.T) {
	for name, test := range map[string]struct {
		rule, route p
		kind        string
		baseline    *baseline.Baseline
		// want is part of a finding; empty for what is accepted.
		want string
	}{
		"terminals, the port, a terminals' subnet": {nil, nil, ingress, withExisting(), ""},
		"the account form":                         {p{"referencedSecurityGroupId": "123456789012/sg-room-terminals-group"}, nil, ingress, withExisting(), ""},
		"not in the baseline":                      {nil, nil, ingress, policytest.Baseline(), "nor of an existing endpoint that the baseline approves"},
		"a table without approval":                 {nil, nil, ingress, policytest.Baseline(), "which is not a table of this stack"},
		"another group":                            {p{"securityGroupId": "sg-0fedcba987654321f"}, nil, ingress, withExisting(), "nor of an existing endpoint"},
		"another port":                             {p{"fromPort": 22, "toPort": 22}, nil, ingress, withExisting(), "lets tcp/22 in to the existing endpoint legacy-orders"},
		"more ports":                               {p{"toPort": 1522}, nil, ingress, withExisting(), "is not approved"},
		"addresses":                                {p{"referencedSecurityGroupId": nil, "cidrIpv4": "10.20.32.0/24"}, nil, ingress, withExisting(), "lets addresses 10.20.32.0/24 in"},
		"anybody":                                  {p{"referencedSecurityGroupId": nil, "cidrIpv4": "0.0.0.0/0"}, nil, ingress, withExisting(), "only the terminals' security group is approved"},
		"another account":                          {p{"referencedSecurityGroupId": "999999999999/sg-1"}, nil, ingress, withExisting(), "another account"},
		"production's own web tier":                {p{"referencedSecurityGroupId": "sg-prod-web"}, nil, ingress, withExisting(), "not the terminals' alone"},
		"a way out":                                {nil, nil, egress, withExisting(), "only terminals' way in is approved"},
		"a route to all of the room":               {nil, p{"destinationCidrBlock": "10.20.0.0/16"}, ingress, withExisting(), "is wider than"},
	} {
		t.Run(name, func(t *testing.T) {
			s := policytest.Production()
			properties := p{"securityGroupId": "sg-0123456789abcdef0", "referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "tcp",
				"fromPort": 1521, "toPort": 1521}
			for key, value := range test.rule {
				properties[key] = value
			}
			way := p{"routeTableId": "rtb-0123456789abcdef0", "destinationCidrBlock": "10.20.32.0/24", "vpcPeeringConnectionId": s.Get("door").Ref()}
			for key, value := range test.route {
				way[key] = value
			}
			s.Add(test.kind, "legacy-orders", properties)
			s.Add(route, "legacy-orders-back", way)
			found := text(peering.Check(rule.NewInput(resource.Stack, policytest.Deployed(s), test.baseline)))
			if test.want == "" {
				assert.Empty(t, found)
			} else {
				assert.Contains(t, found, test.want)
			}
		})
	}
}
