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

// defaultsKey lists, in each object of the inputs, which properties the provider filled in, just as
// the real provider's bridge does.
const defaultsKey = "__defaults"

// check validates a resource's inputs and fills in defaults and its name.
// It reports all faults at once.
func (e *Engine) check(request plugin.CheckRequest) (plugin.CheckResponse, error) {
	kind, table, err := e.kind(string(request.Type))
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	checked := withDefaults(request.News, table)
	if err := kind.Name.fill(checked, request); err != nil {
		return plugin.CheckResponse{}, err
	}
	var faults faults
	values := fromPulumi(checked)
	faults.shape(values, table, "")
	for _, name := range kind.Unserved {
		if value := values[name]; value != nil && value != false && value != "" {
			faults.add(name, "is not served by the local AWS; leave it out")
		}
	}
	if len(faults.found) == 0 && kind.Check != nil {
		kind.Check(values, faults.add)
	}
	return plugin.CheckResponse{Properties: checked, Failures: faults.found}, nil
}

// withDefaults copies inputs, drops those that are null, marks those as secret that always are, and
// sets absent ones that have a default.
func withDefaults(inputs resource.PropertyMap, table schema.Properties) resource.PropertyMap {
	checked, filled := resource.PropertyMap{}, []resource.PropertyValue{}
	for name, value := range inputs {
		if internal(string(name)) || value.IsNull() {
			continue
		}
		property := table[string(name)]
		if property != nil && property.Properties != nil {
			value = nestedDefaults(value, property.Properties)
		}
		if property != nil && property.Sensitive && !value.IsSecret() {
			value = resource.MakeSecret(value)
		}
		checked[name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		property, key := table[name], resource.PropertyKey(name)
		if _, given := checked[key]; given || property.Default == nil || conflicting(checked, table, name) {
			continue
		}
		checked[key] = resource.NewPropertyValue(property.Default)
		filled = append(filled, resource.NewProperty(name))
	}
	checked[defaultsKey] = resource.NewProperty(filled)
	return checked
}

func nestedDefaults(value resource.PropertyValue, table schema.Properties) resource.PropertyValue {
	switch {
	case value.IsSecret():
		return resource.MakeSecret(nestedDefaults(value.SecretValue().Element, table))
	case value.IsObject():
		return resource.NewProperty(withDefaults(value.ObjectValue(), table))
	case value.IsArray():
		list := make([]resource.PropertyValue, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			list[i] = nestedDefaults(element, table)
		}
		return resource.NewProperty(list)
	}
	return value
}

func conflicting(inputs resource.PropertyMap, table schema.Properties, name string) bool {
	for other := range inputs {
		if table.Conflict(name, string(other)) {
			return true
		}
	}
	return false
}

// fill names the resource when its program has not: as before, as Pulumi proposes, or by its
// logical name and seven hexadecimal digits.
func (n Name) fill(checked resource.PropertyMap, request plugin.CheckRequest) error {
	if n.Property == "" {
		return nil
	}
	key, prefix := resource.PropertyKey(n.Property), resource.PropertyKey(n.Property+"Prefix")
	if _, named := checked[key]; named {
		return nil
	}
	if _, prefixed := checked[prefix]; prefixed {
		return nil
	}
	name, err := n.propose(request)
	if err != nil || name == "" {
		return err
	}
	if before, had := request.Olds[key]; had {
		checked[key] = before
	} else {
		checked[key] = resource.NewProperty(name)
	}
	filled := checked[defaultsKey].ArrayValue()
	checked[defaultsKey] = resource.NewProperty(append(filled, resource.NewProperty(n.Property)))
	return nil
}

func (n Name) propose(request plugin.CheckRequest) (string, error) {
	base := request.Name
	if n.Lower {
		base = strings.ToLower(base)
	}
	if options := request.Autonaming; options != nil && options.ProposedName != "" {
		return options.ProposedName, nil
	} else if options != nil && options.Mode == plugin.AutonamingModeDisabled {
		return "", nil
	}
	name, err := resource.NewUniqueName(request.RandomSeed, base+"-", 7, n.Limit, nil)
	if err != nil {
		return "", fmt.Errorf("naming %s: %w", request.Name, err)
	}
	return name, nil
}
