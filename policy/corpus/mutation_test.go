package corpus_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/corpus"
	"secure-room/policy/finding"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules"
)

// judged is one case's stacks and the baseline that they are judged under.
type judged struct {
	c    corpus.Case
	pair policytest.Pair
}

// rejected are the cases that must be refused, those of one family.
func rejected(t *testing.T, family string) (list []judged) {
	t.Helper()
	cases, err := corpus.Load()
	require.NoError(t, err)
	for _, c := range cases {
		if c.Verdict == corpus.Rejected && strings.HasPrefix(c.Rule, family+"/") {
			pair, err := c.Stacks()
			require.NoError(t, err)
			list = append(list, judged{c, pair})
		}
	}
	return list
}

// A rule that says nothing must be missed: the findings of each are dropped in turn.
func TestEveryRuleIsMissedWhenSwitchedOff(t *testing.T) {
	for _, family := range rules.All() {
		cases := rejected(t, family.Name)
		for _, r := range family.Rules {
			of := slices.DeleteFunc(slices.Clone(cases), func(j judged) bool { return j.c.Rule != r.ID })
			if len(of) == 0 {
				assert.Fail(t, "no case is rejected by "+r.ID)
				continue
			}
			mute := family
			mute.Check = func(in rule.Input) []finding.Finding {
				return slices.DeleteFunc(family.Check(in), func(f finding.Finding) bool { return f.Rule == r.ID })
			}
			approved, err := of[0].c.Baseline()
			require.NoError(t, err)
			assert.Error(t, of[0].c.Check(corpus.Judge([]rule.Family{mute}, of[0].pair, approved)), r.ID)
		}
	}
}

// weakened are families that see less than they should, and the families in which a case must then go wrong.
var weakened = []struct {
	name     string
	families []string
	see      func(r *resource.Resource)
}{
	{"unknown values are taken for absent ones", []string{"peering", "terminals"}, without(property.Value.IsComputed)},
	{"secrets are not read", []string{"peering"}, without(property.Value.Secret)},
	{"lists are not read", []string{"peering", "terminals"}, without(property.Value.IsArray)},
	{"numbers are not read", []string{"peering"}, without(property.Value.IsNumber)},
	{"dependencies are not read", []string{"peering"}, func(r *resource.Resource) { r.Dependencies, r.PropertyDependencies = nil, nil }},
}

// without leaves out properties at the top, and those one level down.
func without(gone func(property.Value) bool) func(*resource.Resource) {
	return func(r *resource.Resource) {
		kept := map[string]property.Value{}
		for key, v := range r.Properties.All {
			if !gone(v) {
				kept[key] = v
			}
		}
		r.Properties = property.NewMap(kept)
	}
}

func TestEveryWeakenedFamilyIsFoundOut(t *testing.T) {
	for _, family := range rules.All() {
		cases := rejected(t, family.Name)
		for _, w := range weakened {
			if !slices.Contains(w.families, family.Name) {
				continue
			}
			t.Run(family.Name+": "+w.name, func(t *testing.T) {
				blind := family
				blind.Check = func(in rule.Input) []finding.Finding {
					seen := slices.Clone(in.Resources)
					for i := range seen {
						w.see(&seen[i])
					}
					return family.Check(rule.NewInput(in.Scope, seen, in.Baseline))
				}
				assert.True(t, slices.ContainsFunc(cases, func(j judged) bool {
					approved, err := j.c.Baseline()
					require.NoError(t, err)
					return j.c.Check(corpus.Judge([]rule.Family{blind}, j.pair, approved)) != nil
				}), "no case goes wrong")
			})
		}
		if len(cases) == 0 {
			continue
		}
		t.Run(family.Name+": one resource in two is out of sight", func(t *testing.T) {
			blind := family
			blind.Check = func(in rule.Input) []finding.Finding {
				var seen []resource.Resource
				for i, r := range in.Resources {
					if i%2 == 0 && in.Scope == resource.Stack {
						seen = append(seen, r)
					}
				}
				return family.Check(rule.NewInput(in.Scope, seen, in.Baseline))
			}
			assert.True(t, slices.ContainsFunc(cases, func(j judged) bool {
				approved, err := j.c.Baseline()
				require.NoError(t, err)
				return j.c.Check(corpus.Judge([]rule.Family{blind}, j.pair, approved)) != nil
			}), "no case goes wrong")
		})
	}
}
