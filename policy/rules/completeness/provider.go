package completeness

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/whose"
)

// provider judges where a provider of AWS resources works: in its stack's region or, while the stack is not in sight, in
// one of the baseline's.
func provider(r *resource.Resource, in rule.Input) []finding.Finding {
	if r.Type != "pulumi:providers:aws" && r.Type != "pulumi:providers:awsx" {
		return nil
	}
	region, standing := resource.Text(r.Properties.Get("region"))
	if standing == resource.Unknown && in.Scope == resource.Single {
		return nil // known when the provider is made, and judged then
	}
	approved := regions(r, in)
	if standing == resource.Known && slices.Contains(approved, region) || standing == resource.Absent && r.Type == "pulumi:providers:awsx" {
		return nil
	}
	where := "a region that is not written down"
	if standing == resource.Known {
		where = resource.Quote(r.Properties.Get("region"))
	}
	all := strings.Join(approved, " or ")
	return []finding.Finding{providerElsewhere.At(r, fmt.Sprintf("Provider %s works in %s; only %s is approved.", r.Name, where, all))}
}

func regions(r *resource.Resource, in rule.Input) []string {
	if in.Scope == resource.Stack {
		if n, k := held(whose.VPCs(in.Resources, r.Stack), in.Baseline); k != nil {
			return []string{in.Baseline.RegionOf(n)}
		}
	}
	var all []string
	for _, n := range in.Baseline.Networks() {
		if region := in.Baseline.RegionOf(n); !slices.Contains(all, region) {
			all = append(all, region)
		}
	}
	return all
}
