package password

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

const namePrincipal = "name the roles that may read the secret, or leave the policy out: IAM policies of the account then decide alone"

// secretPolicy refuses a resource policy that lets everybody at a secret. Any secret's, since which one holds a
// password cannot be told from one resource alone.
func (c *checker) secretPolicy(r *resource.Resource) {
	text, standing := resource.Text(r.Properties.Get("policy"))
	switch {
	case standing == resource.Absent || standing == resource.Known && text == "":
	case standing == resource.Unknown && (c.Scope == rule.Single || blocksPublic(r) || notGiven(r)):
		// Alone, an unknown policy is left to the whole stack, as an unknown password is. With blockPublicPolicy AWS
		// itself refuses a public one (Secrets Manager API reference: PutResourcePolicy).
	case standing != resource.Known:
		c.report(r, fmt.Sprintf("The resource policy of %s is not known yet, so it could let everybody in; allowed is one "+
			"that is known at preview, or a SecretPolicy with blockPublicPolicy.", r.Name), namePrincipal)
	default:
		if wrong := everybody(text); wrong != "" {
			c.report(r, fmt.Sprintf("The resource policy of %s %s; allowed are named principals.", r.Name, wrong), namePrincipal)
		}
	}
}

func blocksPublic(r *resource.Resource) bool {
	blocks, standing := resource.Truth(r.Properties.Get("blockPublicPolicy"))
	return standing == resource.Known && blocks
}

// notGiven says whether a secret's policy is unknown only because the provider has yet to say that there is none: a
// policy that the program gives and that is not known yet comes from some resource.
func notGiven(r *resource.Resource) bool {
	return r.Type == secretType && len(r.PropertyDependencies["policy"]) == 0
}

// statement is the part of a policy statement that says who (IAM User Guide: "IAM JSON policy elements").
type statement struct {
	Effect       string
	Principal    any
	NotPrincipal any
	Condition    map[string]map[string]any
}

// everybody says how a policy lets everybody in; empty when it does not.
func everybody(text string) string {
	var policy struct{ Statement json.RawMessage }
	if json.Unmarshal([]byte(text), &policy) != nil {
		return "is no JSON, so it cannot be judged"
	}
	var statements []statement
	if json.Unmarshal(policy.Statement, &statements) != nil {
		var one statement
		if json.Unmarshal(policy.Statement, &one) != nil {
			return "has no statements that can be read, so it cannot be judged"
		}
		statements = []statement{one}
	}
	for _, s := range statements {
		switch {
		case strings.EqualFold(s.Effect, "Deny"):
		case s.NotPrincipal != nil:
			return "allows everybody but a few (NotPrincipal)"
		case slices.ContainsFunc(texts(s.Principal), hasWildcard) && !bounded(s.Condition):
			return "allows everybody"
		}
	}
	return ""
}

// boundingKeys are condition keys of which a fixed value keeps strangers out (IAM User Guide: "AWS global condition
// context keys").
var boundingKeys = []string{"aws:principalorgid", "aws:principalaccount", "aws:principalarn", "aws:sourceaccount",
	"aws:sourcevpc", "aws:sourcevpce"}

// bounded says whether a condition keeps strangers out: all parts of a condition must hold, so one such part is enough.
func bounded(condition map[string]map[string]any) bool {
	for operator, keys := range condition {
		exact := strings.EqualFold(operator, "StringEquals") || strings.EqualFold(operator, "ArnEquals")
		for key, value := range keys {
			fixed := texts(value)
			if exact && slices.Contains(boundingKeys, strings.ToLower(key)) && len(fixed) > 0 &&
				!slices.ContainsFunc(fixed, hasWildcard) {
				return true
			}
		}
	}
	return false
}

func hasWildcard(text string) bool { return strings.ContainsAny(text, "*?") }

// texts gives every text in a principal or condition value: one, a list, or a list for each kind of principal.
func texts(v any) []string {
	var all []string
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, item := range v {
			all = append(all, texts(item)...)
		}
	case map[string]any:
		for _, item := range v {
			all = append(all, texts(item)...)
		}
	}
	return all
}
