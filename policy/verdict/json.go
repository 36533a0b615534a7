package verdict

import (
	"encoding/json"
	"fmt"
	"io"

	"secure-room/policy/finding"
	"secure-room/policy/verify"
)

// document is the JSON form; docs/guides/verify.md describes it. Fields are added to it, never changed or taken away.
type document struct {
	Version  int     `json:"version"`
	Outcome  string  `json:"outcome"`
	Baseline string  `json:"baseline"`
	Stacks   []Stack `json:"stacks"`
	// Compared says whether the stacks were held against the pack's records.
	Compared   bool              `json:"compared"`
	Violations []finding.Finding `json:"violations"`
	Undecided  []finding.Finding `json:"undecided"`
	Unsettled  []string          `json:"unsettled"`
}

// outcomes are the words of the JSON form.
var outcomes = map[verify.Outcome]string{verify.Proved: "proved", verify.Violated: "violations", verify.Undecided: "undecided"}

// JSON writes a report for other programs.
func JSON(to io.Writer, r Report) error {
	encoder := json.NewEncoder(to)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(document{Version: 1, Outcome: outcomes[r.Outcome()], Baseline: r.Baseline, Stacks: list(r.Stacks),
		Compared: len(r.Compared) > 0, Violations: list(sorted(r.Violations)), Undecided: list(sorted(r.Undecided)), Unsettled: list(r.Unsettled)})
	if err != nil {
		return fmt.Errorf("write the verdict as JSON: %w", err)
	}
	return nil
}

// list is never nil: an empty list is written as one.
func list[T any](items []T) []T { return append([]T{}, items...) }
