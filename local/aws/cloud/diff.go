package cloud

import (
	"context"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"secure-room/local/aws/schema"
)

// Diff compares the inputs of before with those of now, and says which changes replace the object.
func (p *Provider) Diff(_ context.Context, request plugin.DiffRequest) (plugin.DiffResponse, error) {
	kind, table, err := p.engine.kind(string(request.Type))
	if err != nil {
		return plugin.DiffResponse{}, err
	}
	olds, news := essence(request.OldInputs, request.NewInputs, table), essence(request.NewInputs, nil, table)
	result := differences(olds, news, table.Replaces)
	result.DeleteBeforeReplace = len(result.ReplaceKeys) > 0 &&
		(kind.DeleteFirst || kind.Name.keeps(request.OldInputs, request.NewInputs))
	return result, nil
}

// keeps says that a replacement would have the name of what it replaces, given by the program: then
// the old one must go first. A name that was made up differs.
func (n Name) keeps(olds, news resource.PropertyMap) bool {
	key := resource.PropertyKey(n.Property)
	for _, filled := range listed(news[defaultsKey]) {
		if filled.IsString() && filled.StringValue() == n.Property {
			return false
		}
	}
	_, named := news[key]
	return n.Property != "" && named && olds[key].DeepEquals(news[key])
}

func listed(value resource.PropertyValue) []resource.PropertyValue {
	if !value.IsArray() {
		return nil
	}
	return value.ArrayValue()
}

// essence drops the bridge's own properties, and those that AWS goes on filling in when the
// program no longer gives them.
func essence(inputs, news resource.PropertyMap, table schema.Properties) resource.PropertyMap {
	compared := resource.PropertyMap{}
	for name, value := range inputs {
		property := table[string(name)]
		_, still := news[name]
		if internal(string(name)) || news != nil && !still && property != nil && property.Computed {
			continue
		}
		compared[name] = withoutInternal(value)
	}
	return compared
}

func withoutInternal(value resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsSecret():
		return resource.MakeSecret(withoutInternal(value.SecretValue().Element))
	case value.IsArray():
		list := make([]resource.PropertyValue, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			list[i] = withoutInternal(element)
		}
		return resource.NewProperty(list)
	case value.IsObject():
		return resource.NewProperty(essence(value.ObjectValue(), nil, nil))
	}
	return value
}

// differences tells all paths that differ, and which of them replaces says cannot change in place.
func differences(olds, news resource.PropertyMap, replaces func(resource.PropertyPath) bool) plugin.DiffResult {
	difference := olds.Diff(news)
	if difference == nil {
		return plugin.DiffResult{Changes: plugin.DiffNone}
	}
	result := plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: map[string]plugin.PropertyDiff{}}
	detailed := plugin.NewDetailedDiffFromObjectDiff(difference, true)
	replaceKeys := map[resource.PropertyKey]bool{}
	for _, text := range slices.Sorted(maps.Keys(detailed)) {
		each := detailed[text]
		path, err := resource.ParsePropertyPath(text)
		if err == nil && replaces(path) {
			each = each.ToReplace()
			top, _ := path[0].(string)
			replaceKeys[resource.PropertyKey(top)] = true
		}
		result.DetailedDiff[text] = each
	}
	result.ChangedKeys = difference.ChangedKeys()
	result.ReplaceKeys = slices.Sorted(maps.Keys(replaceKeys))
	return result
}
