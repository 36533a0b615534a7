package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// secureRoom runs the command and returns its exit code and all that it said.
func secureRoom(stdin string, arguments ...string) (int, string) {
	var said bytes.Buffer
	command := root()
	command.SetArgs(arguments)
	command.SetIn(strings.NewReader(stdin))
	command.SetOut(&said)
	command.SetErr(&said)
	return run(command), said.String()
}

const empty = `{"version": 3, "deployment": {"manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""}}}`

const wide = `{"version": 3, "deployment": {"manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""}, "resources": [
	{"urn": "urn:pulumi:room::secure-room::aws:ec2/route:Route::r", "custom": true, "id": "r-1", "type": "aws:ec2/route:Route",
	 "outputs": {"destinationCidrBlock": "10.0.0.0/8", "vpcPeeringConnectionId": "pcx-1"}}]}}`

func TestVerifyExitCodes(t *testing.T) {
	code, said := secureRoom(wide, "verify", "-")
	assert.Equal(t, 1, code)
	assert.Contains(t, said, "  urn:pulumi:room::secure-room::aws:ec2/route:Route::r\n    [peering")
	assert.Contains(t, said, "Judged room (1 resources) against baseline sha256:")

	code, said = secureRoom("torn", "verify", "-")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "secure-room: -: read stack export")

	code, _ = secureRoom(empty, "verify", "-")
	assert.NotZero(t, code, "what holds nothing proves nothing")

	code, said = secureRoom("", "verify")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "requires at least 1 arg")
}

func TestFilesAreNamedInErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "room.json")
	require.NoError(t, os.WriteFile(file, []byte(wide), 0o600))
	code, said := secureRoom("", "show", file, "absent.json", file)
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "absent.json: open export")
	assert.Contains(t, said, `stack "room" is in `+file+" already")
}

func TestShow(t *testing.T) {
	code, said := secureRoom(wide, "show", "-")
	assert.Zero(t, code)
	assert.Contains(t, said, "Peering\n  none: the door is shut\n")
}
