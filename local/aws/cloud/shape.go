package cloud

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"secure-room/local/aws/schema"
)

// faults collects what is wrong with a resource's inputs.
type faults struct{ found []plugin.CheckFailure }

func (f *faults) add(property, format string, arguments ...any) {
	f.found = append(f.found, plugin.CheckFailure{
		Property: resource.PropertyKey(property),
		Reason:   property + " " + fmt.Sprintf(format, arguments...),
	})
}

// shape holds inputs against the property table: names, types, what is required, what conflicts.
func (f *faults) shape(values Values, table schema.Properties, path string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		property := table[name]
		switch {
		case property == nil:
			f.add(path+name, "is not a property here; the properties are %s", strings.Join(inputsOf(table), ", "))
		case !property.Input():
			f.add(path+name, "is set by AWS alone; leave it out")
		default:
			f.typed(values[name], property.Type, property, path+name)
			f.conflicts(values, table, path, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if table[name].Required && values.Unset(name) {
			f.add(path+name, "is required, but missing")
		}
	}
}

func inputsOf(table schema.Properties) []string {
	var names []string
	for name, property := range table {
		if property.Input() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (f *faults) conflicts(values Values, table schema.Properties, path, name string) {
	for _, other := range slices.Sorted(maps.Keys(values)) {
		// Each pair is reported once. A text that is empty counts as absent, as in Terraform.
		if name < other && table.Conflict(name, other) && values[name] != "" && values[other] != "" {
			f.add(path+name, "conflicts with %s; give only one of them", path+other)
		}
	}
}

func (f *faults) typed(value any, wanted string, property *schema.Property, path string) {
	if _, unknown := value.(Unknown); unknown {
		return
	}
	element, isList := inner(wanted, "list<")
	mapped, isMap := inner(wanted, "map<")
	switch {
	case isList:
		list, ok := value.([]any)
		if !ok {
			f.add(path, "must be a list")
		}
		for i, each := range list {
			f.typed(each, element, property, fmt.Sprintf("%s[%d]", path, i))
		}
	case isMap:
		object, ok := value.(Values)
		if !ok {
			f.add(path, "must be a map of names to values")
		}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			f.typed(object[name], mapped, property, path+"."+name)
		}
	case wanted == "object":
		object, ok := value.(Values)
		if !ok {
			f.add(path, "must be an object")
			return
		}
		f.shape(object, property.Properties, path+".")
	default:
		f.scalar(value, wanted, property, path)
	}
}

func (f *faults) scalar(value any, wanted string, property *schema.Property, path string) {
	ok := false
	switch wanted {
	case "string":
		var text string
		text, ok = value.(string)
		if ok && len(property.Enum) > 0 && !slices.Contains(property.Enum, text) {
			f.add(path, "is %q, but must be one of %s", text, strings.Join(property.Enum, ", "))
		}
	case "number":
		_, ok = value.(float64)
	case "bool":
		_, ok = value.(bool)
	}
	if !ok {
		f.add(path, "must be a %s", wanted)
	}
}

func inner(text, prefix string) (string, bool) {
	rest, ok := strings.CutPrefix(text, prefix)
	return strings.TrimSuffix(rest, ">"), ok
}
