package cloud

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"secure-room/local/aws/schema"
	"secure-room/local/aws/store"
)

// hidden marks an object in the store whose clear text the local cloud refuses to keep.
const hidden = "[secret]"

// internal says that a property belongs to Pulumi's bridge to Terraform, not to AWS.
func internal(name string) bool { return strings.HasPrefix(name, "__") }

// fromPulumi turns Pulumi's properties into the services' view of them.
func fromPulumi(properties resource.PropertyMap) Values {
	values := Values{}
	for name, value := range properties {
		if !internal(string(name)) && !value.IsNull() {
			values[string(name)] = fromPulumiValue(value)
		}
	}
	return values
}

func fromPulumiValue(value resource.PropertyValue) any {
	switch {
	case value.IsSecret():
		return fromPulumiValue(value.SecretValue().Element)
	case value.IsOutput():
		if !value.OutputValue().Known {
			return Unknown{}
		}
		return fromPulumiValue(value.OutputValue().Element)
	case value.IsComputed():
		return Unknown{}
	case value.IsArray():
		list := make([]any, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			list[i] = fromPulumiValue(element)
		}
		return list
	case value.IsObject():
		return fromPulumi(value.ObjectValue())
	case value.IsResourceReference():
		id, _ := value.ResourceReferenceValue().IDString()
		return id
	}
	return value.V
}

// toPulumi is the way back. What was secret among the inputs, and what the property table calls
// sensitive, becomes secret again.
func toPulumi(values Values, table schema.Properties, inputs resource.PropertyMap) resource.PropertyMap {
	properties := resource.PropertyMap{}
	for name, value := range values {
		key := resource.PropertyKey(name)
		property := toPulumiValue(value, table[name], inputs[key])
		if (table[name] != nil && table[name].Sensitive || inputs[key].IsSecret()) && !property.IsSecret() {
			property = resource.MakeSecret(property)
		}
		properties[key] = property
	}
	return properties
}

func toPulumiValue(value any, table *schema.Property, input resource.PropertyValue) resource.PropertyValue {
	if input.IsSecret() {
		input = input.SecretValue().Element
	}
	switch value := value.(type) {
	case Unknown:
		return resource.MakeComputed(resource.NewProperty(""))
	case Values:
		var nested schema.Properties
		if table != nil {
			nested = table.Properties
		}
		var given resource.PropertyMap
		if input.IsObject() {
			given = input.ObjectValue()
		}
		return resource.NewProperty(toPulumi(value, nested, given))
	case []any:
		list := make([]resource.PropertyValue, len(value))
		for i, element := range value {
			var given resource.PropertyValue
			if input.IsArray() && i < len(input.ArrayValue()) {
				given = input.ArrayValue()[i]
			}
			list[i] = toPulumiValue(element, table, given)
			if given.IsSecret() {
				list[i] = resource.MakeSecret(list[i])
			}
		}
		return resource.NewProperty(list)
	}
	return resource.NewPropertyValue(value)
}

// redact replaces secrets in what the store is to keep.
func redact(values Values, secret resource.PropertyMap) map[string]any {
	kept := map[string]any{}
	for name, value := range values {
		kept[name] = redactValue(value, secret[resource.PropertyKey(name)])
	}
	return kept
}

func redactValue(value any, secret resource.PropertyValue) any {
	if secret.IsSecret() {
		return hidden
	}
	switch value := value.(type) {
	case Values:
		var nested resource.PropertyMap
		if secret.IsObject() {
			nested = secret.ObjectValue()
		}
		return redact(value, nested)
	case []any:
		list := make([]any, len(value))
		for i, element := range value {
			var nested resource.PropertyValue
			if secret.IsArray() && i < len(secret.ArrayValue()) {
				nested = secret.ArrayValue()[i]
			}
			list[i] = redactValue(element, nested)
		}
		return list
	}
	return value
}

// fromStore gives the services' view of what the store has kept.
func fromStore(kept *store.Object) *Object {
	object := &Object{Key: kept.Key, URN: kept.URN, given: slices.Clone(kept.Given), uses: slices.Clone(kept.Uses), recorded: kept.Recorded}
	if kept.Owner != nil {
		object.owner = *kept.Owner
	}
	object.Values, _ = fromJSON(kept.Values).(Values)
	if object.Values == nil {
		object.Values = Values{}
	}
	return object
}

func fromJSON(value any) any {
	switch value := value.(type) {
	case map[string]any:
		values := make(Values, len(value))
		for name, element := range maps.All(value) {
			values[name] = fromJSON(element)
		}
		return values
	case []any:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = fromJSON(element)
		}
		return list
	}
	return value
}

// numbers makes what services put as int the float64 that Pulumi and JSON know.
func numbers(value any) any {
	switch value := value.(type) {
	case int:
		return float64(value)
	case string, float64, bool, nil, Unknown:
		return value
	case []string:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = element
		}
		return list
	case []Values:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = numbers(element)
		}
		return list
	case Values:
		for name, element := range value {
			value[name] = numbers(element)
		}
		return value
	case []any:
		for i, element := range value {
			value[i] = numbers(element)
		}
		return value
	}
	return value
}
