package acceptance

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/baseline"
)

// What was deployed past the pack is found, though it breaks no other rule: a changed terminal, and a door shut by hand.
func TestDeployedPastThePack(t *testing.T) {
	t.Parallel()
	s := bothUp(t)
	result := verify(t, s)
	require.Zero(t, result.Code, result.Output)

	preview := s.Preview(room)
	require.Zero(t, preview.Code, preview.Output)
	const inForce = "secure-room policy: baseline "
	assert.Contains(t, preview.Output, inForce+baseline.Digest(), "a preview says which baseline it was judged by")
	s.EditConfig(room, "autoStopMinutes: 120", "autoStopMinutes: 60")
	preview = s.Preview(room)
	require.Zero(t, preview.Code, preview.Output)
	result = verify(t, s)
	require.Zero(t, result.Code, "a preview is no record of what was deployed: %s", result.Output)

	s.EditConfig(production, "  secure-room:rooms: [room]\n", "")
	for _, stack := range []string{room, production} {
		past := s.Command("env", "-u", "PULUMI_OPTION_POLICY_PACK", "pulumi", "up", "--yes", "-s", stack)
		require.Zero(t, past.Code, past.Output)
	}
	result = verify(t, s)
	assert.Equal(t, 1, result.Code, result.Output)
	assert.Contains(t, result.Output, "[deployed/differs]")
	assert.Contains(t, result.Output, "Its workspaceProperties is not as the pack saw it at ")
	assert.Contains(t, result.Output, "[deployed/gone]")
	assert.Contains(t, result.Output, peeringAccepter)
	assert.NotContains(t, result.Output, "[peering/")

	for _, stack := range []string{room, production} {
		// Its own preview is left out, so that what is read is the update's.
		result = s.Up(stack, "--skip-preview")
		require.Zero(t, result.Code, result.Output)
		assert.Contains(t, result.Output, inForce+baseline.Digest(), "so does an update")
	}
	result = verify(t, s)
	assert.Contains(t, result.Output, baseline.Digest())
	assert.Zero(t, result.Code, "what the pack has judged since counts: %s", result.Output)
}
