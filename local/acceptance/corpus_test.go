package acceptance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"gopkg.in/yaml.v3"

	"secure-room/local/sandbox"
	"secure-room/policy/baseline"
	"secure-room/policy/corpus"
	"secure-room/policy/finding"
	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rules"
)

// A sample of the corpus through the real CLI: every rule speaks in a preview, and what is accepted passes. Cases that
// do not hide each other are changes of the same stack, so that few previews show all rules.
func TestSampleOfTheCorpus(t *testing.T) {
	t.Parallel()
	cases, err := corpus.Load()
	require.NoError(t, err)
	refused, missing := refusedBatches(cases)
	require.Empty(t, missing, "rules that no preview shows")

	s := sandbox.New(t, sandbox.Options{Program: "testdata/corpus", Pack: "testdata/corpus-pack"})
	s.Init(production, room)
	for i, b := range append(refused, acceptedBatches(t, cases)...) {
		result := b.preview(t, s, i)
		assert.Equal(t, b.refused(), result.Code != 0, "%s with %v:\n%s", b.stack, b.ids(), result.Output)
		assert.Equal(t, b.refused(), strings.Contains(result.Output, "[mandatory]"), b.ids())
		for _, c := range b.cases {
			if c.Verdict == corpus.Rejected {
				assert.True(t, strings.Contains(result.Output, "["+c.Rule+"]"), "%s: %s does not speak", c.ID, c.Rule)
				assert.True(t, strings.Contains(result.Output, c.Example), "%s: nothing is said of %s", c.ID, c.Example)
			}
		}
	}
}

// notPreviewed are the rules whose cases a preview cannot show, and why.
var notPreviewed = map[string]string{
	"completeness/network-twice":      "two stacks are judged together",
	"completeness/provider-version":   "the default providers are the engine's own",
	"completeness/aliased":            "the engine tells of an alias once something stands under it",
	"completeness/left-behind":        "an export alone tells of retainOnDelete",
	"completeness/stack-not-approved": "the engine itself refuses a reference to a stack that is not there",
}

// batch is a stack changed by several cases at once.
type batch struct {
	stack string
	pair  policytest.Pair
	cases []corpus.Case
	// approved is the baseline that it is judged by. A case with a baseline of its own is a batch by itself.
	approved *baseline.Baseline
}

// with is the batch with one case more; false when the case does not fit, or is of the other stack.
func (b batch) with(c corpus.Case) (batch, bool) {
	if !slices.ContainsFunc(c.Changes.Content, func(key *yaml.Node) bool { return key.Value == b.stack }) {
		return b, false
	}
	if len(b.cases) > 0 && !(c.Approvals.IsZero() && b.cases[0].Approvals.IsZero()) {
		return b, false
	}
	approved, err := c.Baseline()
	if err != nil {
		return b, false
	}
	joined := batch{stack: b.stack, pair: policytest.Good(), cases: append(slices.Clone(b.cases), c), approved: approved}
	for _, c := range joined.cases {
		if joined.pair.Change(&c.Changes) != nil {
			return b, false
		}
	}
	found := pack.Judge(rules.All(), resource.Stack, policytest.Previewed(joined.changed()), approved)
	for _, c := range joined.cases {
		speaks := slices.ContainsFunc(found, func(f finding.Finding) bool {
			return f.Rule == c.Rule && (strings.Contains(f.Problem, c.Example) || strings.Contains(f.Counterexample, c.Example))
		})
		if speaks != (c.Verdict == corpus.Rejected) {
			return b, false
		}
	}
	return joined, joined.refused() || len(found) == 0
}

func (b batch) refused() bool {
	return slices.ContainsFunc(b.cases, func(c corpus.Case) bool { return c.Verdict == corpus.Rejected })
}

func (b batch) ids() (ids []string) {
	for _, c := range b.cases {
		ids = append(ids, c.ID)
	}
	return ids
}

func (b batch) changed() *policytest.Stack {
	if b.stack == production {
		return b.pair.Prod
	}
	return b.pair.Room
}

