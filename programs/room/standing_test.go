package room_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/internal/person"
	"secure-room/internal/terminal"
	"secure-room/programs/settings"
)

// again is a recorder for a room that has been deployed before, with protected terminals.
func again() *componenttest.Recorder {
	r := recorder()
	standing := func() map[string]any {
		return map[string]any{"computeType": "STANDARD", "rootVolumeGiB": 80.0, "userVolumeGiB": 50.0, "protected": true}
	}
	r.StackOutputs[componenttest.Organization+"/"+componenttest.Project+"/"+componenttest.Stack] = map[string]any{"standing": map[string]any{
		"cidr": "10.20.0.0/16", "zones": []any{"apne1-az1", "apne1-az4"}, "domain": "corp.example.com", "shortName": "ROOM", "edition": "Standard",
		"terminals": map[string]any{"hanako": standing(), "keiko": standing()},
	}}
	return r
}

func TestWhatWouldDestroyIsRefused(t *testing.T) {
	const replaces = "the change would replace the directory, and with it every user and all data on every terminal; "
	const unlock = ", or deploy first with secure-room:directory.deletionProtection: false."
	for name, c := range map[string]struct {
		change func(*settings.Room)
		want   string // empty: allowed
	}{
		"nothing changed":   {func(*settings.Room) {}, ""},
		"a third zone less": {func(s *settings.Room) { s.Network.AvailabilityZoneIDs = s.Network.AvailabilityZoneIDs[:2] }, ""},
		"a user less": {func(s *settings.Room) { s.Users = s.Users[1:] }, "secure-room:users no longer gives hanako a terminal, and what stands would be deleted with " +
			"all data on it; put hanako back, or deploy first with terminal: {deletionProtection: false} for that user and remove the user after that."},
		"a user without terminal": {func(s *settings.Room) { s.Users[0].Role = person.Viewer }, "secure-room:users no longer gives hanako a terminal, and what stands would be deleted with " +
			"all data on it; put hanako back, or deploy first with terminal: {deletionProtection: false} for that user and remove the user after that."},
		"a user less, nothing protected": {func(s *settings.Room) { s.Users, s.Directory.DeletionProtection = s.Users[1:], false }, ""},
		"another domain": {func(s *settings.Room) { s.Directory.Domain = "room.example.com" }, "secure-room:directory.domain is room.example.com, and what " +
			"stands was made with corp.example.com; " + replaces + "put corp.example.com back" + unlock},
		"another domain, nothing protected": {func(s *settings.Room) { s.Directory.Domain, s.Directory.DeletionProtection = "room.example.com", false }, ""},
		"another short name":                {func(s *settings.Room) { s.Directory.ShortName = "OTHER" }, "secure-room:directory.shortName is OTHER, and what stands was made with ROOM; " + replaces},
		"another edition":                   {func(s *settings.Room) { s.Directory.Edition = "Enterprise" }, "secure-room:directory.edition is Enterprise, and what stands was made with Standard; " + replaces},
		"another network":                   {func(s *settings.Room) { s.Network.CIDR = netip.MustParsePrefix("10.30.0.0/16") }, "secure-room:network.cidr is 10.30.0.0/16, and what stands was made with 10.20.0.0/16; " + replaces},
		"other zones": {func(s *settings.Room) { s.Network.AvailabilityZoneIDs = []string{"apne1-az4", "apne1-az1"} },
			"secure-room:network.availabilityZoneIds (the first two) is apne1-az4, apne1-az1, and what stands was made with apne1-az1, apne1-az4; " + replaces},
		"a smaller volume": {func(s *settings.Room) { s.Users[0].Terminal.UserVolumeGiB = 10 },
			"secure-room:users[0].terminal.userVolumeGiB is 10, and that volume of hanako's terminal has 50 GiB; AWS shrinks none, so give 50 or more."},
		"smaller volumes for all": {func(s *settings.Room) { s.Terminals.UserVolumeGiB = 10 },
			"secure-room:terminals.userVolumeGiB is 10, and that volume of keiko's terminal has 50 GiB; AWS shrinks none"},
		"a larger volume": {func(s *settings.Room) { s.Users[0].Terminal.UserVolumeGiB = 100 }, ""},
		"another machine": {func(s *settings.Room) { s.Users[0].Terminal.ComputeType = "POWER" }, ""},
		"both volumes at once": {func(s *settings.Room) {
			s.Users[0].Terminal.Shape = terminal.Shape{RootVolumeGiB: 175, UserVolumeGiB: 100}
		},
			"secure-room:users[0].terminal.rootVolumeGiB and secure-room:users[0].terminal.userVolumeGiB change at once for hanako's terminal, and AWS changes " +
				"one at a time; deploy them one after another, the user volume before the root volume."},
		"a volume and the machine at once": {func(s *settings.Room) {
			s.Users[0].Terminal.Shape = terminal.Shape{ComputeType: "POWER", UserVolumeGiB: 100}
		}, "secure-room:users[0].terminal.userVolumeGiB and the compute type change at once for hanako's terminal"},
	} {
		t.Run(name, func(t *testing.T) {
			r, s := again(), config()
			s.Directory.DeletionProtection = true
			c.change(&s)
			err := run(r, s)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "stack test: the config would destroy what stands, so nothing is changed:\n")
			assert.ErrorContains(t, err, c.want)
			assert.Empty(t, r.All(), "nothing is registered")
		})
	}
}

func TestAllThatWouldBeDestroyedIsSaidAtOnce(t *testing.T) {
	s := config()
	s.Directory.DeletionProtection, s.Directory.Domain, s.Users = true, "room.example.com", s.Users[1:]
	s.Users[0].Terminal.UserVolumeGiB = 10
	err := run(again(), s)
	for _, want := range []string{"directory.domain", "no longer gives hanako a terminal", "users[0].terminal.userVolumeGiB"} {
		assert.ErrorContains(t, err, want)
	}
}

func TestAUserWhoIsAboutToLeave(t *testing.T) {
	r, s := again(), config()
	for _, outputs := range r.StackOutputs {
		if standing, own := outputs["standing"].(map[string]any); own {
			standing["terminals"].(map[string]any)["hanako"].(map[string]any)["protected"] = false
		}
	}
	s.Directory.DeletionProtection, s.Users = true, s.Users[1:]
	assert.NoError(t, run(r, s))
}

func TestUnreadableStandingIsAnError(t *testing.T) {
	r := again()
	for stack := range r.StackOutputs {
		if stack != productionStack {
			r.StackOutputs[stack] = map[string]any{"standing": "10.20.0.0/16"}
		}
	}
	assert.ErrorContains(t, run(r, config()), "reading the last output standing of stack organization/secure-room/test")
}
