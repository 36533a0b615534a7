package production_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/programs/settings"
)

const annexStack = "organization/secure-room/annex"

// askedTwice is production with a second room, at the same peering look-up: the recorder knows one answer.
func askedTwice(block, terminals string) (*componenttest.Recorder, settings.Production) {
	recorder, s := asked(), config()
	s.Rooms = append(s.Rooms, settings.Stack{Name: "annex", Reference: annexStack})
	annex := map[string]any{}
	for key, value := range recorder.StackOutputs[roomStack]["room"].(map[string]any) {
		annex[key] = value
	}
	annex["cidr"], annex["terminalSubnetCidrs"], annex["terminalSecurityGroupId"] = block, []any{terminals}, "sg-0aaaaaaaaaaaaaaa1"
	recorder.StackOutputs[annexStack] = map[string]any{"room": annex}
	return recorder, s
}

func TestRoomsMustNotOverlap(t *testing.T) {
	recorder, s := askedTwice("10.20.0.0/17", "10.20.32.0/24")
	assert.ErrorContains(t, run(recorder, s), "Neighbours: 10.20.0.0/16 of stack "+roomStack+" overlaps 10.20.0.0/17 of stack "+annexStack)
	assert.Empty(t, recorder.Names("awsx:ec2:Vpc"))
}

// A request that another room made is not accepted in this one's name.
func TestRoomsCannotShareARequest(t *testing.T) {
	recorder, s := askedTwice("10.21.0.0/16", "10.21.32.0/24")
	assert.ErrorContains(t, run(recorder, s), "comes from block 10.20.0.0/16, and the room says it is 10.21.0.0/16; it is not accepted")
}

// The door opens to the room that asked this stack, and to no other that asks elsewhere.
func TestRequestsToOthersAreNotOurs(t *testing.T) {
	recorder, s := askedTwice("10.21.0.0/16", "10.21.32.0/24")
	recorder.StackOutputs[annexStack]["room"].(map[string]any)["peerings"] = []any{
		map[string]any{"production": "organization/secure-room/stock", "peeringConnectionId": "pcx-0eeeeeeeeeeeeeeef"}}
	require.NoError(t, run(recorder, s))
	opened := door(recorder)
	assert.Contains(t, opened, "room-to-orders-db")
	assert.False(t, slices.Contains(opened, "annex-to-orders-db"))
}
