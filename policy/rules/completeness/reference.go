package completeness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

const referenceType = "pulumi:pulumi:StackReference"

// reference judges which other stacks a stack reads: a room the productions that let it in, a production its rooms. A
// program reads a reference and does not manage it, so a deploy shows it in what depends on it alone.
func reference(r *resource.Resource, at place, in rule.Input) []finding.Finding {
	// Hardly any resource has to do with a reference, and each has many dependencies.
	refers := func(dependency string) bool { return strings.Contains(dependency, referenceType) }
	if r.Type != referenceType && !slices.ContainsFunc(r.Dependencies, refers) {
		return nil
	}
	approved := partners(at, in.Baseline)
	var findings []finding.Finding
	for _, dependency := range r.Dependencies {
		u, err := urn.Parse(dependency)
		if err == nil && string(u.Type()) == referenceType && !slices.Contains(approved, u.Name()) {
			findings = append(findings, stackNotApproved.At(r, fmt.Sprintf("%s takes values from stack %s; approved are %s.", r.Name, u.Name(), listed(approved))))
		}
	}
	if r.Type != referenceType {
		return findings
	}
	name, standing := resource.Text(r.Properties.Get("name"))
	if standing == resource.Unknown && in.Scope == resource.Single || standing == resource.Known && slices.Contains(approved, name) {
		return findings
	}
	return append(findings, stackNotApproved.At(r, fmt.Sprintf("Stack reference %s is to %s; approved are %s.", r.Name,
		resource.Quote(r.Properties.Get("name")), listed(approved))))
}

// partners are the stacks that the baseline joins with the networks of a place.
func partners(at place, b *baseline.Baseline) []string {
	var stacks []string
	for _, p := range b.Productions {
		for _, r := range b.Rooms {
			if !slices.Contains(p.Rooms, r.Name) {
				continue
			}
			if has(at.rooms, r.Name) && p.Stack != "" {
				stacks = append(stacks, p.Stack)
			}
			if slices.ContainsFunc(at.productions, func(own baseline.Production) bool { return own.Name == p.Name }) && r.Stack != "" {
				stacks = append(stacks, r.Stack)
			}
		}
	}
	slices.Sort(stacks)
	return slices.Compact(stacks)
}

func has(rooms []baseline.Room, name string) bool {
	return slices.ContainsFunc(rooms, func(r baseline.Room) bool { return r.Name == name })
}

func listed(stacks []string) string {
	if len(stacks) == 0 {
		return "none"
	}
	return strings.Join(stacks, " and ")
}
