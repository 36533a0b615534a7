// Package problem says what is wrong with an item of a list in a way that each reader of the list can put in its own
// words: by the config key it came from, by the field of a component's arguments, or by the baseline's.
package problem

import (
	"errors"
	"fmt"
)

// Problem is one thing wrong with one field of one item.
type Problem struct {
	// Index is the item's place in the list.
	Index int
	// Field is empty where the item has none, as in a list of texts.
	Field string
	// Text says what is wrong and what is allowed, without naming the field.
	Text string
}

// String is the problem without its place.
func (p Problem) String() string { return p.Field + " " + p.Text }

// Join makes one error of the problems with a list; nil when there are none.
func Join(list string, problems []Problem) error {
	var all []error
	for _, p := range problems {
		all = append(all, fmt.Errorf("%s[%d].%s: %s", list, p.Index, p.Field, p.Text))
	}
	return errors.Join(all...)
}
