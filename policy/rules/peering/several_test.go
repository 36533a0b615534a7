package peering_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/baseline"
	"secure-room/policy/policytest"
	"secure-room/policy/policytest/rewrite"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/peering"
)

const otherAccount = "210987654321"

// rewrites is how many equivalent forms of each case must get the same verdict.
const rewrites = 20

// far moves production into another account and region, in the baseline and in the stacks.
func far(b *baseline.Baseline, s stacks) {
	b.Productions[0].AccountID, b.Productions[0].Region = otherAccount, "eu-west-1"
	s.room.Get("peering").Set("peerOwnerId", otherAccount).Set("peerRegion", "eu-west-1")
	s.prod.Remove("terminals-to-orders-db")
	for _, subnet := range []string{"10.20.32.0/24", "10.20.33.0/24"} {
		s.prod.Add(ingress, "from-"+subnet, p{"securityGroupId": s.prod.Get("orders-db-group").Ref(), "cidrIpv4": subnet,
			"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	}
}

// apart moves production into another account alone.
func apart(b *baseline.Baseline, s stacks) {
	b.Productions[0].AccountID = otherAccount
	s.room.Get("peering").Set("peerOwnerId", otherAccount)
	s.prod.Get("terminals-to-orders-db").Set("referencedSecurityGroupId", "123456789012/sg-room-terminals-group")
}

// more approves a second room for production and a second production for the room.
func more(b *baseline.Baseline, s stacks) {
	b.Rooms = append(b.Rooms, baseline.Room{Network: baseline.Network{Name: "annex", AccountID: "123456789012", CIDR: "10.21.0.0/16"},
		TerminalSubnets: []string{"10.21.32.0/24"}})
	b.Productions[0].Rooms = append(b.Productions[0].Rooms, "annex")
	b.Productions = append(b.Productions, baseline.Production{Network: baseline.Network{Name: "stock", AccountID: otherAccount, CIDR: "10.11.0.0/16"},
		Rooms: []string{"room"}, Endpoints: []baseline.Endpoint{{Name: "orders-db", Protocol: "tcp", Port: 5432, Subnets: []string{"10.11.32.0/24"}}}})
	s.room.Add(connection, "stock", p{"vpcId": s.room.Get("room").Ref(), "peerVpcId": "vpc-stock", "peerOwnerId": otherAccount})
	peerRoute(s.room, "to-stock", "terminals-0-table", "10.11.32.0/24", "stock")
	s.prod.Add("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter", "annex", p{"vpcPeeringConnectionId": "pcx-annex", "autoAccept": true}).ID = "pcx-annex"
	peerRoute(s.prod, "to-annex", "data-0-table", "10.21.32.0/24", "annex")
	s.prod.Add(ingress, "annex-to-orders-db", p{"securityGroupId": s.prod.Get("orders-db-group").Ref(), "referencedSecurityGroupId": "sg-annex-terminals",
		"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
}

// then does one change after the other.
func then(changes ...func(*baseline.Baseline, stacks)) func(*baseline.Baseline, stacks) {
	return func(b *baseline.Baseline, s stacks) {
		for _, change := range changes {
			change(b, s)
		}
	}
}

func change(change func(s stacks)) func(*baseline.Baseline, stacks) {
	return func(_ *baseline.Baseline, s stacks) { change(s) }
}

// letIn adds a rule of the database's.
func letIn(properties p) func(*baseline.Baseline, stacks) {
	return change(func(s stacks) {
		rule := p{"securityGroupId": s.prod.Get("orders-db-group").Ref(), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}
		for key, value := range properties {
			rule[key] = value
		}
		s.prod.Add(ingress, "extra", rule)
	})
}

// TestSeveral: each case stands beside the nearest one with the other verdict. Without want it is accepted.
func TestSeveral(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*baseline.Baseline, stacks)
		want   string
	}{
		"another account and region":          {far, ""},
		"all of the room from another region": {then(far, letIn(p{"cidrIpv4": "10.20.0.0/16"})), "only 10.20.32.0/23 for tcp/5432 is approved"},
		"another port from another region":    {then(far, letIn(p{"cidrIpv4": "10.20.32.0/24", "fromPort": 22, "toPort": 22})), "lets in the room's addresses"},
		"a group from another region":         {then(far, letIn(p{"referencedSecurityGroupId": "123456789012/sg-room-terminals-group"})), "in the same region"},
		"addresses from another account":      {then(apart, letIn(p{"cidrIpv4": "10.20.32.0/24"})), "only the terminals' security group"},
		"a group from another account":        {apart, ""},
		"a group of another account, unsaid":  {then(apart, letIn(p{"referencedSecurityGroupId": "sg-room-terminals-group"})), "names group"},
		"a region that is not approved":       {then(far, change(func(s stacks) { s.room.Get("peering").Set("peerRegion", "us-east-1") })), "asks region"},
		"the region left out":                 {then(far, change(func(s stacks) { s.room.Get("peering").Set("peerRegion", nil) })), "names no peerRegion"},
		"the account left out":                {then(far, change(func(s stacks) { s.room.Get("peering").Set("peerOwnerId", nil) })), "names no peerOwnerId"},
		"the same region, said":               {change(func(s stacks) { s.room.Get("peering").Set("peerRegion", "ap-northeast-1") }), ""},
		"addresses on an unattached group":    {then(far, unattached), "nothing that the rules know carries it"},
		"two rooms and two productions":       {more, ""},
		"a third peering": {then(more, change(func(s stacks) {
			s.room.Add(connection, "third", p{"vpcId": s.room.Get("room").Ref(), "peerVpcId": "vpc-3", "peerOwnerId": otherAccount})
		})), "second one"},
		"a third acceptance": {then(more, change(func(s stacks) {
			s.prod.Add("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter", "third", p{"vpcPeeringConnectionId": "pcx-3", "autoAccept": true})
		})), "second peering"},
		"a room that is not let in":            {then(more, func(b *baseline.Baseline, _ stacks) { b.Productions[0].Rooms = []string{"room"} }), "is wider than"},
		"a production that does not let it in": {then(more, func(b *baseline.Baseline, _ stacks) { b.Productions[1].Rooms = []string{"annex"} }), "asks account"},
		"one room routed to the other":         {then(more, change(func(s stacks) { peerRoute(s.room, "extra", "terminals-0-table", "10.21.32.0/24", "peering") })), "is wider than"},
		"a second database behind two rooms":   {then(more, secondDatabase), "no further endpoint"},
		"the room's names do not, said":        {change(func(s stacks) { s.room.Get("peering").Set("requester", p{"allowRemoteVpcDnsResolution": false}) }), ""},
		"an option that nobody knows":          {change(func(s stacks) { s.prod.Get("door").Set("accepter", p{"allowVpcToRemoteClassicLink": true}) }), "allowVpcToRemoteClassicLink"},
		"options that cannot be read":          {change(func(s stacks) { s.prod.Get("door").Set("requester", "on") }), "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(rewrites) {
				b, s := policytest.Baseline(), fresh()
				c.change(b, s)
				if seed > 0 {
					rewritten := rewrite.Of(seed, s.prod, s.room)
					s.prod, s.room = rewritten[0], rewritten[1]
				}
				said, alone := "", ""
				for _, resources := range [][]resource.Resource{policytest.Deployed(s.prod, s.room), policytest.Deployed(s.prod), policytest.Deployed(s.room),
					policytest.Previewed(s.prod), policytest.Previewed(s.room)} {
					found := text(peering.Check(rule.NewInput(resource.Stack, resources, b)))
					if said == "" {
						said = found
					} else {
						alone += found
					}
				}
				if c.want == "" {
					require.Empty(t, said+alone, "rewrite %d", seed)
					continue
				}
				require.NotEmpty(t, said, "together, rewrite %d", seed)
				require.NotEmpty(t, alone, "alone, rewrite %d", seed)
				if seed == 0 {
					assert.Contains(t, said+alone, c.want)
				}
			}
		})
	}
}

// unattached lets the terminals' addresses in to a group that nothing carries.
func unattached(_ *baseline.Baseline, s stacks) {
	own := s.prod.Add(group, "spare", p{"vpcId": s.prod.Get("production").Ref()})
	s.prod.Add(ingress, "extra", p{"securityGroupId": own.Ref(), "cidrIpv4": "10.20.32.0/24", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
}

// secondDatabase puts one behind the first one's group.
func secondDatabase(_ *baseline.Baseline, s stacks) {
	s.prod.Add("aws:rds/instance:Instance", "customers", p{"dbSubnetGroupName": "orders-db", "vpcSecurityGroupIds": []any{s.prod.Get("orders-db-group").Ref()}})
}

func peerRoute(s *policytest.Stack, name, table, to, by string) {
	s.Add(route, name, p{"routeTableId": s.Get(table).Ref(), "destinationCidrBlock": to, "vpcPeeringConnectionId": s.Get(by).Ref()})
}
