package room_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
)

// calls are the actions of AWS's API that a cmdlet of AWS Tools for PowerShell stands for (AWS Tools for PowerShell Cmdlet
// Reference).
var calls = map[string][]string{
	"Get-SECSecretValue":             {"secretsmanager:GetSecretValue"},
	"Write-SECSecretValue":           {"secretsmanager:PutSecretValue"},
	"Get-SECSecret":                  {"secretsmanager:DescribeSecret"},
	"Update-SECSecretVersionStage":   {"secretsmanager:UpdateSecretVersionStage"},
	"Reset-DSUserPassword":           {"ds:ResetUserPassword"},
	"Get-EC2SecurityGroupRule":       {"ec2:DescribeSecurityGroupRules"},
	"Revoke-EC2SecurityGroupIngress": {"ec2:RevokeSecurityGroupIngress"},
}

// plugins are what an action of a document itself calls, beside what its scripts do: "aws:domainJoin" ("SSM Command document
// plugin reference", AWS Systems Manager User Guide) finds the directory and makes the instance's account in it.
var plugins = map[string][]string{
	"aws:domainJoin":          {"ds:DescribeDirectories", "ds:CreateComputer"},
	"aws:runPowerShellScript": nil,
}

// cmdlet finds words of the form that AWS's cmdlets have: a verb, and a noun that begins with the service in capitals, as no
// noun of Windows' own does here but those of Active Directory and Group Policy.
var (
	cmdlet     = regexp.MustCompile(`\b[A-Z][a-z]+-[A-Z][A-Z0-9]+[A-Za-z0-9]+\b`)
	windowsOwn = regexp.MustCompile(`-(AD|GP)[A-Z]`)
)

// called are the actions that all documents of the program need, as what runs on the management instance.
func called(t *testing.T, r *componenttest.Recorder) []string {
	t.Helper()
	actions := map[string]bool{}
	for _, name := range r.Names("aws:ssm/document:Document") {
		var document struct {
			MainSteps []struct {
				Action string
				Inputs struct{ RunCommand []string }
			}
		}
		require.NoError(t, json.Unmarshal([]byte(r.One(t, "aws:ssm/document:Document", name).Inputs["content"].(string)), &document))
		for _, step := range document.MainSteps {
			needed, known := plugins[step.Action]
			require.True(t, known, "%s: say what %s calls", name, step.Action)
			for _, one := range cmdlet.FindAllString(strings.Join(step.Inputs.RunCommand, "\n"), -1) {
				if windowsOwn.MatchString(one) {
					continue
				}
				require.Contains(t, calls, one, "%s: say what %s calls", name, one)
				needed = append(slices.Clone(needed), calls[one]...)
			}
			for _, action := range needed {
				actions[action] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(actions))
}

// allowed are the actions that a policy allows.
func allowed(t *testing.T, policy string) []string {
	t.Helper()
	var document struct {
		Statement []struct {
			Effect string
			Action []string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(policy), &document))
	var actions []string
	for _, one := range document.Statement {
		require.Equal(t, "Allow", one.Effect)
		actions = append(actions, one.Action...)
	}
	slices.Sort(actions)
	return actions
}

// TestManagementMayDoWhatItsScriptsCall guards scripts that nobody can run here: the instance's role and the endpoint of
// each service allow what they call, the role allows nothing else, and the endpoints little.
func TestManagementMayDoWhatItsScriptsCall(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	needed := called(t, r)
	require.Len(t, needed, 9)

	role := allowed(t, r.One(t, "aws:iam/rolePolicy:RolePolicy", "room-management").Inputs["policy"].(string))
	// Secrets Manager encrypts with the secret's key in the caller's name ("Secret encryption and decryption in AWS Secrets
	// Manager", AWS Secrets Manager User Guide), from where it is, so no endpoint is passed.
	encryption := []string{"kms:Decrypt", "kms:GenerateDataKey"}
	assert.ElementsMatch(t, append(slices.Clone(needed), encryption...), role)

	var passed []string
	for _, service := range []string{"ds", "ec2", "secretsmanager"} {
		require.Contains(t, r.Names(egressType), "room-management-to-"+service)
		require.Contains(t, r.Names(ingressType), "room-"+service+"-from-management")
		passed = append(passed, allowed(t, r.One(t, "aws:ec2/vpcEndpoint:VpcEndpoint", "room-"+service).Inputs["policy"].(string))...)
	}
	assert.ElementsMatch(t, needed, passed)
}
