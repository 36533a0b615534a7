package verdict

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"

	"secure-room/policy/finding"
	"secure-room/policy/rule"
)

// SARIF writes a report for code review, in the Static Analysis Results Interchange Format 2.1.0 (OASIS). GitHub's code
// scanning shows only what points to a file ("SARIF support for code scanning", GitHub documentation); a finding in
// deployed state comes from no line of one, so it points to its stack's configuration, and names the resource beside it.
func SARIF(to io.Writer, r Report) error {
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(sarif.NewToolComponent().WithName("secure-room")))
	rules := r.rules()
	for _, f := range slices.Concat(r.Violations, r.Undecided) {
		if _, known := rules[f.Rule]; !known {
			rules[f.Rule] = rule.Rule{ID: f.Rule, Refuses: f.Rule, Fix: f.Fix}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		run.Tool.Driver.AddRule(descriptor(rules[id]))
	}
	for _, f := range sorted(r.Violations) {
		run.AddResult(r.result(f, "error", f.Problem))
	}
	for _, f := range sorted(r.Undecided) {
		run.AddResult(r.result(f, "warning", "Not decided, since the export holds a secret encrypted: "+f.Problem))
	}
	invocation := sarif.NewInvocation().WithExecutionSuccessful(true).WithExitCode(int(r.Outcome()))
	for _, reason := range r.Unsettled {
		invocation.AddToolExecutionNotification(sarif.NewNotification().WithLevel("warning").
			WithMessage(sarif.NewTextMessage("Not decided, since the state is not settled: " + reason)))
	}
	run.AddInvocation(invocation)
	run.WithProperties(sarif.NewPropertyBag().Add("baseline", r.Baseline))

	report := sarif.NewReport()
	report.AddRun(run)
	if err := report.PrettyWrite(to); err != nil {
		return fmt.Errorf("write the verdict as SARIF: %w", err)
	}
	return nil
}

func descriptor(r rule.Rule) *sarif.ReportingDescriptor {
	d := sarif.NewRule(r.ID).WithShortDescription(message(r.Refuses)).WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel("error"))
	if r.Why != "" {
		d.WithFullDescription(message(r.Refuses + " " + r.Why)).
			WithHelp(message(fmt.Sprintf("%s\n\nTo mend it: %s\n\nSource: %s", r.Why, r.Fix, r.Source)).
				WithMarkdown(fmt.Sprintf("%s\n\n**To mend it:** %s\n\n**Source:** %s", r.Why, r.Fix, r.Source)))
	}
	return d
}

func message(text string) *sarif.MultiformatMessageString {
	return sarif.NewMultiformatMessageString().WithText(text)
}

func (r Report) result(f finding.Finding, level, text string) *sarif.Result {
	if f.Counterexample != "" {
		text += "\nFor example: " + f.Counterexample
	}
	if f.Fix != "" {
		text += "\nTo mend it: " + f.Fix
	}
	// It stays the same from run to run, so that a finding is shown as new only once.
	sum := sha256.Sum256([]byte(f.Rule + "\n" + f.URN + "\n" + f.Problem))
	location := sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewArtifactLocation().WithURI(r.file(f)).WithURIBaseID("%SRCROOT%")).
		WithRegion(sarif.NewRegion().WithStartLine(1)))
	if f.URN != "" {
		location.AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(f.URN).WithName(urn.URN(f.URN).Name()).WithKind("resource"))
	}
	return sarif.NewRuleResult(f.Rule).WithLevel(level).WithMessage(sarif.NewTextMessage(text)).AddLocation(location).
		WithPartialFingerprints(map[string]string{"secureRoom/v1": hex.EncodeToString(sum[:])})
}

// file is the configuration of the stack at fault; of what lies between stacks, that of the first.
func (r Report) file(f finding.Finding) string {
	if at, err := urn.Parse(f.URN); err == nil {
		return "Pulumi." + at.Stack().String() + ".yaml"
	}
	for _, s := range r.Stacks {
		if s.Name != "" {
			return "Pulumi." + s.Name + ".yaml"
		}
	}
	return "Pulumi.yaml"
}
