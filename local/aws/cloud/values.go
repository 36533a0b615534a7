package cloud

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// Values are properties as services see them: text, float64, bool, []any, Values, or Unknown.
// Secrets appear as their plain value; the engine remembers which they were, and the store never
// gets to see them.
type Values map[string]any

// Unknown stands for a value that a preview cannot know yet.
type Unknown struct{}

// Unset says that the property is surely absent.
func (v Values) Unset(name string) bool { return v[name] == nil }

// Known says that the property is present and known throughout.
func (v Values) Known(name string) bool { return v[name] != nil && known(v[name]) }

func known(value any) bool {
	switch value := value.(type) {
	case Unknown:
		return false
	case []any:
		return !slices.ContainsFunc(value, func(element any) bool { return !known(element) })
	case Values:
		for element := range maps.Values(value) {
			if !known(element) {
				return false
			}
		}
	}
	return true
}

// Text is the text of a property, empty when it is absent or unknown.
func (v Values) Text(name string) string { text, _ := v[name].(string); return text }

// Number is the number of a property, zero when it is absent or unknown.
func (v Values) Number(name string) float64 { number, _ := v[name].(float64); return number }

// Whole is Number for properties that hold whole numbers.
func (v Values) Whole(name string) int { return int(math.Trunc(v.Number(name))) }

// Flag is the truth value of a property, false when it is absent or unknown.
func (v Values) Flag(name string) bool { flag, _ := v[name].(bool); return flag }

// List is a list's elements, some of which may be Unknown.
func (v Values) List(name string) []any { list, _ := v[name].([]any); return list }

// Texts are the known texts in a list.
func (v Values) Texts(name string) []string {
	var texts []string
	for _, element := range v.List(name) {
		if text, ok := element.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// Object is a nested object; empty, not nil, when it is absent or unknown.
func (v Values) Object(name string) Values {
	if object, ok := v[name].(Values); ok {
		return object
	}
	return Values{}
}

// Objects are the known objects in a list.
func (v Values) Objects(name string) []Values {
	var objects []Values
	for _, element := range v.List(name) {
		if object, ok := element.(Values); ok {
			objects = append(objects, object)
		}
	}
	return objects
}

// At collects the values at a path; dots descend, also into the objects of a list.
func (v Values) At(path string) []any {
	name, rest, deeper := strings.Cut(path, ".")
	value, present := v[name]
	if !present || value == nil {
		return nil
	}
	elements, isList := value.([]any)
	if !isList {
		elements = []any{value}
	}
	if !deeper {
		return elements
	}
	var found []any
	for _, element := range elements {
		if object, ok := element.(Values); ok {
			found = append(found, object.At(rest)...)
		}
	}
	return found
}

// clone copies all containers, so that no caller can change what another one holds.
func (v Values) clone() Values {
	copied := make(Values, len(v))
	for name, value := range v {
		copied[name] = cloneValue(value)
	}
	return copied
}

func cloneValue(value any) any {
	switch value := value.(type) {
	case Values:
		return value.clone()
	case []any:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = cloneValue(element)
		}
		return list
	}
	return value
}
