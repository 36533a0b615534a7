package report

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	policy "secure-room/policy/resource"
)

// access is what people need to get in, as the stacks' own outputs say it.
func (d *drawer) access() section {
	s := section{title: "Getting in", none: "the stacks say nothing of it"}
	for _, stack := range d.graph.OfType(string(resource.RootStackType)) {
		for _, one := range []struct{ output, title string }{
			{"clientDownload", "WorkSpaces client"},
			{"registrationCode", "registration code"},
			{"consoleSignIn", "AWS console"},
			{"switchRoleLinks", "role"},
			{"managementSession", "management instance"},
			{"adminSecretArn", "Admin's secret"},
			{"logGroups", "log"},
			{"flowLogGroup", "log of flows"},
		} {
			value := stack.Properties.Get(one.output)
			if text, standing := policy.Text(value); standing == policy.Known && text != "" {
				s.rows = append(s.rows, []string{stack.Stack, one.title, text})
			}
			fields, _ := policy.Fields(value)
			for _, key := range slices.Sorted(maps.Keys(fields.AsMap())) {
				if text, standing := policy.Text(fields.Get(key)); standing == policy.Known {
					s.rows = append(s.rows, []string{stack.Stack, one.title + " " + key, text})
				}
			}
		}
	}
	return s
}
