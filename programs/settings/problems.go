package settings

import (
	"fmt"
	"strings"
	"unicode"

	"secure-room/internal/problem"
)

// problems collects what is wrong with one stack's config, so that its author can mend all of it at once.
type problems struct {
	stack string
	found []string
	// refused are the keys that a problem was found with.
	refused map[string]bool
}

func newProblems(stack string) *problems {
	return &problems{stack: stack, refused: map[string]bool{}}
}

// add notes one problem: the key in question, what is wrong with it, and what is allowed.
func (p *problems) add(key, wrong, allowed string) {
	p.found = append(p.found, fmt.Sprintf("%s of stack %s %s; allowed is %s.", key, p.stack, wrong, allowed))
	p.refused[key] = true
}

// addAll notes what another package found wrong with the items of a list. An item or a field that could not even be read has
// been reported, and whatever was put in its place is not worth another word.
func (p *problems) addAll(list value, found []problem.Problem) {
	for _, one := range found {
		item := itemKey(list.key, one.Index)
		key := item
		if one.Field != "" {
			key += "." + fieldName(one.Field)
		}
		if !p.refused[item] && !p.refused[key] {
			p.found = append(p.found, fmt.Sprintf("%s of stack %s: %s.", key, p.stack, strings.TrimRight(one.Text, ".?")))
		}
	}
}

// addFields notes what another package found wrong with the fields of a group, but for those that could not be read.
func (p *problems) addFields(group value, found []problem.Problem) {
	for _, one := range found {
		key := group.key + "." + fieldName(one.Field)
		if !p.refused[key] {
			p.found = append(p.found, fmt.Sprintf("%s of stack %s: %s.", key, p.stack, one.Text))
		}
	}
}

// addTexts notes what another package found wrong with a value, unless some of it could not be read.
func (p *problems) addTexts(v value, found []string) {
	for key := range p.refused {
		if strings.HasPrefix(key, v.key) {
			return
		}
	}
	for _, text := range found {
		p.found = append(p.found, fmt.Sprintf("%s of stack %s: %s.", v.key, p.stack, text))
	}
}

// itemKey is the key of one item of a list.
func itemKey(list string, index int) string { return fmt.Sprintf("%s[%d]", list, index) }

// fieldName is the config's name of a Go field: CIDR is cidr, GivenName is givenName, SubnetIDs is subnetIds.
func fieldName(field string) string {
	if strings.ToUpper(field) == field {
		return strings.ToLower(field)
	}
	runes := []rune(strings.NewReplacer("IDs", "Ids", "ID", "Id").Replace(field))
	runes[0] = unicode.ToLower(runes[0])
	return string(runes)
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
