package directory_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/directory"
)

// scripts are those of all documents that the component can have run, by the document's name without the room's.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	r := recorder()
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		d, err := directory.New(ctx, "room", args())
		if err != nil {
			return err
		}
		if _, err := directory.NewTightening(ctx, "room", &directory.TighteningArgs{Directory: d}); err != nil {
			return err
		}
		_, err = directory.NewTerminalPolicy(ctx, "room", &directory.TerminalPolicyArgs{
			Directory: d, ProxyAddress: pulumi.String("proxy.room.internal:3128")})
		return err
	}))
	found := map[string]string{}
	for _, name := range r.Names("aws:ssm/document:Document") {
		var document struct {
			MainSteps []struct {
				Inputs struct{ RunCommand []string }
			}
		}
		content := r.One(t, "aws:ssm/document:Document", name).Inputs["content"].(string)
		require.NoError(t, json.Unmarshal([]byte(content), &document), name)
		require.Len(t, document.MainSteps, 1, name)
		found[strings.TrimPrefix(name, "room-")] = strings.Join(document.MainSteps[0].Inputs.RunCommand, "\n")
	}
	return found
}

func TestDocumentsCarryTheirScripts(t *testing.T) {
	all := scripts(t)
	register := all["register-people"]
	assert.Less(t, strings.Index(register, "Install-WindowsFeature"), strings.Index(register, "Get-SECSecretValue"))
	assert.Less(t, strings.Index(register, "Get-SECSecretValue"), strings.Index(register, "New-ADUser"))
	for _, never := range []string{"Remove-ADUser", "Remove-ADObject", "Remove-GPO"} {
		for name, script := range all {
			assert.NotContains(t, script, never, name)
		}
	}
}

func TestUsersSetTheirPasswordAndAreDisabledWhenTheyLeave(t *testing.T) {
	script := scripts(t)["register-people"]
	made := script[strings.Index(script, "New-ADUser"):]
	assert.Contains(t, made[:strings.Index(made, "}")], "-ChangePasswordAtLogon $true -Enabled $true")
	left := script[strings.Index(script, "$listed ="):]
	assert.Contains(t, left, "$listed -notcontains $_.SamAccountName")
	assert.Contains(t, left, "Disable-ADAccount")
	assert.Contains(t, left, "-Description $leftMark")
}

// output are the ways in which PowerShell writes something down or shows it.
var output = regexp.MustCompile(`(?i)\b(Write-(Output|Host|Verbose|Debug|Warning|Information|Error|Progress|EventLog)|Out-(File|String|Default|Printer|GridView)|` +
	`Set-Content|Add-Content|Export-\w+|Tee-Object|Start-Transcript|Set-Clipboard|Set-Item|New-Item|Set-ItemProperty|ConvertFrom-SecureString|echo|setx)\b|` +
	`\[(System\.)?(IO\.File|Console|Environment)\]|\$env:|>>|\s>\s`)

// holdsSecret are the variables that hold a password.
var holdsSecret = regexp.MustCompile(`\$(drawn|password|credential|secret)\b`)

// TestNoScriptShowsOrWritesAPassword holds for every document: what is secret in it is in no output and no file. A value
// that stands alone on its line would be shown as well.
func TestNoScriptShowsOrWritesAPassword(t *testing.T) {
	alone := regexp.MustCompile(`^\s*\$\w+(\.\w+)*\s*$`)
	for name, script := range scripts(t) {
		for _, line := range strings.Split(script, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			if name != "terminal-policy" || holdsSecret.MatchString(line) { // that one writes policies into the directory
				assert.NotRegexp(t, output, line, name)
			}
			assert.NotRegexp(t, alone, line, name)
			if call := regexp.MustCompile(`^\s*(Write-SEC|Reset-DS|Update-SEC|Revoke-EC2)`); call.MatchString(line) {
				assert.Contains(t, line, "| Out-Null", name)
			}
			if strings.Contains(line, "throw") {
				assert.NotRegexp(t, holdsSecret, line, name)
			}
		}
	}
	assert.Contains(t, scripts(t)["rotate-admin-password"], "Remove-Variable -Name drawn\n")
}

// TestScriptsAreWhole is no parser of PowerShell, but finds a bracket or a quote too many.
func TestScriptsAreWhole(t *testing.T) {
	for name, script := range scripts(t) {
		depth := map[rune]int{}
		var quote rune
		comment := false
		for _, r := range script {
			switch {
			case r == '\n':
				comment = false
			case comment:
			case quote != 0:
				if r == quote {
					quote = 0
				}
			case r == '#':
				comment = true
			case r == '\'' || r == '"':
				quote = r
			case strings.ContainsRune("({[", r):
				depth[r]++
			case r == ')':
				depth['(']--
			case r == '}':
				depth['{']--
			case r == ']':
				depth['[']--
			}
		}
		assert.Zero(t, quote, name)
		for bracket, open := range depth {
			assert.Zero(t, open, "%s %c", name, bracket)
		}
	}
}
