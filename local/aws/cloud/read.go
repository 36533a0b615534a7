package cloud

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"secure-room/local/aws/schema"
)

// Read gives an object as it is now: for a refresh, an import or a `.get`. An empty answer says
// that it is gone.
func (p *Provider) Read(_ context.Context, request plugin.ReadRequest) (plugin.ReadResponse, error) {
	kind, table, err := p.engine.kind(string(request.Type))
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	var object *Object
	err = p.look(func(tx *Transaction) error {
		found := false
		if object, found, err = tx.Get(kind.Token, string(request.ID)); err != nil || !found {
			return err
		}
		if kind.Read != nil {
			return kind.Read(tx, object)
		}
		return nil
	})
	if err != nil {
		return plugin.ReadResponse{}, fmt.Errorf("reading %s: %w", request.ID, err)
	}
	if object == nil {
		return plugin.ReadResponse{}, nil
	}
	uncover(object.Values, request.State)
	secrets := mergeSecrets(request.State, request.Inputs)
	outputs := withID(object, toPulumi(numbers(object.Values).(Values), table, secrets))
	return plugin.ReadResponse{ReadResult: plugin.ReadResult{
		ID: request.ID, Inputs: inputsNow(object, outputs, request.Inputs, table), Outputs: outputs,
	}}, nil
}

// inputsNow gives the inputs that would make the object as it is. What a refresh knows as inputs
// already keeps its place; what someone added by hand beside Pulumi shows as well.
func inputsNow(object *Object, outputs, before resource.PropertyMap, table schema.Properties) resource.PropertyMap {
	inputs := resource.PropertyMap{}
	for name, property := range table {
		key := resource.PropertyKey(name)
		value, present := outputs[key]
		_, known := before[key]
		added := property.Input() && !property.Computed && !empty(value)
		imported := len(before) == 0 && property.Input() &&
			(slices.Contains(object.given, name) || object.given == nil)
		if present && (known || added || imported) {
			inputs[key] = onlyInputs(value, before[key], property)
		}
	}
	if defaults, had := before[defaultsKey]; had {
		inputs[defaultsKey] = defaults
	}
	return inputs
}

// onlyInputs drops from nested objects what AWS filled in, and puts the bridge's marks back.
func onlyInputs(value, before resource.PropertyValue, property *schema.Property) resource.PropertyValue {
	if property.Properties == nil {
		return value
	}
	if before.IsSecret() {
		before = before.SecretValue().Element
	}
	switch {
	case value.IsSecret():
		return resource.MakeSecret(onlyInputs(value.SecretValue().Element, before, property))
	case value.IsArray():
		list := make([]resource.PropertyValue, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			var given resource.PropertyValue
			if before.IsArray() && i < len(before.ArrayValue()) {
				given = before.ArrayValue()[i]
			}
			list[i] = onlyInputs(element, given, property)
		}
		return resource.NewProperty(list)
	case value.IsObject():
		given := resource.PropertyMap{}
		if before.IsObject() {
			given = before.ObjectValue()
		}
		return resource.NewProperty(inputsNow(&Object{given: []string{}}, value.ObjectValue(), given, property.Properties))
	}
	return value
}

// empty values are as good as absent in AWS's answers.
func empty(value resource.PropertyValue) bool {
	switch {
	case value.IsSecret():
		return empty(value.SecretValue().Element)
	case value.IsArray():
		return len(value.ArrayValue()) == 0
	case value.IsObject():
		return len(value.ObjectValue()) == 0
	case value.IsString():
		return value.StringValue() == ""
	case value.IsBool():
		return !value.BoolValue()
	case value.IsNumber():
		return value.NumberValue() == 0
	}
	return value.V == nil
}

func namesOf(inputs Values) []string { return slices.Sorted(maps.Keys(inputs)) }
