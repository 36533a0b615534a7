package pack

import (
	"sync"

	"secure-room/policy/finding"
)

// told remembers what has been reported of single resources, so that a preview, which runs both policies, lists it once.
// The judgement of the stack ends a run, and with it what is remembered: nothing is held back that this run has not shown.
type told struct {
	guard sync.Mutex
	seen  map[[2]string]bool
}

func (t *told) note(findings []finding.Finding) {
	t.guard.Lock()
	defer t.guard.Unlock()
	for _, f := range findings {
		if t.seen == nil {
			t.seen = map[[2]string]bool{}
		}
		t.seen[[2]string{f.Rule, f.URN}] = true
	}
}

// rest are the findings that the same rule has not yet made on the same resource; it forgets what was noted.
func (t *told) rest(findings []finding.Finding) []finding.Finding {
	t.guard.Lock()
	defer t.guard.Unlock()
	var left []finding.Finding
	for _, f := range findings {
		if f.URN == "" || !t.seen[[2]string{f.Rule, f.URN}] {
			left = append(left, f)
		}
	}
	t.seen = nil
	return left
}
