package password

import (
	"fmt"
	"slices"

	"secure-room/policy/document"
	"secure-room/policy/resource"
)

const namePrincipal = "name the roles that may read the secret, or leave the policy out: IAM policies of the account then decide alone"

// secretPolicy refuses a resource policy that lets everybody at a secret. Any secret's, since which one holds a
// password cannot be told from one resource alone.
func (c *checker) secretPolicy(r *resource.Resource) {
	text, standing := resource.Text(r.Properties.Get("policy"))
	switch {
	case standing == resource.Absent || standing == resource.Known && text == "":
	case standing == resource.Unknown && (c.Scope == resource.Single || blocksPublic(r) || notGiven(r)):
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

// everybody says how a policy lets everybody in; empty when it does not.
func everybody(text string) string {
	statements, err := document.Parse(text)
	if err != nil {
		return err.Error()
	}
	for _, s := range statements {
		switch {
		case s.Denies():
		case s.NotPrincipal != nil:
			return "allows everybody but a few (NotPrincipal)"
		case slices.ContainsFunc(s.Principal.Names(), document.HasWildcard) && !bounded(s):
			return "allows everybody"
		}
	}
	return ""
}

// boundingKeys are condition keys of which a fixed value keeps strangers out (IAM User Guide: "AWS global condition
// context keys").
var boundingKeys = []string{"aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:SourceAccount",
	"aws:SourceVpc", "aws:SourceVpce"}

// bounded says whether a condition keeps strangers out: all parts of a condition must hold, so one such part is enough.
func bounded(s document.Statement) bool {
	return slices.ContainsFunc(boundingKeys, func(key string) bool {
		return len(s.Fixed(key, "StringEquals", "ArnEquals")) > 0
	})
}
