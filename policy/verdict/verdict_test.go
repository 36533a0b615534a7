package verdict_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/finding"
	"secure-room/policy/rule"
	"secure-room/policy/verdict"
	"secure-room/policy/verify"
)

const (
	wide   = "urn:pulumi:room::secure-room::aws:ec2/route:Route::wide"
	second = "urn:pulumi:room::secure-room::aws:ec2/route:Route::second"
)

func bad() verdict.Report {
	return verdict.Report{Baseline: "sha256:1", Stacks: []verdict.Stack{{Name: "prod", Resources: 2}, {Name: "room", Resources: 3}},
		Families: []rule.Family{{Name: "peering", Description: "The door.", Rules: []rule.Rule{
			{ID: "peering/too-wide", Refuses: "A wide route.", Why: "It reaches all.", Source: "Route tables (Amazon VPC)", Fix: "Make it narrow."}}}},
		Verdict: verify.Verdict{
			Violations: []finding.Finding{
				{Rule: "peering/too-wide", URN: wide, Problem: "wide is too wide.", Counterexample: "a → b", Fix: "Make it narrow."},
				{Rule: "peering/too-wide", URN: second, Problem: "second is too wide.", Fix: "Make it narrow."},
				{Rule: "graph/broken", Problem: "The graph rules broke down."},
			},
			Undecided: []finding.Finding{{Rule: "password/unknown", URN: wide, Problem: "It is not known."}},
			Unsettled: []string{"it was interrupted"},
		}}
}

func written(t *testing.T, write func(to *bytes.Buffer) error) string {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, write(&text))
	return text.String()
}

func TestText(t *testing.T) {
	text := written(t, func(to *bytes.Buffer) error { return verdict.Text(to, bad()) })
	assert.Equal(t, `Judged prod (2 resources) and room (3 resources) against baseline sha256:1.

Violations: 3

  [graph/broken]
    the stacks as a whole
      The graph rules broke down.

  [peering/too-wide] A wide route.
    `+second+`
      second is too wide.
    `+wide+`
      wide is too wide.
      for example: a → b
    to mend it: Make it narrow.

Not decided: 1, since the export holds secrets encrypted (export with --show-secrets to decide)

  [password/unknown]
    `+wide+`
      It is not known.

Not decided, since the state is not settled (run pulumi refresh and pulumi up):
  it was interrupted
`, text)
}

func TestFixesThatDifferStandWithEachFinding(t *testing.T) {
	report := bad()
	report.Violations[0].Fix = "Take it away."
	text := written(t, func(to *bytes.Buffer) error { return verdict.Text(to, report) })
	assert.Contains(t, text, "      for example: a → b\n      to mend it: Take it away.\n")
	assert.Contains(t, text, "      second is too wide.\n      to mend it: Make it narrow.\n")
}

func TestProved(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	report := bad()
	report.Verdict = verify.Verdict{}
	report.Stacks[0].Passed = &at
	report.Compared = []rule.Rule{{ID: "deployed/differs"}}
	text := written(t, func(to *bytes.Buffer) error { return verdict.Text(to, report) })
	assert.Equal(t, `Judged prod (2 resources, let pass at 2026-01-02 03:04:05 UTC) and room (3 resources) against baseline sha256:1.
Proved:
  peering: The door.
  deployed: what stands is what the policy pack let pass.
`, text)

	text = written(t, func(to *bytes.Buffer) error { return verdict.JSON(to, report) })
	assert.JSONEq(t, `{"version": 1, "outcome": "proved", "baseline": "sha256:1", "compared": true,
		"stacks": [{"name": "prod", "resources": 2, "passed": "2026-01-02T03:04:05Z"}, {"name": "room", "resources": 3}],
		"violations": [], "undecided": [], "unsettled": []}`, text)
}

func TestJSON(t *testing.T) {
	text := written(t, func(to *bytes.Buffer) error { return verdict.JSON(to, bad()) })
	assert.JSONEq(t, `{"version": 1, "outcome": "violations", "baseline": "sha256:1", "compared": false,
		"stacks": [{"name": "prod", "resources": 2}, {"name": "room", "resources": 3}],
		"violations": [{"rule": "graph/broken", "problem": "The graph rules broke down."},
			{"rule": "peering/too-wide", "urn": "`+second+`", "problem": "second is too wide.", "fix": "Make it narrow."},
			{"rule": "peering/too-wide", "urn": "`+wide+`", "problem": "wide is too wide.", "counterexample": "a → b", "fix": "Make it narrow."}],
		"undecided": [{"rule": "password/unknown", "urn": "`+wide+`", "problem": "It is not known."}],
		"unsettled": ["it was interrupted"]}`, text)
}

// What is written keeps to SARIF's own schema, and has all that GitHub's code scanning demands.
func TestSARIF(t *testing.T) {
	text := written(t, func(to *bytes.Buffer) error { return verdict.SARIF(to, bad()) })
	report, err := sarif.FromString(text)
	require.NoError(t, err)
	require.NoError(t, report.Validate())
	assert.Equal(t, "2.1.0", report.Version)
	require.Len(t, report.Runs, 1)
	run := report.Runs[0]

	var ids []string
	for _, r := range run.Tool.Driver.Rules {
		ids = append(ids, *r.ID)
		assert.NotEmpty(t, *r.ShortDescription.Text)
	}
	assert.Equal(t, []string{"graph/broken", "password/unknown", "peering/too-wide"}, ids)
	assert.Contains(t, *run.Tool.Driver.Rules[2].Help.Markdown, "**To mend it:** Make it narrow.")
	require.Len(t, run.Results, 4)
	fingerprints := map[string]bool{}
	for i, want := range []struct{ rule, level, file, urn string }{
		{"graph/broken", "error", "Pulumi.prod.yaml", ""},
		{"peering/too-wide", "error", "Pulumi.room.yaml", second},
		{"peering/too-wide", "error", "Pulumi.room.yaml", wide},
		{"password/unknown", "warning", "Pulumi.room.yaml", wide},
	} {
		result := run.Results[i]
		assert.Equal(t, want.rule, *result.RuleID)
		assert.Equal(t, want.level, result.Level)
		assert.NotEmpty(t, *result.Message.Text)
		require.Len(t, result.Locations, 1)
		assert.Equal(t, want.file, *result.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		assert.Equal(t, 1, *result.Locations[0].PhysicalLocation.Region.StartLine)
		if want.urn != "" {
			assert.Equal(t, want.urn, *result.Locations[0].LogicalLocations[0].FullyQualifiedName)
		}
		fingerprints[result.PartialFingerprints["secureRoom/v1"]] = true
	}
	assert.Len(t, fingerprints, 4)
	require.Len(t, run.Invocations, 1)
	assert.Contains(t, *run.Invocations[0].ToolExecutionNotifications[0].Message.Text, "it was interrupted")

	again := written(t, func(to *bytes.Buffer) error { return verdict.SARIF(to, bad()) })
	assert.Equal(t, text, again)
}

func TestSARIFOfNothingDeployed(t *testing.T) {
	report := bad()
	report.Stacks = []verdict.Stack{{}}
	text := written(t, func(to *bytes.Buffer) error { return verdict.SARIF(to, report) })
	assert.Contains(t, text, `"uri": "Pulumi.yaml"`)
	var valid map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &valid))
	text = written(t, func(to *bytes.Buffer) error { return verdict.Text(to, report) })
	assert.Contains(t, text, "Judged a stack that was never deployed (0 resources)")
}
