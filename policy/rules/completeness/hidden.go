package completeness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"

	"secure-room/policy/closedworld"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
)

// hidden judges the options by which what stands differs from what the program says, on whatever a rule judges.
func hidden(r *resource.Resource) []finding.Finding {
	t, _ := closedworld.Learned(r.Type)
	if t.JudgedBy == "" {
		return nil
	}
	var findings []finding.Finding
	ignored := slices.DeleteFunc(slices.Clone(r.IgnoreChanges), func(path string) bool { return slices.Contains(t.MayIgnore, path) })
	if len(ignored) > 0 {
		findings = append(findings, changesIgnored.At(r, fmt.Sprintf("%s ignores changes of %s, so what stands need not be what the program says.",
			r.Name, strings.Join(ignored, ", "))))
	}
	if r.RetainOnDelete {
		findings = append(findings, leftBehind.At(r, fmt.Sprintf("%s stays behind when it is removed from the program, where no rule sees it again.", r.Name)))
	}
	for _, alias := range r.Aliases {
		if alias != "" && !olderType(r.URN, alias) {
			findings = append(findings, aliased.At(r, fmt.Sprintf("%s takes over %s, which no rule has judged as the same.", r.Name, alias)))
		}
	}
	return findings
}

// olderType says whether an alias only calls the same resource by an older name of its type, as Pulumi's own packages do
// when a type moves.
func olderType(own, alias string) bool {
	this, err := urn.Parse(own)
	if err != nil {
		return false
	}
	that, err := urn.Parse(alias)
	if err != nil {
		return false
	}
	return this.Stack() == that.Stack() && this.Project() == that.Project() && this.Name() == that.Name() &&
		parents(this) == parents(that) && this.Type().Package() == that.Type().Package()
}

// parents are the types of what a resource stands in.
func parents(u urn.URN) string {
	return strings.TrimSuffix(string(u.QualifiedType()), string(u.Type()))
}
