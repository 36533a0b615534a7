package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// value is one place in a stack's config. Its methods read it as one type or another; each takes words that say what
// is allowed there, for the problem that it adds when the value is missing or is something else.
type value struct {
	key string
	// raw is decoded JSON: nil when nothing is given, else string, json.Number, bool, []any or map[string]any.
	raw any
	*problems
	// silent says that the value is part of something already refused: reading it gives the zero value, and no
	// second problem.
	silent bool
}

// given says whether there is anything to read.
func (v value) given() bool { return v.raw != nil && !v.silent }

// refuse adds a problem with this value.
func (v value) refuse(wrong, allowed string) {
	if !v.silent {
		v.add(v.key, wrong, allowed)
	}
}

// as reads a value as type T; false when it is missing, empty or of another type, which has then been reported.
func as[T any](v value, allowed string) (T, bool) {
	read, fits := v.raw.(T)
	switch {
	case v.silent:
		return *new(T), false
	case v.raw == nil:
		v.refuse("is missing", allowed)
	case v.raw == "":
		v.refuse("is empty", allowed)
		return *new(T), false
	case !fits:
		v.refuse("is "+describe(v.raw), allowed)
	}
	return read, fits
}

// text reads text that is neither empty nor padded.
func (v value) text(allowed string) string {
	s, ok := as[string](v, allowed)
	switch {
	case !ok:
	case strings.TrimSpace(s) != s:
		v.refuse("is "+describe(s)+", which begins or ends with a space", allowed)
	default:
		return s
	}
	return ""
}

// match reads text of a certain form.
func (v value) match(form *regexp.Regexp, allowed string) string {
	return v.that(form.MatchString, allowed)
}

// that reads text that passes a test.
func (v value) that(passes func(string) bool, allowed string) string {
	s := v.text(allowed)
	if s != "" && !passes(s) {
		v.refuse("is "+describe(s), allowed)
		return ""
	}
	return s
}

// choice reads one of several texts.
func (v value) choice(options ...string) string {
	s := v.text(oneOf(options))
	if s != "" && !slices.Contains(options, s) {
		v.refuse("is "+describe(s), oneOf(options))
		return ""
	}
	return s
}

// whole reads a whole number from low to high.
func (v value) whole(low, high int, allowed string) int {
	number, ok := as[json.Number](v, allowed)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(number.String())
	if err != nil || n < low || n > high {
		v.refuse("is "+number.String(), allowed)
		return 0
	}
	return n
}

// flag reads true or false.
func (v value) flag() bool {
	b, _ := as[bool](v, "true or false")
	return b
}

// list reads a list, item by item.
func (v value) list(allowed string) []value {
	items, ok := as[[]any](v, allowed)
	if !ok {
		return nil
	}
	values := make([]value, len(items))
	for i, item := range items {
		values[i] = value{key: itemKey(v.key, i), raw: item, problems: v.problems}
	}
	return values
}

// texts reads a list of texts.
func (v value) texts(allowed string) []string {
	var all []string
	for _, item := range v.list(allowed) {
		all = append(all, item.text(allowed))
	}
	return all
}

// textByKey reads a group whose fields may have any names and hold texts, which may be empty.
func (v value) textByKey(allowed string) map[string]string {
	group, _ := as[map[string]any](v, allowed)
	texts := make(map[string]string, len(group))
	for _, name := range slices.Sorted(maps.Keys(group)) {
		text, isText := group[name].(string)
		if !isText {
			v.add(v.key+"."+name, "is "+describe(group[name]), "text")
		}
		texts[name] = text
	}
	return texts
}

// fields reads a group of fields, of which these and no others are allowed. All of them are in the result, those not
// given without a value.
func (v value) fields(allowed ...string) map[string]value {
	group, ok := as[map[string]any](v, "a group of the fields "+strings.Join(allowed, ", "))
	for _, name := range slices.Sorted(maps.Keys(group)) {
		if !slices.Contains(allowed, name) {
			v.add(v.key+"."+name, "is not a field known there", oneOf(allowed))
		}
	}
	values := make(map[string]value, len(allowed))
	for _, name := range allowed {
		values[name] = value{key: v.key + "." + name, raw: group[name], problems: v.problems, silent: !ok}
	}
	return values
}

// describe puts what was given in words.
func describe(raw any) string {
	switch raw := raw.(type) {
	case []any:
		return "a list"
	case map[string]any:
		return "a group of fields"
	case string:
		const most = 80
		if runes := []rune(raw); len(runes) > most {
			raw = string(runes[:most]) + "…"
		}
		return strconv.Quote(raw)
	default:
		return fmt.Sprint(raw)
	}
}

// oneOf puts a choice in words.
func oneOf(options []string) string {
	if len(options) == 1 {
		return options[0]
	}
	return strings.Join(options[:len(options)-1], ", ") + " or " + options[len(options)-1]
}
