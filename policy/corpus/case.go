// Package corpus holds cases: small changes of a good pair of stacks, each with the verdict that the rules must come to.
// One case is one idea in one file, cases/<family>/<what it shows>.yaml:
//
//	verdict: rejected               # or: accepted
//	rule: peering/route-too-wide    # the rule that must speak; of an accepted case, the one whose edge it shows
//	why: A route to the whole of production reaches every host there, not the approved endpoint.
//	change:                         # over policytest/stacks/{prod,room}.yaml
//	  room:
//	    terminals-0-to-data-0: {properties: {destinationCidrBlock: 10.0.0.0/8}}   # merges; null removes a key
//	    extra: {type: aws:ec2/eip:Eip, properties: {instance: "${launcher}"}}     # a new resource has a type
//	    nat: null                                                                 # removes the resource
//	    proxy:                                                                    # a number is a place in a list; !json is merged too
//	      properties: {containerDefinitions: {0: {user: root}}}
//	    proxy-images:                                                             # text within text, also within !json
//	      properties: {name: !replace {secure-room: insecure}}
//	baseline: {terminals: {maximumAutoStopMinutes: 60}}   # optional: merged over policytest.Baseline()
//	example: 10.10.0.               # rejected only: stands in a finding of the rule, in its counterexample or problem
//	onlyDeployed: true              # optional: a preview cannot know
//	onlyExported: true              # optional: the engine does not show it to a policy pack
//
// "${name}" is the id of a resource, "${name.output}" another of its properties, both unknown until it is made, unless its
// program gives the property; "${prod/name}" is known, since it comes from another stack; "$${" is a plain "${". Beside
// type and properties, a resource has options (protect, ignoreChanges, aliases, retainOnDelete, parent, provider), outputs (what its provider
// adds) and id. Tags: !secret, !json (written as JSON text), !unknown (computed, from nothing), !unknown [a, b] (from those).
package corpus

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"gopkg.in/yaml.v3"

	"secure-room/policy/baseline"
	"secure-room/policy/policytest"
)

//go:embed cases
var files embed.FS

// Case is one case as its file says.
type Case struct {
	// ID is the file's path without its ending, such as "peering/route-to-all-of-production".
	ID string `yaml:"-"`
	// Text is the file.
	Text    string  `yaml:"-"`
	Verdict Verdict `yaml:"verdict"`
	Rule    string  `yaml:"rule"`
	Why     string  `yaml:"why"`
	// Example stands in a finding of the rule: what a person is shown.
	Example string `yaml:"example"`
	// OnlyDeployed says that what is wrong shows once the stacks stand.
	OnlyDeployed bool `yaml:"onlyDeployed"`
	// OnlyExported says that what is wrong shows in an exported stack alone.
	OnlyExported bool `yaml:"onlyExported"`

	Changes   yaml.Node `yaml:"change"`
	Approvals yaml.Node `yaml:"baseline"`
}

// Verdict is what the rules must say of a case.
type Verdict string

// The verdicts.
const (
	Rejected Verdict = "rejected"
	Accepted Verdict = "accepted"
)

// Load reads all cases, in the order of their ids. Everything wrong with any of them is one error, by file and line.
func Load() ([]Case, error) { return load(files) }

func load(from fs.FS) (cases []Case, err error) {
	var problems []error
	walked := fs.WalkDir(from, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		c, err := parse(path, text)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path, err))
			return nil
		}
		cases = append(cases, c)
		return nil
	})
	if walked != nil {
		return nil, fmt.Errorf("read the cases: %w", walked)
	}
	return cases, errors.Join(problems...)
}

func parse(path string, text []byte) (Case, error) {
	id, isYAML := strings.CutSuffix(strings.TrimPrefix(path, "cases/"), ".yaml")
	c := Case{ID: id, Text: string(text)}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil {
		return c, err
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return c, errors.New("one file holds one case")
	}
	family, _, hasFamily := strings.Cut(id, "/")
	switch {
	case !isYAML || !hasFamily:
		return c, errors.New("a case is cases/<family>/<name>.yaml")
	case c.Verdict != Rejected && c.Verdict != Accepted:
		return c, fmt.Errorf("verdict is %q; it is rejected or accepted", c.Verdict)
	case !strings.HasPrefix(c.Rule, family+"/"):
		return c, fmt.Errorf("rule %q is none of the family %s, whose folder this is", c.Rule, family)
	case c.Why == "":
		return c, errors.New("why says why")
	case (c.Example != "") != (c.Verdict == Rejected):
		return c, errors.New("a rejected case, and only one, has an example: part of what a person is shown")
	}
	// What the change itself has wrong shows now, by its line.
	if _, err := c.Stacks(); err != nil {
		return c, err
	}
	_, err := c.Baseline()
	return c, err
}

// Stacks are the good pair with the case's change.
func (c Case) Stacks() (policytest.Pair, error) {
	pair := policytest.Good()
	if c.Changes.IsZero() && !c.Approvals.IsZero() {
		return pair, nil
	}
	if err := pair.Change(&c.Changes); err != nil {
		return policytest.Pair{}, err
	}
	return pair, nil
}

// Baseline is what is approved in this case.
func (c Case) Baseline() (*baseline.Baseline, error) {
	approved := policytest.Baseline()
	if c.Approvals.IsZero() {
		return approved, nil
	}
	var from yaml.Node
	if err := from.Encode(approved); err != nil {
		return nil, fmt.Errorf("write the baseline: %w", err)
	}
	overlay(&from, &c.Approvals)
	text, err := yaml.Marshal(&from)
	if err != nil {
		return nil, fmt.Errorf("write the baseline: %w", err)
	}
	return baseline.Parse("baseline", text)
}

// overlay puts one mapping over another: mappings merge, everything else replaces.
func overlay(over, with *yaml.Node) {
	for i := 0; i+1 < len(with.Content); i += 2 {
		key, value := with.Content[i], with.Content[i+1]
		into := -1
		for k := 0; k+1 < len(over.Content); k += 2 {
			if over.Content[k].Value == key.Value {
				into = k + 1
			}
		}
		switch {
		case into < 0:
			over.Content = append(over.Content, key, value)
		case value.Kind == yaml.MappingNode && over.Content[into].Kind == yaml.MappingNode:
			overlay(over.Content[into], value)
		default:
			over.Content[into] = value
		}
	}
}
