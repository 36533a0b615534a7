package cloud

import (
	"maps"

	"secure-room/local/aws/schema"
)

// planned gives the outputs as far as a preview can know them before the object exists.
func planned(inputs Values, table schema.Properties) Values {
	outputs := inputs.clone()
	for name, property := range table {
		switch value := outputs[name].(type) {
		case nil:
			if property.Computed {
				outputs[name] = Unknown{}
			}
		case Values:
			if property.Type == "object" {
				outputs[name] = planned(value, property.Properties)
			}
		case []any:
			for i, element := range value {
				if object, ok := element.(Values); ok && property.Type == "list<object>" {
					value[i] = planned(object, property.Properties)
				}
			}
		}
	}
	return outputs
}

// overlaid gives the outputs after an update: the new inputs over what AWS had filled in before.
func overlaid(before, inputs Values, table schema.Properties) Values {
	outputs := inputs.clone()
	for name, property := range table {
		old, had := before[name]
		if !had {
			continue
		}
		switch value := outputs[name].(type) {
		case nil:
			if property.Computed {
				outputs[name] = cloneValue(old)
			}
		case Values:
			if object, ok := old.(Values); ok && property.Type == "object" {
				outputs[name] = overlaid(object, value, property.Properties)
			}
		case []any:
			olds, _ := old.([]any)
			for i, element := range value {
				object, ok := element.(Values)
				if ok && property.Type == "list<object>" && len(olds) == len(value) {
					if oldObject, ok := olds[i].(Values); ok {
						value[i] = overlaid(oldObject, object, property.Properties)
					}
				}
			}
		}
	}
	return outputs
}

// tagged fills in tagsAll: the provider's default tags under the resource's own.
// See Pulumi Registry, "AWS Classic: Provider", defaultTags.
func (p *Provider) tagged(outputs Values, table schema.Properties) {
	if table["tagsAll"] == nil {
		return
	}
	if _, unknown := outputs["tags"].(Unknown); unknown {
		outputs["tagsAll"] = Unknown{}
		return
	}
	all := Values{}
	maps.Copy(all, p.defaultTags)
	maps.Copy(all, outputs.Object("tags"))
	outputs["tagsAll"] = all
}
