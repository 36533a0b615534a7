package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
)

func peeringCases() []cloudtest.Case {
	options := map[string]any{"allowRemoteVpcDnsResolution": true}
	return []cloudtest.Case{
		{
			Token: peeringToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				return inputs{"vpcId": in(c).vpc("room", "10.20.0.0/16"), "peerVpcId": in(c).vpc("production", "10.10.0.0/16")}
			},
			Changed: func(valid inputs) inputs { return valid.With(inputs{"autoAccept": true}) },
			Bad: []cloudtest.Bad{
				{Rule: "no overlap", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					return valid.With(inputs{"peerVpcId": in(c).vpc("twin", "10.20.128.0/17")})
				}, Says: "unexpected state 'failed'"},
				{Rule: "not with itself", Inputs: func(_ *cloudtest.Cloud, valid inputs) inputs {
					return valid.With(inputs{"peerVpcId": valid["vpcId"]})
				}, Says: "must be another one"},
				{Rule: "peer exists", Inputs: cloudtest.Set(inputs{"peerVpcId": "vpc-0"}), Says: "InvalidVpcID.NotFound"},
				{Rule: "peer in the account named", Inputs: cloudtest.Set(inputs{"peerOwnerId": "210987654321"}), Says: "is not in account 210987654321"},
				{Rule: "not twice", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					c.Create(peeringToken, "back", inputs{"vpcId": valid["peerVpcId"], "peerVpcId": valid["vpcId"]})
					return valid
				}, Says: "VpcPeeringConnectionAlreadyExists"},
				{Rule: "options of an active connection", Inputs: cloudtest.Set(inputs{"requester": options}), Says: "is not active"},
				{Rule: "no acceptance across regions", Inputs: cloudtest.Set(inputs{"autoAccept": true, "peerRegion": "eu-west-1"}), Says: "autoAccept cannot be true"},
			},
		},
		{
			Token: accepterToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				connection, _, _ := in(c).peering(false)
				return inputs{"vpcPeeringConnectionId": connection, "autoAccept": true}
			},
			Changed: func(valid inputs) inputs { return valid.With(inputs{"accepter": options}) },
			Bad: []cloudtest.Bad{
				{Rule: "connection exists", Inputs: cloudtest.Set(inputs{"vpcPeeringConnectionId": "pcx-0"}), Says: "InvalidVpcPeeringConnectionID.NotFound"},
				{Rule: "options only when accepted", Inputs: cloudtest.Set(inputs{"autoAccept": nil, "accepter": options}), Says: "is not active"},
			},
		},
		{
			Token: optionsToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				connection, _, _ := in(c).peering(true)
				return inputs{"vpcPeeringConnectionId": connection, "requester": options}
			},
			Changed: func(valid inputs) inputs { return valid.With(inputs{"accepter": options}) },
			Bad: []cloudtest.Bad{
				{Rule: "active connection", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					third := in(c).vpc("third", "10.30.0.0/16")
					waiting := c.Create(peeringToken, "waiting", inputs{"vpcId": third, "peerVpcId": in(c).vpc("fourth", "10.40.0.0/16")})
					return valid.With(inputs{"vpcPeeringConnectionId": waiting.ID})
				}, Says: "Peering options can be added only to active peerings"},
			},
		},
	}
}

// The room asks from its own account; production, in another, answers.
func TestPeeringAcrossAccounts(t *testing.T) {
	room := empty(t)
	production := world{room.Provider(inputs{"region": cloudtest.Region, "assumeRole": map[string]any{
		"roleArn": "arn:aws:iam::210987654321:role/deploy",
	}})}
	theirs := production.vpc("production", "10.10.0.0/16")
	ours := room.vpc("room", "10.20.0.0/16")
	request := room.Create(peeringToken, "door", inputs{"vpcId": ours, "peerVpcId": theirs, "peerOwnerId": "210987654321"})

	_, err := room.TryCreate(accepterToken, "own", inputs{"vpcPeeringConnectionId": request.ID, "autoAccept": true})
	require.ErrorContains(t, err, "cannot accept peering")
	accepted := production.Create(accepterToken, "door", inputs{"vpcPeeringConnectionId": request.ID, "autoAccept": true})
	assert.Equal(t, []string{theirs, ours, "123456789012"},
		[]string{accepted.Text("vpcId"), accepted.Text("peerVpcId"), accepted.Text("peerOwnerId")}, "seen from the accepter's side")
	assert.Equal(t, "active", request.Read().Text("acceptStatus"))

	terminals := room.group(ours, "terminals")
	production.Create(ingressToken, "postgres", inputs{
		"securityGroupId": production.group(theirs, "database"), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432,
		"referencedSecurityGroupId": "123456789012/" + terminals,
	})

	require.NoError(t, request.Delete())
	assert.Nil(t, accepted.Read(), "the connection is gone for both")
}

func TestGroupsAreNotReferredToAcrossRegions(t *testing.T) {
	tokyo := empty(t)
	osaka := world{tokyo.Provider(inputs{"region": "ap-northeast-3"})}
	ours, theirs := tokyo.vpc("room", "10.20.0.0/16"), osaka.vpc("production", "10.10.0.0/16")
	request := tokyo.Create(peeringToken, "door", inputs{"vpcId": ours, "peerVpcId": theirs, "peerRegion": "ap-northeast-3"})
	osaka.Create(accepterToken, "door", inputs{"vpcPeeringConnectionId": request.ID, "autoAccept": true})
	_, err := osaka.TryCreate(ingressToken, "postgres", inputs{
		"securityGroupId": osaka.group(theirs, "database"), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432,
		"referencedSecurityGroupId": "123456789012/" + tokyo.group(ours, "terminals"),
	})
	require.ErrorContains(t, err, "InvalidGroup.NotFound")
}

// Each account sets its own side's options in its own region, and sees the other's.
func TestOptionsAcrossAccountsAndRegions(t *testing.T) {
	room := empty(t)
	production := world{room.Provider(inputs{"region": "eu-west-1", "assumeRole": map[string]any{
		"roleArn": "arn:aws:iam::210987654321:role/deploy",
	}})}
	theirs, ours := production.vpc("production", "10.10.0.0/16"), room.vpc("room", "10.20.0.0/16")
	request := room.Create(peeringToken, "door", inputs{"vpcId": ours, "peerVpcId": theirs, "peerOwnerId": "210987654321", "peerRegion": "eu-west-1"})
	resolve := map[string]any{"allowRemoteVpcDnsResolution": true}
	own := inputs{"vpcPeeringConnectionId": request.ID, "accepter": resolve}

	_, err := production.TryCreate(optionsToken, "early", own)
	require.ErrorContains(t, err, "Peering options can be added only to active peerings")
	production.Create(accepterToken, "door", inputs{"vpcPeeringConnectionId": request.ID, "autoAccept": true})
	_, err = room.TryCreate(optionsToken, "foreign", own)
	require.ErrorContains(t, err, "can only be set by account 210987654321 in eu-west-1")
	_, err = production.TryCreate(optionsToken, "foreign", inputs{"vpcPeeringConnectionId": request.ID, "requester": resolve})
	require.ErrorContains(t, err, "can only be set by account 123456789012")
	production.Create(optionsToken, "options", own)
	assert.Equal(t, "active", request.Read().Text("acceptStatus"))
}

func TestVpcStaysWhileItIsPeered(t *testing.T) {
	w := empty(t)
	connection, room, production := w.peering(true)
	for _, id := range []string{room, production} {
		require.ErrorContains(t, w.Import(vpcToken, id).Delete(), "DependencyViolation: "+id+" cannot be deleted while it is used by "+connection)
	}
}
