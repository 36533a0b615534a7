package acceptance

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// All that is wrong with a stack's config is said at once, a sentence each, and nothing is made.
func TestBadInput(t *testing.T) {
	t.Parallel()
	s := stacks(t)
	for _, edit := range [][2]string{
		{"secure-room:productions: [prod]", "secure-room:produktions: [prod]"},
		{"cidr: 10.20.0.0/16", "cidr: 10.20.0.0/33"},
		{"autoStopMinutes: 120", "autoStopMinutes: 90"},
		{"{name: taro,", "{name: hanako,"},
		{"host: git.example.com", "host: https://git.example.com/team"},
		{"cidr: 203.0.113.10/32", "cidr: 0.0.0.0/0"},
	} {
		s.EditConfig(room, edit[0], edit[1])
	}
	result := s.Up(room)
	assert.NotZero(t, result.Code)
	for _, key := range []string{
		"secure-room:productions", // missing
		"secure-room:produktions", // unknown
		"secure-room:network.cidr",
		"secure-room:terminals.autoStopMinutes",
		"secure-room:users[1].name",
		"secure-room:egress.hosts[0].host",
		"secure-room:sourceAddresses[0].cidr",
	} {
		assert.Contains(t, result.Output, key+" of stack room", "every problem is named at once")
	}
	assert.NotContains(t, result.Output, "goroutine")
	assert.Empty(t, made(s, room))
}

func TestUnknownProgram(t *testing.T) {
	t.Parallel()
	s := stacks(t)
	s.EditConfig(room, "secure-room:program: room", "secure-room:program: rooms")
	result := s.Up(room)
	assert.NotZero(t, result.Code)
	assert.Contains(t, result.Output, "secure-room:program of stack room")
	assert.Empty(t, made(s, room))
}

// Two networks that overlap can't be peered: said before anything of the room is made.
func TestOverlap(t *testing.T) {
	t.Parallel()
	s := productionUp(t)
	s.EditConfig(room, "cidr: 10.20.0.0/16", "cidr: 10.10.0.0/17")
	result := s.Up(room)
	assert.NotZero(t, result.Code)
	assert.Contains(t, result.Output, "secure-room:network of stack room")
	assert.Contains(t, result.Output, "10.10.0.0/17 overlaps 10.10.0.0/16")
	assert.Empty(t, made(s, room))
}
