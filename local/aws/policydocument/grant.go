package policydocument

import (
	"regexp"
	"slices"
	"strings"
)

// Grants says whether some Allow statement gives the action to a principal that accept takes.
// It is for AWS's own safety checks ("does the key policy let the log service in?"), not a full
// evaluation: conditions are taken as met, and no Deny is looked at.
func (d Document) Grants(action string, accept func(Principal) bool) bool {
	return slices.ContainsFunc(d.Statements, func(s Statement) bool {
		return s.Effect == "Allow" && s.covers(action) && slices.ContainsFunc(s.Principals, accept)
	})
}

func (s Statement) covers(action string) bool {
	named := func(pattern string) bool { return like(pattern, action) }
	if len(s.NotActions) > 0 {
		return !slices.ContainsFunc(s.NotActions, named)
	}
	return slices.ContainsFunc(s.Actions, named)
}

// like compares as IAM does: * for any characters, ? for one, letters in either case.
func like(pattern, text string) bool {
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(quoted)
	return regexp.MustCompile(`(?i)^` + quoted + `$`).MatchString(text)
}

// Service accepts a service's principal, such as logs.ap-northeast-1.amazonaws.com.
func Service(names ...string) func(Principal) bool {
	return func(p Principal) bool {
		return p.Type == "*" || p.Type == "Service" && slices.Contains(names, p.Name)
	}
}

// AccountOf gives the account that an AWS principal names: by its number, its root or one of its
// users and roles. Empty means none in particular.
func (p Principal) AccountOf() string {
	if p.Type != "AWS" {
		return ""
	}
	if parts := strings.SplitN(p.Name, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	if accountForm.MatchString(p.Name) {
		return p.Name
	}
	return ""
}

var accountForm = regexp.MustCompile(`^[0-9]{12}$`)
