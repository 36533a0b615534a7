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

// Outsider is somebody whom a resource's policy lets in and should not.
type Outsider struct {
	// Name is the principal as written, or what stands for many.
	Name string
	// Statement lets it in.
	Statement Statement

	wrong string
}

// String completes a sentence on the policy, as in "… allows everybody".
func (o *Outsider) String() string { return o.wrong }

// FindOutsider gives the first whom a resource's policy lets in besides some accounts as wholes, principals of theirs by name, and
// what is excepted; nil for nobody, and so may be the exception. An account as a whole (…:root) only hands on the decision to that
// account's own IAM policies; everybody, even if a condition keeps to the account or the organization, is let in by the policy alone.
func FindOutsider(statements []Statement, accounts []string, excepted func(s Statement, kind, name string) bool) *Outsider {
	for _, s := range statements {
		switch {
		case s.Denies():
			continue
		case s.NotPrincipal != nil:
			return &Outsider{"all but a few (NotPrincipal)", s, "allows everybody but a few (NotPrincipal)"}
		case len(s.Principal) == 0:
			return &Outsider{"nobody in particular", s, "has a statement without a principal"}
		}
		for _, kind := range slices.Sorted(maps.Keys(s.Principal)) {
			for _, name := range s.Principal[kind] {
				if excepted != nil && excepted(s, kind, name) {
					continue
				}
				if wrong := outside(kind, name, accounts); wrong != "" {
					return &Outsider{name, s, wrong}
				}
			}
		}
	}
	return nil
}

func outside(kind, name string, accounts []string) string {
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
