package pack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
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
	for _, alias := range r.Options.Aliases {
		if alias.URN != nil {
			read.Aliases = append(read.Aliases, aliasText(alias.URN))
		}
	}
	if u, err := urn.Parse(r.URN); err == nil {
		read.Stack = u.Stack().String()
	}
	return read
}

// aliasText is the URN of an alias. The SDK hands aliases to a pack as plain URNs.
func aliasText(u pulumi.URNInput) string {
	text, _ := u.(pulumi.URN)
	return string(text)
}
