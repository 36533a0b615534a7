// Package rehearsal says what becomes of what a person tries in the local cloud as it stands: opening a terminal,
// connecting from it, and visiting a site through the proxy. It follows one packet hop by hop, as AWS would pass it on.
//
// It is written apart from the policy's reachability engine, and knows nothing of it, so that a mistake in one shows as a
// difference to the other. It sees what stands in the cloud, whoever put it there.
package rehearsal

import (
	"fmt"
	"strings"
)

// Journey is what becomes of an attempt: steps that let it pass, and the one that ended it, if any.
type Journey struct{ Steps []Step }

// Step is one thing on the way.
type Step struct {
	Passed bool
	Text   string
}

func (j *Journey) pass(format string, values ...any) {
	j.Steps = append(j.Steps, Step{true, fmt.Sprintf(format, values...)})
}

// stop ends the journey; what comes after it is not asked any more.
func (j *Journey) stop(format string, values ...any) {
	j.Steps = append(j.Steps, Step{false, fmt.Sprintf(format, values...)})
}

// join goes on with another journey, and says whether that arrived.
func (j *Journey) join(next Journey) bool {
	j.Steps = append(j.Steps, next.Steps...)
	return next.Arrives()
}

// Arrives says whether nothing stopped it.
func (j Journey) Arrives() bool {
	for _, step := range j.Steps {
		if !step.Passed {
			return false
		}
	}
	return len(j.Steps) > 0
}

// String lists the steps, and then what became of it.
func (j Journey) String() string {
	var b strings.Builder
	for _, step := range j.Steps {
		mark := "  yes  "
		if !step.Passed {
			mark = "  NO   "
		}
		b.WriteString(mark + step.Text + "\n")
	}
	if j.Arrives() {
		b.WriteString("allowed\n")
	} else {
		b.WriteString("refused\n")
	}
	return b.String()
}
