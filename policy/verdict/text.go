package verdict

import (
	"fmt"
	"io"
	"strings"

	"secure-room/policy/finding"
	"secure-room/policy/verify"
)

// Text writes a report for a terminal: findings by rule, each with where it is, an example, and how to mend it.
func Text(to io.Writer, r Report) error {
	w := &printer{to: to}
	w.line("Judged %s against baseline %s.", r.stacks(), r.Baseline)
	w.findings(r, fmt.Sprintf("Violations: %d", len(r.Violations)), r.Violations)
	w.findings(r, fmt.Sprintf("Not decided: %d, since the export holds secrets encrypted (export with --show-secrets to decide)", len(r.Undecided)), r.Undecided)
	if len(r.Unsettled) > 0 {
		w.line("\nNot decided, since the state is not settled (run pulumi refresh and pulumi up):")
		for _, reason := range r.Unsettled {
			w.line("  %s", reason)
		}
	}
	if r.Outcome() == verify.Proved {
		w.line("Proved:")
		for _, f := range r.Families {
			w.line("  %s: %s", f.Name, f.Description)
		}
		if len(r.Compared) > 0 {
			w.line("  deployed: what stands is what the policy pack let pass.")
		}
	}
	return w.err
}

// stacks names the stacks and counts their resources.
func (r Report) stacks() string {
	texts := make([]string, 0, len(r.Stacks))
	for _, s := range r.Stacks {
		name := s.Name
		if name == "" {
			name = "a stack that was never deployed"
		}
		text := fmt.Sprintf("%s (%d resources", name, s.Resources)
		if s.Passed != nil {
			text += ", let pass at " + s.Passed.Format("2006-01-02 15:04:05 MST")
		}
		texts = append(texts, text+")")
	}
	return strings.Join(texts, " and ")
}

// printer remembers the first error of writing.
type printer struct {
	to  io.Writer
	err error
}

func (w *printer) line(format string, arguments ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.to, format+"\n", arguments...)
	}
}

// findings writes a list, under each rule's id what it refuses. What all findings of a rule share is written once.
func (w *printer) findings(r Report, title string, findings []finding.Finding) {
	if len(findings) == 0 {
		return
	}
	w.line("\n%s", title)
	rules := r.rules()
	for rest := sorted(findings); len(rest) > 0; {
		id, fix := rest[0].Rule, rest[0].Fix
		count, shared := 0, true
		for ; count < len(rest) && rest[count].Rule == id; count++ {
			shared = shared && rest[count].Fix == fix
		}
		w.line("\n  %s", strings.TrimSpace("["+id+"] "+rules[id].Refuses))
		for _, f := range rest[:count] {
			where := f.URN
			if where == "" {
				where = "the stacks as a whole"
			}
			w.line("    %s", where)
			w.line("      %s", indented(f.Problem))
			if f.Counterexample != "" {
				w.line("      for example: %s", indented(f.Counterexample))
			}
			if !shared && f.Fix != "" {
				w.line("      to mend it: %s", indented(f.Fix))
			}
		}
		if shared && fix != "" {
			w.line("    to mend it: %s", indented(fix))
		}
		rest = rest[count:]
	}
}

func indented(text string) string { return strings.ReplaceAll(text, "\n", "\n        ") }
