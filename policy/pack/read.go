package pack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"secure-room/policy/resource"
)

// read turns the engine's view of a resource into the rules' own.
func read(r policyx.AnalyzerResource) resource.Resource {
	read := resource.Resource{
		URN:                  r.URN,
		Type:                 r.Type,
		Name:                 r.Name,
		Properties:           r.Properties,
		Parent:               r.Parent,
		Provider:             r.Provider.URN,
		Dependencies:         r.Dependencies,
		PropertyDependencies: r.PropertyDependencies,
		Protect:              r.Options.Protect,
		IgnoreChanges:        r.Options.IgnoreChanges,
	}
	if u, err := urn.Parse(r.URN); err == nil {
		read.Stack = u.Stack().String()
	}
	return read
}
