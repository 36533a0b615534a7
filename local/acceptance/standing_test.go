package acceptance

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A protected terminal is kept, and why is said before anything changes; it goes when its user has been let go first.
func TestTerminalsAreKept(t *testing.T) {
	t.Parallel()
	s := productionUp(t)
	const taro = "    - {name: taro, givenName: Taro, familyName: Suzuki, mail: taro.suzuki@example.com, role: operator}\n"
	const leaving = "    - {name: taro, givenName: Taro, familyName: Suzuki, mail: taro.suzuki@example.com, role: operator, terminal: {deletionProtection: false}}\n"
	s.EditConfig(room, "    deletionProtection: false\n", "    deletionProtection: true\n")
	up(t, s, room)

	s.EditConfig(room, taro, "")
	s.EditConfig(room, "domain: corp.example.com", "domain: room.example.com")
	before := made(s, room)
	for _, flags := range [][]string{nil, {"--skip-preview"}} {
		refused := s.Up(room, flags...)
		assert.NotZero(t, refused.Code, refused.Output)
		assert.Contains(t, refused.Output, "secure-room:users no longer gives taro a terminal, and what stands would be deleted with all data on it")
		assert.Contains(t, refused.Output, "secure-room:directory.domain is room.example.com, and what stands was made with corp.example.com")
		assert.ElementsMatch(t, before, made(s, room), "nothing is changed")
	}

	s.EditConfig(room, "domain: room.example.com", "domain: corp.example.com")
	s.EditConfig(room, "  secure-room:users:\n", "  secure-room:users:\n"+leaving)
	up(t, s, room)
	s.EditConfig(room, leaving, "")
	up(t, s, room)
	assert.NotContains(t, made(s, room), "aws:workspaces/workspace:Workspace::room-taro")
	assert.Contains(t, made(s, room), "aws:workspaces/workspace:Workspace::room-hanako")
}