// previewable says that the engine can be told of a case: the default providers are the engine's own, so only cases with a
// provider of the program's own are, and what only a deployed or exported stack shows is for the tests of the corpus.
func previewable(c corpus.Case) bool {
	return !c.OnlyDeployed && !c.OnlyExported &&
		(!strings.Contains(c.Text, "pulumi:providers:") || strings.HasPrefix(c.ID, "completeness/explicit-provider")) &&
		!strings.Contains(c.Text, "StackReference")
}

// refusedBatches are few batches in which every rule speaks that a preview can show, and the rules that none could.
func refusedBatches(cases []corpus.Case) (batches []batch, missing []string) {
	of := map[string][]corpus.Case{}
	for _, c := range cases {
		if c.Verdict == corpus.Rejected && previewable(c) {
			of[c.Rule] = append(of[c.Rule], c)
		}
	}
	for _, sorted := range of { // those that fit with others come first
		slices.SortStableFunc(sorted, func(a, b corpus.Case) int {
			switch {
			case a.Approvals.IsZero() == b.Approvals.IsZero():
				return 0
			case a.Approvals.IsZero():
				return -1
			}
			return 1
		})
	}
	for _, family := range rules.All() {
		for _, r := range family.Rules {
			if _, out := notPreviewed[r.ID]; out {
				continue
			}
			joined := false
			for i, b := range append(slices.Clone(batches), batch{stack: room}, batch{stack: production}) {
				more, fits := b.withAny(of[r.ID])
				if !fits {
					continue
				}
				joined = true
				if i < len(batches) {
					batches[i] = more
				} else {
					batches = append(batches, more)
				}
				break
			}
			if !joined {
				missing = append(missing, r.ID)
			}
		}
	}
	return batches, missing
}

// withAny is the batch with the first of some cases that fits.
func (b batch) withAny(cases []corpus.Case) (batch, bool) {
	for _, c := range cases {
		if joined, fits := b.with(c); fits {
			return joined, true
		}
	}
	return b, false
}

// acceptedBatches are stacks with accepted cases that fit together, none of them twice.
func acceptedBatches(t *testing.T, cases []corpus.Case) []batch {
	t.Helper()
	batches := []batch{{stack: room}, {stack: production}, {stack: room}}
	const each = 12
	for _, c := range cases {
		if c.Verdict != corpus.Accepted || !previewable(c) || !c.Approvals.IsZero() {
			continue
		}
		for i, b := range batches {
			if len(b.cases) == each {
				continue
			}
			if joined, fits := b.with(c); fits {
				batches[i] = joined
				break
			}
		}
	}
	for _, b := range batches {
		require.Len(t, b.cases, each, "accepted cases of %s", b.stack)
	}
	return batches
}

// preview previews the batch's stack.
func (b batch) preview(t *testing.T, s *sandbox.Sandbox, number int) sandbox.Result {
	t.Helper()
	inputs := policytest.Inputs(true, b.changed())
	previewed := policytest.Previewed(b.changed())
	var requests []json.RawMessage
	packages := map[string]bool{}
	for i, r := range inputs {
		if kind, _, _ := strings.Cut(r.Type, ":"); kind != "secure-room" && kind != "awsx" {
			packages[kind] = true
		}
		text, err := protojson.Marshal(registration(t, r, previewed[i]))
		require.NoError(t, err)
		requests = append(requests, text)
	}
	text, err := json.Marshal(requests)
	require.NoError(t, err)
	file := filepath.Join(s.Folder, fmt.Sprintf("resources-%d.json", number))
	require.NoError(t, os.WriteFile(file, text, 0o600))

	approved, err := yaml.Marshal(b.approved)
	require.NoError(t, err)
	under := filepath.Join(s.Folder, fmt.Sprintf("baseline-%d.yaml", number))
	require.NoError(t, os.WriteFile(under, approved, 0o600))

	port := serveProvider(t, previewed)
	var attached []string
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		attached = append(attached, fmt.Sprintf("%s:%d", name, port))
	}
	return s.Command("env", "CORPUS_RESOURCES="+file, "CORPUS_BASELINE="+under, "PULUMI_DEBUG_PROVIDERS="+strings.Join(attached, ","),
		"pulumi", "preview", "--non-interactive", "-s", b.stack)
}
