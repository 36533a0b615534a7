package policytest

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// merge puts a change into a value: mappings merge, null removes a key, numbers as keys are places in a list (the one
// after the last adds to it), !replace changes text, and anything else takes the place of what was.
func (d decoder) merge(into any, from *yaml.Node) (any, error) {
	if from.Tag == "!replace" {
		return d.replace(into, from)
	}
	if from.Kind != yaml.MappingNode || from.Tag != "!!map" {
		return d.value(from)
	}
	switch into := into.(type) {
	case P:
		merged := maps.Clone(into)
		return merged, eachField(from, func(key string, value *yaml.Node) (err error) {
			if value.Tag == "!!null" {
				if _, there := merged[key]; !there {
					return at(value, "there is no %s to remove", key)
				}
				delete(merged, key)
				return nil
			}
			merged[key], err = d.merge(merged[key], value)
			return err
		})
	case []any:
		return d.mergeList(into, from)
	case JSON:
		inner, err := d.merge(into.Value, from)
		return JSON{inner}, err
	case Secret:
		inner, err := d.merge(into.Value, from)
		return Secret{inner}, err
	}
	return d.value(from)
}

func (d decoder) mergeList(into []any, from *yaml.Node) (any, error) {
	merged := slices.Clone(into)
	var removed []int
	err := eachField(from, func(key string, value *yaml.Node) (err error) {
		i, err := strconv.Atoi(key)
		switch {
		case err != nil || i < 0 || i > len(merged):
			return at(value, "%s is no place in a list of %d", key, len(into))
		case value.Tag == "!!null" && i < len(into):
			removed = append(removed, i)
		case i == len(merged):
			var added any
			added, err = d.value(value)
			merged = append(merged, added)
		default:
			merged[i], err = d.merge(merged[i], value)
		}
		return err
	})
	slices.Sort(removed)
	for _, i := range slices.Backward(removed) {
		merged = slices.Delete(merged, i, i+1)
	}
	return merged, err
}

// replace changes text wherever it stands within a value.
func (d decoder) replace(into any, from *yaml.Node) (any, error) {
	return into, eachField(from, func(old string, value *yaml.Node) error {
		count := 0
		into = replaced(into, old, value.Value, &count)
		if count == 0 {
			return at(value, "the text to replace, %q, does not occur", old)
		}
		return nil
	})
}

func replaced(v any, old, by string, count *int) any {
	switch v := v.(type) {
	case string:
		*count += strings.Count(v, old)
		return strings.ReplaceAll(v, old, by)
	case P:
		changed := P{}
		for key, field := range v {
			changed[key] = replaced(field, old, by, count)
		}
		return changed
	case []any:
		changed := make([]any, 0, len(v))
		for _, item := range v {
			changed = append(changed, replaced(item, old, by, count))
		}
		return changed
	case Text:
		return Text(replaced([]any(v), old, by, count).([]any))
	case JSON:
		return JSON{replaced(v.Value, old, by, count)}
	case Secret:
		return Secret{replaced(v.Value, old, by, count)}
	}
	return v
}
