package perimeter

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/document"
	"secure-room/policy/resource"
)

const logPolicyType = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"

// logWriters are the services that may write to log groups by a resource policy: Directory Service has no other way
// ("Enabling Amazon CloudWatch Logs log forwarding for AWS Managed Microsoft AD", AWS Directory Service Administration
// Guide). logActions is what it needs.
var (
	logWriters = []string{"ds.amazonaws.com"}
	logActions = []string{"logs:createlogstream", "logs:putlogevents"}
)

// logPolicy judges who a resource policy of CloudWatch Logs lets at the log groups of the whole account and Region. One
// that is not known yet is judged before it is made: it is known then.
func (j *judge) logPolicy(r *resource.Resource) {
	if r.Type != logPolicyType {
		return
	}
	text, standing := resource.Text(r.Properties.Get("policyDocument"))
	if standing == resource.Unknown {
		return
	}
	if wrong := tooWide(text, j.Baseline); wrong != "" {
		j.add(logsOpen.At(r, fmt.Sprintf("The log resource policy %s %s; allowed is ds.amazonaws.com, to write, for an approved account.", r.Name, wrong)))
	}
}

// tooWide says what is wrong with the first statement that is not right; empty when all are.
func tooWide(text string, b *baseline.Baseline) string {
	statements, err := document.Parse(text)
	if err != nil {
		return err.Error()
	}
	for _, s := range statements {
		account := s.Fixed("aws:SourceAccount", "StringEquals")
		switch {
		case s.Denies():
		case s.NotPrincipal != nil || len(s.Principal) > 1 || len(s.Principal) == 1 && s.Principal["Service"] == nil:
			return "lets in a principal other than a service"
		case len(s.Principal["Service"]) == 0 || !each(s.Principal["Service"], logWriters):
			return "lets in a principal other than ds.amazonaws.com"
		case len(s.Action) == 0 || !each(s.Action, logActions):
			return "allows more than to write"
		case len(account) == 0 || !each(account, b.Accounts()):
			return "holds for directories of any account"
		}
	}
	return ""
}

// each says whether all texts are among the allowed ones, in whatever case.
func each(texts, allowed []string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool {
		return !slices.ContainsFunc(allowed, func(one string) bool { return strings.EqualFold(one, text) })
	})
}
