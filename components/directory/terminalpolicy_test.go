package directory_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/directory"
	"secure-room/internal/terminal"
)

// policyOf registers a terminal policy and gives the unit that terminals are to be put in.
func policyOf(t *testing.T, clipboard terminal.Clipboard) (r *componenttest.Recorder, unit string) {
	t.Helper()
	r = recorder()
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		d, err := directory.New(ctx, "room", args())
		if err != nil {
			return err
		}
		p, err := directory.NewTerminalPolicy(ctx, "room", &directory.TerminalPolicyArgs{
			Directory: d, ProxyAddress: pulumi.String("proxy.room.internal:3128"), Clipboard: clipboard})
		if err == nil {
			p.Unit.ApplyT(func(name string) string { unit = name; return name })
		}
		return err
	}))
	return r, unit
}

func TestTerminalPolicy(t *testing.T) {
	r, unit := policyOf(t, "")
	set := r.One(t, associationType, "room-terminal-policy")
	assert.Contains(t, strings.Join(set.Dependencies, "\n"), "::room-register-people")
	assert.Equal(t, map[string]any{"domain": "corp.example.com", "shortName": "ROOM", "adminSecretArn": "arn:Secret:room-admin",
		"proxy": "proxy.room.internal:3128", "clipboard": "off",
		"bypass": "169.254.169.254;169.254.169.250;169.254.169.251;127.0.0.1;127.0.0.2;<local>;*.corp.example.com"}, set.Inputs["parameters"])
	assert.Equal(t, "OU=Terminals,OU=Computers,OU=ROOM,DC=corp,DC=example,DC=com", unit)

	r, _ = policyOf(t, terminal.ClipboardIntoTerminal)
	assert.Equal(t, "into-terminal", r.One(t, associationType, "room-terminal-policy").Inputs["parameters"].(map[string]any)["clipboard"])
}

// TestTerminalPolicyCoversBothProtocols holds the script to what its documentation says of it.
func TestTerminalPolicyCoversBothProtocols(t *testing.T) {
	r, _ := policyOf(t, "")
	var document struct {
		Parameters map[string]struct{ AllowedValues []string }
		MainSteps  []struct{ Inputs struct{ RunCommand []string } }
	}
	require.NoError(t, json.Unmarshal([]byte(r.One(t, "aws:ssm/document:Document", "room-terminal-policy").Inputs["content"].(string)), &document))
	assert.Equal(t, terminal.Clipboards(), document.Parameters["clipboard"].AllowedValues)
	script := strings.Join(document.MainSteps[0].Inputs.RunCommand, "\n")
	for _, part := range []string{"pcoip.server_clipboard_state", "pcoip.remote_printing_enabled", "Configure clipboard redirection", "Paste Only",
		"Configure remote printing", "Configure session storage"} {
		assert.Contains(t, script, part)
	}
	for _, clipboard := range terminal.Clipboards() {
		assert.Equal(t, 2, strings.Count(script, fmt.Sprintf("'%s' =", clipboard)), "both protocols know %s", clipboard)
	}
	assert.Less(t, strings.Index(script, "$dcvScript = {"), strings.Index(script, "$dcvScript.ToString()"))
	assert.Less(t, strings.Index(script, "$adminScript = [scriptblock]"), strings.Index(script, "Register-ScheduledTask"))
	// Settings that AWS warns of: they keep users from logging in.
	for _, never := range []string{"RemovableStorage", "NoViewOnDrive", "LegalNotice", "NoDrives", "Remove-GPO"} {
		assert.NotContains(t, script, never)
	}
}

func TestBadTerminalPolicyArgs(t *testing.T) {
	r := recorder()
	err := r.Run(func(ctx *pulumi.Context) error {
		_, err := directory.NewTerminalPolicy(ctx, "room", &directory.TerminalPolicyArgs{Clipboard: "out"})
		return err
	})
	for _, problem := range []string{"Directory: missing; give the directory whose terminals are meant",
		"ProxyAddress: missing; give the proxy's host and port", `Clipboard: "out" is not allowed; use off or into-terminal`} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, r.All())
}
