package acceptance

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The whole life of a room: up, unchanged, opened, proved, shut by production alone, taken down, and up again.
func TestLife(t *testing.T) {
	t.Parallel()
	s := stacks(t)

	output := up(t, s, production)
	assert.Contains(t, output, "door stays shut", "production says that no room has asked yet")
	assert.Zero(t, count(types(s, production), peeringAccepter))
	own := count(types(s, production), ingressRule) // the web tier's

	up(t, s, room) // before the door is open
	assert.Equal(t, 3, count(types(s, room), workspace), "one terminal for each user")

	up(t, s, production)
	assert.Equal(t, 1, count(types(s, production), peeringAccepter))
	assert.Equal(t, own+1, count(types(s, production), ingressRule), "the door is one rule")

	// Before the refresh, which writes into the state what AWS has added since the pack saw it.
	proved := verify(t, s)
	assert.Zero(t, proved.Code, proved.Output)

	for _, stack := range []string{production, room} {
		result := s.Preview(stack, "--expect-no-changes")
		assert.Zero(t, result.Code, result.Output)
		result = s.Refresh(stack, "--expect-no-changes")
		assert.Zero(t, result.Code, result.Output)
	}

	s.EditConfig(production, "  secure-room:rooms: [room]\n", "")
	up(t, s, production)
	assert.Zero(t, count(types(s, production), peeringAccepter), "production alone shuts the door")
	assert.Equal(t, own, count(types(s, production), ingressRule))

	for _, stack := range []string{room, production} {
		result := s.Destroy(stack)
		require.Zero(t, result.Code, result.Output)
		assert.Empty(t, s.Deployment(stack).Resources)
	}
	up(t, s, production)
}

// Secrets stay encrypted in what Pulumi keeps and prints.
func TestAdminPasswordIsNeverInClear(t *testing.T) {
	t.Parallel()
	s := productionUp(t)
	const password = "Plum-Orbit-42-Velvet-Canyon" // for this test only; nothing uses it elsewhere
	result := s.Pulumi("config", "set", "--secret", "secure-room:adminPassword", password, "-s", room)
	require.Zero(t, result.Code, result.Output)

	output := up(t, s, room)
	assert.NotContains(t, output, password)
	exported := s.Pulumi("stack", "export", "-s", room)
	require.Zero(t, exported.Code, exported.Output)
	assert.NotContains(t, exported.Output, password)
	dump := s.Command("grep", "-rlF", password, s.AWS)
	assert.Equal(t, 1, dump.Code, "the local AWS keeps the password in clear: %s", dump.Output)
	outputs := s.Pulumi("stack", "output", "-s", room, "--json")
	assert.NotContains(t, outputs.Output, password)
}
