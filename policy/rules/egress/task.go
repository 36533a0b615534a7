package egress

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// harmlessTask are a task definition's properties, and what the provider adds, that change nothing about what runs in
// it: names, sizes and roles (what roles may do is another family's question).
var harmlessTask = set("containerDefinitions", "family", "cpu", "memory", "executionRoleArn", "taskRoleArn", "runtimePlatform",
	"ephemeralStorage", "tags", "tagsAll", "placementConstraints", "skipDestroy", "trackLatest", "arn", "arnWithoutRevision",
	"revision", "id", "region", "requiresCompatibilities", "networkMode", "volumes", "__defaults")

func set(names ...string) map[string]bool {
	result := map[string]bool{}
	for _, name := range names {
		result[name] = true
	}
	return result
}

// task judges a task definition.
func (c *checker) task() {
	for _, key := range slices.Sorted(maps.Keys(c.resource.Properties.AsMap())) {
		if value := c.resource.Properties.Get(key); !harmlessTask[key] && !isUnset(value) {
			c.reject(taskSetting, "The task definition sets %s, which changes where the container runs or what runs beside it; a proxy's does not.", key)
		}
	}
	if mode, standing := resource.Text(c.resource.Properties.Get("networkMode")); standing != resource.Known || mode != "awsvpc" {
		c.reject(taskSetting, "The task definition's networkMode is not awsvpc, so the proxy's security group does not hold for it.")
	}
	scratch := c.volumes()
	definitions := c.resource.Properties.Get("containerDefinitions")
	text, standing := resource.Text(definitions)
	if standing != resource.Known {
		c.reject(unknownConfiguration, "The container definitions are not known, so what the proxy lets out cannot be judged before it runs.")
		return
	}
	containers, err := readContainers(text)
	if err != nil {
		c.reject(unknownConfiguration, "The container definitions cannot be read: %s.", err)
		return
	}
	if len(containers) != 1 {
		c.reject(anotherContainer, "The task runs %d containers; a proxy's runs one, and another would share its way out.", len(containers))
	}
	for _, container := range containers {
		c.container(container, scratch, definitions.Secret())
	}
}

// volumes judges what containers can mount and returns the name of the one volume that may be: an empty one.
func (c *checker) volumes() string {
	items, standing := resource.Items(c.resource.Properties.Get("volumes"))
	if standing == resource.Absent {
		return ""
	}
	name := ""
	for _, item := range items {
		fields, fieldsStanding := resource.Fields(item)
		plain := fieldsStanding == resource.Known
		for key, value := range fields.All {
			plain = plain && (key == "name" || key == "__defaults" || isUnset(value) || value.IsComputed() && c.computed("volumes"))
		}
		found, nameStanding := resource.Text(fields.Get("name"))
		if !plain || nameStanding != resource.Known {
			c.reject(mounted, "The task has a volume with content from outside, or one whose content is not known; what it holds could take the place of the proxy's files.")
			continue
		}
		name = found
	}
	if standing != resource.Known || len(items) > 1 {
		c.reject(mounted, "The task has more than one volume, or its volumes are not known; a proxy needs one to write to.")
	}
	return name
}

// computed says whether what is unknown inside a property is the provider's own answer to what nobody gave: while
// previewing, such a value depends on nothing.
func (c *checker) computed(property string) bool {
	return c.Scope == resource.Stack && len(c.resource.PropertyDependencies[property]) == 0
}

// isUnset says whether a property says nothing. An unknown one says something.
func isUnset(value property.Value) bool {
	switch {
	case value.IsNull():
		return true
	case value.IsString():
		return value.AsString() == ""
	case value.IsBool():
		return !value.AsBool()
	case value.IsNumber():
		return value.AsNumber() == 0
	case value.IsArray():
		return value.AsArray().Len() == 0
	case value.IsMap():
		for _, inner := range value.AsMap().All {
			if !isUnset(inner) {
				return false
			}
		}
		return true
	default:
		return false
	}
}
