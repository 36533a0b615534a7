package acceptance

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A second room in one account adopts the role that the first has made, and is told so where its config does not say it.
func TestServiceRoleOfTheAccountIsAdopted(t *testing.T) {
	t.Parallel()
	s := productionUp(t)
	const setting, adopting = "    autoStopMinutes: 120\n", "    autoStopMinutes: 120\n    adoptServiceRole: true\n"

	s.EditConfig(room, setting, adopting)
	refused := s.Up(room)
	assert.NotZero(t, refused.Code)
	assert.Contains(t, refused.Output, "AdoptServiceRole: the account has no role workspaces_DefaultRole to adopt; set it to false")
	assert.Empty(t, made(s, room), "the preview has said so")

	s.EditConfig(room, adopting, setting)
	up(t, s, room)
	assert.Contains(t, made(s, room), "aws:iam/role:Role::room-workspaces-service")
	s.EditConfig(room, setting, adopting)
	refused = s.Preview(room)
	assert.NotZero(t, refused.Code)
	assert.Contains(t, refused.Output, "this stack has made workspaces_DefaultRole itself")
	s.EditConfig(room, adopting, setting)

	const second = "second"
	s.Init(second)
	config, err := os.ReadFile(s.ConfigFile(room))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(s.ConfigFile(second), config, 0o600))
	refused = s.Preview(second)
	assert.NotZero(t, refused.Code)
	assert.Contains(t, refused.Output, "workspaces_DefaultRole already, which this stack has not made; set it to true")
	s.EditConfig(second, setting, adopting)
	adopted := s.Preview(second)
	assert.Zero(t, adopted.Code, adopted.Output)
	assert.NotContains(t, adopted.Output, "room-workspaces-service", "it makes none of its own")
}
