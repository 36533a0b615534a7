package document

import (
	"slices"
	"strings"
)

// Names says whether the statement is about an action, given in full such as "iam:PassRole".
func (s Statement) Names(action string) bool {
	like := func(pattern string) bool { return Like(pattern, action) }
	if s.NotAction != nil {
		return !slices.ContainsFunc(s.NotAction, like)
	}
	return slices.ContainsFunc(s.Action, like)
}

// Reaching are the statement's resources that overlap a target, which may hold wildcards: "*" for a statement that is about
// all but a few. A variable such as ${aws:username} may stand for anything.
func (s Statement) Reaching(target string) []string {
	if s.NotResource != nil || s.Resource == nil {
		if slices.ContainsFunc(s.NotResource, func(not string) bool { return Covers(not, target) }) {
			return nil
		}
		return []string{"*"}
	}
	var found []string
	for _, one := range s.Resource {
		if Overlap(withoutVariables(one), target) {
			found = append(found, one)
		}
	}
	return found
}

// withoutVariables puts a wildcard in place of each policy variable ("IAM policy elements: Variables and tags").
func withoutVariables(text string) string {
	for {
		before, after, opened := strings.Cut(text, "${")
		_, rest, closed := strings.Cut(after, "}")
		if !opened || !closed {
			return text
		}
		text = before + "*" + rest
	}
}

// Denied says whether some statement surely denies an action on all of one resource, which may hold wildcards. A condition
// may not hold, so a statement with one denies nothing here; nor does one with a variable, which stands for little.
func Denied(statements []Statement, action, resource string) bool {
	return slices.ContainsFunc(statements, func(s Statement) bool {
		if s.Effect != "Deny" || len(s.Condition) > 0 || !s.Names(action) {
			return false
		}
		if s.NotResource != nil {
			return !slices.ContainsFunc(s.NotResource, func(not string) bool { return Overlap(withoutVariables(not), resource) })
		}
		return slices.ContainsFunc(s.Resource, func(one string) bool { return !strings.Contains(one, "${") && Covers(one, resource) })
	})
}

// Allowed gives the resource by which statements allow an action on some of a target, with nothing that denies it; no
// condition keeps anything out. The second value says whether there is one.
func Allowed(statements []Statement, action, target string) (string, bool) {
	for _, s := range statements {
		if s.Denies() || !s.Names(action) {
			continue
		}
		for _, resource := range s.Reaching(target) {
			if !Denied(statements, action, withoutVariables(resource)) && !Denied(statements, action, target) {
				return resource, true
			}
		}
	}
	return "", false
}
