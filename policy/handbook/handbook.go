// Package handbook writes docs/policy.md: what the policy pack refuses, rule by rule, from the rules themselves and from
// the cases of the corpus.
package handbook

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"secure-room/policy/corpus"
	"secure-room/policy/rule"
)

//go:embed introduction.md
var introduction string

// Write returns the page in Markdown, and what it lacks: a rule without one of its sentences, or without a bad or a good
// case. Rules that compare with records have no cases, for a case is not deployed.
func Write(families []rule.Family, comparing []rule.Rule, cases []corpus.Case) (text string, lacking []string) {
	p := &page{cases: cases}
	p.WriteString(introduction)
	p.printf("\n## Rules\n%d rules in %d families. Below each stand the change of a good pair of stacks (`policy/policytest`) that it refuses, and one beside it that is fine.\n",
		count(families)+len(comparing), len(families)+1)
	for _, f := range families {
		p.printf("\n### %s\n%s\n", f.Name, f.Description)
		if len(f.Rules) == 0 {
			p.lack("family %s lists no rules", f.Name)
		}
		for _, r := range f.Rules {
			p.rule(r)
			p.example("Refused", r, corpus.Rejected)
			p.example("Fine", r, corpus.Accepted)
		}
	}
	p.printf("\n### deployed\nWhat stands is what the policy pack let pass: `secure-room verify --seen` ([guide](guides/verify.md)).\n")
	for _, r := range comparing {
		p.rule(r)
	}
	return p.String(), p.lacking
}

// page is the text so far.
type page struct {
	strings.Builder
	cases   []corpus.Case
	lacking []string
}

func (p *page) printf(format string, values ...any) { fmt.Fprintf(p, format, values...) }

func (p *page) lack(format string, values ...any) {
	p.lacking = append(p.lacking, fmt.Sprintf(format, values...))
}

func (p *page) rule(r rule.Rule) {
	for _, part := range []struct{ name, text string }{{"Refuses", r.Refuses}, {"Why", r.Why}, {"Source", r.Source}, {"Fix", r.Fix}} {
		if part.text == "" {
			p.lack("rule %s has no %s", r.ID, part.name)
		}
	}
	p.printf("\n#### %s\n%s\n\n- Why: %s\n- Source: %s\n- Fix: %s\n", r.ID, r.Refuses, r.Why, r.Source, r.Fix)
}

// example shows the shortest case of a rule, for that one shows the idea alone.
func (p *page) example(title string, r rule.Rule, verdict corpus.Verdict) {
	var why, shortest string
	for _, c := range p.cases {
		if c.Rule != r.ID || c.Verdict != verdict {
			continue
		}
		if change := p.change(c); shortest == "" || len(change) < len(shortest) {
			why, shortest = c.Why, change
		}
	}
	if shortest == "" {
		p.lack("%s has no %s case", r.ID, verdict)
		return
	}
	p.printf("\n%s: %s\n```yaml\n%s```\n", title, why, shortest)
}

func count(families []rule.Family) int {
	n := 0
	for _, f := range families {
		n += len(f.Rules)
	}
	return n
}

// change is what the case changes, as its file writes it.
func (p *page) change(c corpus.Case) string {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	for _, part := range []struct {
		key  string
		node *yaml.Node
	}{{"", &c.Changes}, {"baseline", &c.Approvals}} {
		var shown any = part.node
		switch {
		case part.node.IsZero():
			continue
		case part.key != "":
			shown = map[string]*yaml.Node{part.key: part.node}
		}
		if err := encoder.Encode(shown); err != nil {
			p.lack("%s cannot be shown: %v", c.ID, err)
		}
	}
	return text.String()
}
