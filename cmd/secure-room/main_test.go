package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/record"
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
	assert.Contains(t, said, "\n    urn:pulumi:room::secure-room::aws:ec2/route:Route::r\n")
	assert.Contains(t, said, "Judged room (1 resources) against baseline sha256:")

	code, said = secureRoom("torn", "verify", "-")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "secure-room: -: read stack export")

	code, _ = secureRoom(empty, "verify", "-")
	assert.NotZero(t, code, "what holds nothing proves nothing")

	code, said = secureRoom("", "verify")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "-: read stack export: it is empty")
}

func TestSeveralExportsOnStandardInput(t *testing.T) {
	code, said := secureRoom(wide+strings.ReplaceAll(wide, "urn:pulumi:room", "urn:pulumi:prod"), "verify")
	assert.Equal(t, 1, code)
	assert.Contains(t, said, "Judged room (1 resources) and prod (1 resources) against")

	code, said = secureRoom(wide+wide, "verify")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, `stack "room" is in - already`)
}

func TestFormats(t *testing.T) {
	for _, format := range []string{"json", "sarif"} {
		code, said := secureRoom(wide, "verify", "--format", format)
		assert.Equal(t, 1, code)
		assert.True(t, json.Valid([]byte(said)), said)
	}
	code, said := secureRoom(wide, "verify", "--format", "xml")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, `--format is "xml"; it must be text, json or sarif`)
}

// With --seen, what the pack has not let pass is a violation, also of stacks that break no other rule.
func TestSeen(t *testing.T) {
	folder := t.TempDir()
	code, said := secureRoom(wide, "verify", "--seen", folder)
	assert.Equal(t, 2, code)
	assert.Contains(t, said, folder+": read record: the folder holds no record")

	require.NoError(t, record.New("secure-room", "room", "sha256:old", time.Now(), nil).Write(folder))
	code, said = secureRoom(wide, "verify", "--seen", folder)
	assert.Equal(t, 1, code)
	assert.Contains(t, said, "[deployed/never-judged]")
	assert.Contains(t, said, "[deployed/other-baseline]")
	assert.Contains(t, said, "let pass at ")
}

func TestEverythingWrongWithTheInputIsSaidAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "room.json")
	require.NoError(t, os.WriteFile(file, []byte(wide), 0o600))
	code, said := secureRoom("", "verify", file, "absent.json", file, "--seen", "nowhere")
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "absent.json: open export")
	assert.Contains(t, said, `stack "room" is in `+file+" already")
	assert.Contains(t, said, "nowhere: read record")
}

func TestShow(t *testing.T) {
	code, said := secureRoom(wide, "show", "-")
	assert.Zero(t, code)
	assert.Contains(t, said, "Peering\n  none: the door is shut\n")
}
