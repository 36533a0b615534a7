// Package finding holds what a rule says when it rejects something. Everything that shows findings to people or
// machines (the policy pack, secure-room verify) reads this one type.
package finding

import "strings"

// Finding is one violation: what is wrong, where, an example that shows it, and how to mend it. None of its texts
// ever holds a secret value.
type Finding struct {
	// Rule is the id of the rule that found it, such as "peering/route-too-wide".
	Rule string `json:"rule"`
	// URN names the Pulumi resource at fault; empty when the stack as a whole is.
	URN string `json:"urn,omitempty"`
	// Problem says in one sentence what is wrong and what is allowed.
	Problem string `json:"problem"`
	// Counterexample is one concrete case that the rule forbids and the resources admit, such as
	// "10.20.16.7 → 10.10.32.9 tcp/22 through …"; empty when the problem is its own example.
	Counterexample string `json:"counterexample,omitempty"`
	// Fix says what to change.
	Fix string `json:"fix,omitempty"`
}

// String puts the finding in one paragraph for a terminal.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString("[" + f.Rule + "] " + f.Problem)
	if f.Counterexample != "" {
		b.WriteString("\n  for example: " + f.Counterexample)
	}
	if f.Fix != "" {
		b.WriteString("\n  to mend it: " + f.Fix)
	}
	return b.String()
}
