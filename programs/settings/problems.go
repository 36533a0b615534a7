package settings

import (
	"fmt"
	"strings"
)

// problems collects what is wrong with one stack's config, so that its author can mend all of it at once.
type problems struct {
	stack string
	found []string
}

// add notes one problem: the key in question, what is wrong with it, and what is allowed.
func (p *problems) add(key, wrong, allowed string) {
	p.found = append(p.found, fmt.Sprintf("%s of stack %s %s; allowed is %s.", key, p.stack, wrong, allowed))
}

// err is nil when nothing is wrong.
func (p *problems) err() error {
	switch len(p.found) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("reading config: %s", p.found[0])
	default:
		return fmt.Errorf("reading config: %d problems:\n  %s", len(p.found), strings.Join(p.found, "\n  "))
	}
}
