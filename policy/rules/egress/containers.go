package egress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// object is a JSON object with its keys in lower case.
type object map[string]any

// readContainers reads container definitions. The provider takes keys in any case and the last of two equal ones, so
// both are settled here: keys are lowered, and a key given twice is an error.
func readContainers(text string) ([]object, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	value, err := readValue(decoder)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the list")
	}
	items, ok := value.([]any)
	if !ok {
		return nil, errors.New("it is not a list of containers")
	}
	var containers []object
	for _, item := range items {
		container, ok := item.(object)
		if !ok {
			return nil, errors.New("one item of the list is not a container")
		}
		containers = append(containers, container)
	}
	return containers, nil
}

func readValue(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, errors.New("it is not JSON")
	}
	switch token {
	case json.Delim('{'):
		return readObject(decoder)
	case json.Delim('['):
		items := []any{}
		for decoder.More() {
			item, err := readValue(decoder)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		if _, err := decoder.Token(); err != nil {
			return nil, errors.New("it is not JSON")
		}
		return items, nil
	default:
		return token, nil
	}
}

func readObject(decoder *json.Decoder) (object, error) {
	fields := object{}
	for decoder.More() {
		token, err := decoder.Token()
		key, ok := token.(string)
		if err != nil || !ok {
			return nil, errors.New("it is not JSON")
		}
		// Some letters beyond ASCII count as the same as ASCII ones when keys are compared.
		if strings.ContainsFunc(key, func(r rune) bool { return r > 0x7e }) {
			return nil, errors.New("a key holds a letter that no key has")
		}
		key = strings.ToLower(key)
		if _, twice := fields[key]; twice {
			return nil, fmt.Errorf("key %s is given twice", key)
		}
		if fields[key], err = readValue(decoder); err != nil {
			return nil, err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return nil, errors.New("it is not JSON")
	}
	return fields, nil
}

// isEmpty says whether a value is what the key stands for when it is not given.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case float64:
		return v == 0
	case []any:
		return len(v) == 0
	case object:
		for _, inner := range v {
			if !isEmpty(inner) {
				return false
			}
		}
		return true
	default:
		return false
	}
}

// given are the keys of d that say something, in no order.
func (d object) given() map[string]any {
	said := map[string]any{}
	for key, value := range d {
		if !isEmpty(value) {
			said[key] = value
		}
	}
	return said
}

// objects are the items of a list of objects; false when the value is something else.
func objects(value any) ([]object, bool) {
	if isEmpty(value) {
		return nil, true
	}
	items, ok := value.([]any)
	if !ok {
		return nil, false
	}
	var result []object
	for _, item := range items {
		fields, ok := item.(object)
		if !ok {
			return nil, false
		}
		result = append(result, fields)
	}
	return result, true
}
