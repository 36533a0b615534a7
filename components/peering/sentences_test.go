package peering

import (
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/stretchr/testify/assert"

	"secure-room/components/componenttest"
)

func TestEachSentenceOfARequest(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*RequestArgs)
		want   string
	}{
		"no network":    {func(a *RequestArgs) { a.Network = nil }, "Network and Production: both must be given"},
		"no production": {func(a *RequestArgs) { a.Production = nil }, "Network and Production: both must be given"},
		"overlap": {func(a *RequestArgs) { a.Production.CIDR = netip.MustParsePrefix("10.20.128.0/17") },
			"Network: its block 10.20.0.0/16 overlaps 10.20.128.0/17 of production; give each network a block of its own"},
		"no terminals": {func(a *RequestArgs) { a.Terminals = nil }, "Terminals: there are none; name the subnets that terminals stand in"},
		"no group": {func(a *RequestArgs) { a.TerminalSecurityGroupID = nil },
			"TerminalSecurityGroupID: is missing; give the terminals' security group"},
	} {
		t.Run(name, func(t *testing.T) {
			args := request(t)
			assert.NoError(t, args.check())
			c.change(args)
			assert.EqualError(t, args.check(), c.want)
		})
	}
}

func TestEachSentenceOfAnAcceptance(t *testing.T) {
	needs := `Exposed: "orders-db" needs subnets, a security group and a port, 1 to 65535`
	for name, c := range map[string]struct {
		change func(*AcceptanceArgs)
		want   string
	}{
		"no network": {func(a *AcceptanceArgs) { a.Network = nil }, "Network and Room: both must be given"},
		"no room":    {func(a *AcceptanceArgs) { a.Room = nil }, "Network and Room: both must be given"},
		"overlap": {func(a *AcceptanceArgs) { a.Room.CIDR = netip.MustParsePrefix("10.0.0.0/8") },
			"Network: its block 10.10.0.0/16 overlaps 10.0.0.0/8 of the room; give each network a block of its own"},
		"not asked": {func(a *AcceptanceArgs) { a.PeeringConnectionID = "" },
			"PeeringConnectionID: is missing; the room has to request a peering first"},
		"nothing exposed": {func(a *AcceptanceArgs) { a.Exposed = nil },
			"Exposed: there are no endpoints; a room is let in to at least one"},
		"no subnets":    {func(a *AcceptanceArgs) { a.Exposed[0].Subnets = nil }, needs},
		"no group":      {func(a *AcceptanceArgs) { a.Exposed[0].SecurityGroupID = nil }, needs},
		"port 0":        {func(a *AcceptanceArgs) { a.Exposed[0].Port = 0 }, needs},
		"port 65536":    {func(a *AcceptanceArgs) { a.Exposed[0].Port = 65536 }, needs},
		"all protocols": {func(a *AcceptanceArgs) { a.Exposed[0].Protocol = "-1" }, `Exposed: "orders-db" has protocol "-1"; use tcp or udp`},
	} {
		t.Run(name, func(t *testing.T) {
			args := acceptance(t)
			assert.NoError(t, args.check())
			c.change(args)
			assert.EqualError(t, args.check(), c.want)
		})
	}
}

func TestEachSentenceAboutWhoAsks(t *testing.T) {
	const id = "pcx-0eeeeeeeeeeeeeeee "
	for name, c := range map[string]struct {
		change func(*ec2.LookupVpcPeeringConnectionResult)
		want   string
	}{
		"account": {func(r *ec2.LookupVpcPeeringConnectionResult) { r.OwnerId = "999999999999" },
			"comes from account 999999999999, and the room says it is 123456789012; it is not accepted"},
		"region": {func(r *ec2.LookupVpcPeeringConnectionResult) { r.Region = "us-east-1" },
			"comes from region us-east-1, and the room says it is ap-northeast-1; it is not accepted"},
		"VPC": {func(r *ec2.LookupVpcPeeringConnectionResult) { r.VpcId = "vpc-09999999999999999" },
			"comes from VPC vpc-09999999999999999, and the room says it is vpc-0dddddddddddddddd; it is not accepted"},
		"block": {func(r *ec2.LookupVpcPeeringConnectionResult) { r.CidrBlock = "10.99.0.0/16" },
			"comes from block 10.99.0.0/16, and the room says it is 10.20.0.0/16; it is not accepted"},
		"account asked": {func(r *ec2.LookupVpcPeeringConnectionResult) { r.PeerOwnerId = "999999999999" },
			"asks account 999999999999, and production is in 123456789012; deploy the room again"},
		"region asked": {func(r *ec2.LookupVpcPeeringConnectionResult) { r.PeerRegion = "us-east-1" },
			"asks region us-east-1, and production is in ap-northeast-1; deploy the room again"},
		"expired": {func(r *ec2.LookupVpcPeeringConnectionResult) { r.Status = "expired" },
			"is expired; refresh and deploy the room to request a new peering"},
	} {
		t.Run(name, func(t *testing.T) {
			args := acceptance(t)
			asked := &ec2.LookupVpcPeeringConnectionResult{Status: "pending-acceptance", OwnerId: componenttest.AccountID,
				VpcId: "vpc-0dddddddddddddddd", CidrBlock: "10.20.0.0/16", Region: componenttest.Region,
				PeerOwnerId: componenttest.AccountID, PeerRegion: componenttest.Region}
			assert.NoError(t, args.checkAsker(asked))
			c.change(asked)
			assert.EqualError(t, args.checkAsker(asked), id+c.want)
		})
	}
}
