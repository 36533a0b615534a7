package completeness

import (
	"fmt"

	"secure-room/policy/baseline"
	"secure-room/policy/closedworld"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// kept are the types whose loss is a loss of data or of everybody's terminals, and the property by which AWS itself
// refuses to delete one; empty where AWS has none and Pulumi's protection must do.
var kept = map[closedworld.Kind]map[string]string{
	closedworld.Room: {
		"aws:directoryservice/directory:Directory": "", "aws:workspaces/directory:Directory": "", "aws:workspaces/workspace:Workspace": "",
	},
	closedworld.Production: {"aws:rds/instance:Instance": "deletionProtection", "aws:rds/cluster:Cluster": "deletionProtection"},
}

// protection refuses what can be deleted by one mistaken update, where the baseline asks for protection.
func protection(r *resource.Resource, at place, in rule.Input, people func() baseline.People) []finding.Finding {
	for _, kind := range at.kinds {
		property, found := kept[kind][r.Type]
		if !found || r.Protect || r.Type == "aws:workspaces/workspace:Workspace" && leaving(r, people) {
			continue
		}
		on, standing := resource.Truth(in.Scope.Given(r, property))
		if property != "" && (standing == resource.Known && on || standing == resource.Unknown && in.Scope == resource.Single) {
			continue
		}
		how := "Pulumi's option protect"
		if property != "" {
			how = property + " or " + how
		}
		return []finding.Finding{unprotected.At(r, fmt.Sprintf("%s can be deleted or replaced by any update; it needs %s.", r.Name, how))}
	}
	return nil
}

// leaving says whether a terminal is that of a user whom the baseline lets go.
func leaving(r *resource.Resource, people func() baseline.People) bool {
	name, standing := resource.Text(r.Properties.Get("userName"))
	if standing != resource.Known {
		return false
	}
	user := people().Named(name)
	return user != nil && user.Leaving
}
