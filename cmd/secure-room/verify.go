package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"secure-room/policy/baseline"
	"secure-room/policy/record"
	"secure-room/policy/rules"
	"secure-room/policy/verdict"
	"secure-room/policy/verify"
)

// formats are the forms that a verdict can be written in.
var formats = map[string]func(io.Writer, verdict.Report) error{"text": verdict.Text, "json": verdict.JSON, "sarif": verdict.SARIF}

func verifyCommand() *cobra.Command {
	var format string
	var seen []string
	command := &cobra.Command{
		Use:   "verify [FILE…]",
		Short: "Judge exported stacks together by the rules of every deploy",
		Long: `Judge exported stacks together, as one network, by the rules of every deploy. Each FILE is what "pulumi stack export"
writes; "-" or no FILE at all reads standard input, on which several exports may follow each other. Secrets may stay
encrypted: what rests on one is then not decided.

With --seen, what is deployed is also held against what the policy pack let pass: the records that it leaves in the
folder which ` + record.Variable + ` names.

Exit code: 0 everything is proved, 1 there are violations, 2 something could not be decided, or could not be read.`,
		Example: `  pulumi stack export -s prod > prod.json
  pulumi stack export -s room --show-secrets | secure-room verify prod.json -
  secure-room verify --format sarif prod.json room.json > secure-room.sarif
  secure-room verify --seen .local/records prod.json room.json`,
		RunE: func(command *cobra.Command, files []string) error {
			write, ok := formats[format]
			if !ok {
				return fmt.Errorf("--format is %q; it must be text, json or sarif", format)
			}
			report, err := judge(files, seen, command.InOrStdin())
			if err != nil {
				return err
			}
			if err := write(command.OutOrStdout(), report); err != nil {
				return err
			}
			if end := report.Outcome(); end != verify.Proved {
				return &outcome{end}
			}
			return nil
		},
	}
	command.Flags().StringVar(&format, "format", "text", "text, json or sarif (for code review)")
	command.Flags().StringArrayVar(&seen, "seen", nil, "a record of the policy pack, or a folder of them, to hold the stacks against")
	return command
}

// judge reads what is to be judged, and judges it. All that is wrong with the input is one error.
func judge(files, seen []string, stdin io.Reader) (verdict.Report, error) {
	approved, stacks, err := read(files, stdin)
	records, unread := record.Read(seen)
	if err := errors.Join(err, unread); err != nil {
		return verdict.Report{}, err
	}
	report := verdict.Report{Verdict: verify.Stacks(stacks, approved, rules.All()), Baseline: baseline.Digest(), Families: rules.All()}
	if len(seen) > 0 {
		report.Compared = record.Rules()
		report.Violations = append(report.Violations, record.Compare(stacks, records, report.Baseline)...)
	}
	for _, s := range stacks {
		judged := verdict.Stack{Name: s.Name, Resources: len(s.Resources)}
		if r, ok := record.Of(records, s); ok {
			judged.Passed = &r.Time
		}
		report.Stacks = append(report.Stacks, judged)
	}
	return report, nil
}
