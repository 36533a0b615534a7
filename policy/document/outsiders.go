package document

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// principalPattern is an account as a whole or one named principal of it ("AWS JSON policy elements: Principal", IAM User
// Guide). A unique id such as AIDA… tells no account.
var principalPattern = regexp.MustCompile(`^(?:([0-9]{12})|arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):(root|(?:role|user|assumed-role)/[^*?]+))$`)

// Outsiders says whom a resource's policy lets in besides some accounts as wholes and principals of theirs by name; empty
// when nobody. An account as a whole (…:root) only hands on the decision to that account's own IAM policies; everybody,
// even if a condition keeps to the account or the organization, is let in by the policy alone.
func Outsiders(statements []Statement, accounts []string) string {
	for _, s := range statements {
		switch {
		case s.Denies():
			continue
		case s.NotPrincipal != nil:
			return "allows everybody but a few (NotPrincipal)"
		case len(s.Principal) == 0:
			return "has a statement without a principal"
		}
		for _, kind := range slices.Sorted(maps.Keys(s.Principal)) {
			for _, name := range s.Principal[kind] {
				if wrong := outsider(kind, name, accounts); wrong != "" {
					return wrong
				}
			}
		}
	}
	return ""
}

func outsider(kind, name string, accounts []string) string {
	if HasWildcard(name) {
		return "allows everybody"
	}
	if kind != "AWS" {
		return fmt.Sprintf("allows %s %s", kind, name)
	}
	parts := principalPattern.FindStringSubmatch(name)
	if parts == nil {
		return fmt.Sprintf("allows %s, of which the account cannot be told", name)
	}
	if account := parts[1] + parts[2]; !slices.Contains(accounts, account) {
		return fmt.Sprintf("allows account %s, which is not approved", account)
	}
	return ""
}
