package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/rules"
	"secure-room/policy/verify"
)

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify FILE…",
		Short: "Judge exported stacks together by the rules of every deploy",
		Long: `Judge exported stacks together by the rules of every deploy. Each FILE is what "pulumi stack export" writes; "-"
reads one from standard input. Secrets may stay encrypted: what rests on one is then not decided.

Exit code: 0 everything is proved, 1 there are violations, 2 something could not be decided.`,
		Example: "  pulumi stack export -s prod > prod.json\n  pulumi stack export -s room --show-secrets | secure-room verify prod.json -",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			approved, stacks, err := read(files, command.InOrStdin())
			if err != nil {
				return err
			}
			verdict := verify.Stacks(stacks, approved, rules.All())
			out := command.OutOrStdout()
			fmt.Fprintf(out, "Judged %s against baseline %s.\n", described(stacks), baseline.Digest())
			write(out, verdict)
			if end := verdict.Outcome(); end != verify.Proved {
				return &outcome{end}
			}
			return nil
		},
	}
}

func write(out io.Writer, v verify.Verdict) {
	list(out, fmt.Sprintf("Violations (%d):", len(v.Violations)), v.Violations)
	list(out, "Not decided, since the export holds these secrets encrypted (export with --show-secrets to decide):", v.Undecided)
	if len(v.Unsettled) > 0 {
		fmt.Fprintln(out, "\nNot decided, since the state is not settled (run pulumi refresh and pulumi up):")
		for _, reason := range v.Unsettled {
			fmt.Fprintln(out, "  "+reason)
		}
	}
	if v.Outcome() == verify.Proved {
		fmt.Fprintln(out, "Proved:")
		for _, f := range rules.All() {
			fmt.Fprintf(out, "  %s: %s\n", f.Name, f.Description)
		}
	}
}

func list(out io.Writer, title string, findings []finding.Finding) {
	if len(findings) == 0 {
		return
	}
	fmt.Fprintln(out, "\n"+title)
	for _, f := range findings {
		where := f.URN
		if where == "" {
			where = "the stacks as a whole"
		}
		fmt.Fprintf(out, "  %s\n    %s\n", where, strings.ReplaceAll(f.String(), "\n", "\n    "))
	}
}
