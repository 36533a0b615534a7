// Package enforcement holds tests of what lies outside Go code: that each way to deploy which this repository offers
// gives the policy pack and previews first.
package enforcement

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const root = "../.."

// workflow is what the tests look at in a workflow file, or a composite action.
type workflow struct {
	On   map[string]any
	Env  map[string]string
	Jobs map[string]struct {
		If    string
		Steps []step
	}
	Runs struct{ Steps []step }
}

type step struct {
	Run, Uses string
	With      map[string]string
	Env       map[string]string
}

// deploys finds commands that ask the pack.
var deploys = regexp.MustCompile(`pulumi (up|update|preview)\b.*`)

func read(t *testing.T, name string) (text string, parsed workflow) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(content, &parsed))
	return string(content), parsed
}

func TestWorkflowPreviewsPullRequestsAndDeploysMainInOrder(t *testing.T) {
	_, flow := read(t, ".github/workflows/secure-room.yml")
	assert.Contains(t, flow.On, "pull_request")
	assert.Equal(t, map[string]any{"branches": []any{"main"}}, flow.On["push"])
	assert.Equal(t, "github.event_name == 'pull_request'", flow.Jobs["preview"].If)
	assert.Equal(t, "github.event_name == 'push'", flow.Jobs["deploy"].If)
	assert.Equal(t, []string{"pulumi preview -s ${{ matrix.stack }} --diff --policy-pack policy"},
		commands(flow.Jobs["preview"].Steps))
	assert.Equal(t, []string{
		"pulumi up -s prod --yes --policy-pack policy",
		"pulumi up -s room --yes --policy-pack policy",
		"pulumi up -s prod --yes --policy-pack policy",
	}, commands(flow.Jobs["deploy"].Steps))
}

func TestWorkflowRefusesABypassFirst(t *testing.T) {
	_, flow := read(t, ".github/workflows/secure-room.yml")
	for name, job := range flow.Jobs {
		require.GreaterOrEqual(t, len(job.Steps), 2, name)
		assert.Equal(t, "./.github/actions/prepare", job.Steps[1].Uses, "%s: the step after the checkout", name)
		for _, step := range job.Steps {
			assert.NotContains(t, step.Uses, "pulumi/actions", "%s: pulumi/actions would skip the preview of an up", name)
		}
	}
	_, prepare := read(t, ".github/actions/prepare/action.yml")
	assert.Equal(t, ".github/refuse-bypass", prepare.Runs.Steps[0].Run)
}

func TestWorkflowInstallsTheCLIOfTheLocalMode(t *testing.T) {
	module, err := os.ReadFile(filepath.Join(root, "local/toolchain/go.mod"))
	require.NoError(t, err)
	_, prepare := read(t, ".github/actions/prepare/action.yml")
	last := prepare.Runs.Steps[len(prepare.Runs.Steps)-1]
	assert.Equal(t, "pulumi/actions@v6", last.Uses)
	assert.Empty(t, last.With["command"])
	version := regexp.MustCompile(`github.com/pulumi/pulumi/pkg/v3 v(\S+)`).FindStringSubmatch(string(module))
	require.NotNil(t, version)
	assert.Equal(t, version[1], last.With["pulumi-version"])
}

func TestMakefileGivesThePackToEachDeploy(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	found := deploys.FindAllString(string(content), -1)
	assert.Len(t, found, 7, "three updates to come up, one to rotate, one before going down, two previews")
	for _, command := range found {
		assert.Contains(t, command, "--policy-pack policy")
	}
}

func TestTheLocalEnvironmentGivesThePackToTypedCommands(t *testing.T) {
	for _, shell := range []string{"bash", "zsh"} {
		path, err := exec.LookPath(shell)
		if err != nil && shell == "zsh" {
			continue // not every machine has it
		}
		require.NoError(t, err)
		output, err := exec.Command(path, "-euc", `cd /; . "$0"; env`, mustAbs(t, "local/env.sh")).Output()
		require.NoError(t, err)
		assert.Contains(t, string(output), "PULUMI_OPTION_POLICY_PACK="+mustAbs(t, "policy")+"\n", shell)
		// Side files of metadata are not written in one step: a kill then makes the stack unreadable.
		assert.Regexp(t, `(?m)^PULUMI_BACKEND_URL=file:///.+\?metadata=skip$`, string(output), shell)
		assert.Contains(t, string(output), "SECURE_ROOM_LOCAL_AWS="+mustAbs(t, ".local/aws")+"\n", shell)
	}
}

func TestRefuseBypass(t *testing.T) {
	for _, row := range []struct {
		name, file, line, variable string
		refused                    string
	}{
		{name: "nothing"},
		{name: "a plain deploy", file: "Makefile", line: "\tpulumi up -s prod --yes --policy-pack policy"},
		{name: "a comment", file: ".ci/run", line: "# never --skip-preview"},
		{name: "the flag", file: "Makefile", line: "\tpulumi up --skip-preview", refused: "Makefile"},
		{name: "its short form", file: ".ci/run", line: "pulumi up -s prod -f", refused: ".ci/run"},
		{name: "its short form among others", file: ".ci/run", line: "pulumi --emoji up -yf", refused: ".ci/run"},
		{name: "rules configured away", file: ".github/workflows/other.yml", line: "run: pulumi up --policy-pack-config off.json",
			refused: "other.yml"},
		{name: "the variable in a file", file: ".github/workflows/other.yml", line: "PULUMI_OPTION_SKIP_PREVIEW: 1", refused: "other.yml"},
		{name: "the official action's update", file: ".github/workflows/other.yml", line: "    command: up", refused: "other.yml"},
		{name: "the variable", variable: "PULUMI_OPTION_SKIP_PREVIEW=true", refused: "PULUMI_OPTION_SKIP_PREVIEW is set"},
		{name: "the variable, empty", variable: "PULUMI_OPTION_POLICY_PACK_CONFIG=", refused: "PULUMI_OPTION_POLICY_PACK_CONFIG is set"},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := t.TempDir()
			for _, name := range []string{"Makefile", ".ci/run", ".github/refuse-bypass", ".github/workflows/secure-room.yml",
				".github/actions/prepare/action.yml"} {
				content, err := os.ReadFile(filepath.Join(root, name))
				require.NoError(t, err)
				require.NoError(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o700))
				require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o700))
			}
			if row.file != "" {
				file, err := os.OpenFile(filepath.Join(folder, row.file), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
				require.NoError(t, err)
				_, err = file.WriteString("\n" + row.line + "\n")
				require.NoError(t, err)
				require.NoError(t, file.Close())
			}
			command := exec.Command(filepath.Join(folder, ".github/refuse-bypass"))
			command.Env = append(os.Environ(), row.variable)
			output, err := command.CombinedOutput()
			if row.refused == "" {
				require.NoError(t, err, string(output))
				return
			}
			require.Error(t, err)
			assert.Contains(t, string(output), row.refused)
		})
	}
}

// commands gives the deploy commands of steps, in order.
func commands(steps []step) []string {
	var found []string
	for _, step := range steps {
		found = append(found, deploys.FindAllString(step.Run, -1)...)
	}
	return found
}

func mustAbs(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, name))
	require.NoError(t, err)
	return strings.TrimSuffix(path, "/")
}
