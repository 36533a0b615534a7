package corpus_test

import (
	"context"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	engine "github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"secure-room/policy/baseline"
	"secure-room/policy/corpus"
	"secure-room/policy/finding"
	"secure-room/policy/policytest"
	"secure-room/policy/policytest/analyzer"
	"secure-room/policy/resource"
)

// Garbage may pile up further before it is collected: these tests make more of it than anything else, collecting took a
// third of their time, and the machine has memory enough.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	analyzer.Main(m)
}

// servers are the packs that run, by their baseline.
type servers struct {
	sync.Mutex
	// whole is the test that they serve to its end.
	whole   *testing.T
	running map[string]plugin.Analyzer
}

// under starts a pack, or gives the one that runs under the baseline, and greets it as the engine does.
func (s *servers) under(t *testing.T, approved *baseline.Baseline) plugin.Analyzer {
	t.Helper()
	s.Lock()
	defer s.Unlock()
	text, err := yaml.Marshal(approved)
	require.NoError(t, err)
	if running := s.running[string(text)]; running != nil {
		return running
	}
	started := plugin.NewAnalyzerWithClient("secure-room", analyzer.Start(s.whole, approved))
	require.NoError(t, started.Configure(context.Background(), map[string]plugin.AnalyzerPolicyConfig{}))
	s.running[string(text)] = started
	return started
}

// asSent is a resource as the engine gives it to its client of the protocol.
func asSent(r resource.Resource, all map[string]resource.Resource) plugin.AnalyzerStackResource {
	sent := plugin.AnalyzerStackResource{
		AnalyzerResource: plugin.AnalyzerResource{URN: engine.URN(r.URN), Type: tokens.Type(r.Type), Name: r.Name,
			Properties: engine.ToResourcePropertyMap(r.Properties),
			Options:    plugin.AnalyzerResourceOptions{Protect: r.Protect, IgnoreChanges: r.IgnoreChanges, Parent: engine.URN(r.Parent)}},
		Parent: engine.URN(r.Parent), PropertyDependencies: map[engine.PropertyKey][]engine.URN{},
	}
	for _, alias := range r.Aliases {
		sent.Options.AliasURNs = append(sent.Options.AliasURNs, engine.URN(alias))
	}
	for _, urn := range r.Dependencies {
		sent.Dependencies = append(sent.Dependencies, engine.URN(urn))
	}
	for key, urns := range r.PropertyDependencies {
		for _, urn := range urns {
			sent.PropertyDependencies[engine.PropertyKey(key)] = append(sent.PropertyDependencies[engine.PropertyKey(key)], engine.URN(urn))
		}
	}
	if p, ok := all[r.Provider]; ok {
		sent.Provider = &plugin.AnalyzerProviderResource{URN: engine.URN(p.URN), Type: tokens.Type(p.Type), Name: p.Name,
			Properties: engine.ToResourcePropertyMap(p.Properties)}
	}
	return sent
}

// overProtocol judges a pair as Judge does, through the protocol. Resources that are among known, as inputs that the good
// pair has, are not judged by themselves again.
func overProtocol(t *testing.T, analyzer plugin.Analyzer, pair policytest.Pair, known map[string][]resource.Resource) (f corpus.Found) {
	t.Helper()
	ctx := context.Background()
	judge := func(resources []resource.Resource, single []resource.Resource) (found []finding.Finding) {
		all := map[string]resource.Resource{}
		sent := make([]plugin.AnalyzerStackResource, 0, len(resources))
		for _, r := range resources {
			all[r.URN] = r
		}
		for _, r := range resources {
			sent = append(sent, asSent(r, all))
		}
		answer, err := analyzer.AnalyzeStack(ctx, sent)
		require.NoError(t, err)
		found = append(found, said(answer)...)
		for _, r := range single {
			if slices.ContainsFunc(known[r.URN], func(k resource.Resource) bool { return reflect.DeepEqual(k, r) }) {
				continue
			}
			answer, err := analyzer.Analyze(ctx, asSent(r, all).AnalyzerResource)
			require.NoError(t, err)
			found = append(found, said(answer)...)
		}
		return found
	}
	for _, s := range []*policytest.Stack{pair.Prod, pair.Room} {
		f.Previewed = append(f.Previewed, judge(policytest.Previewed(s), policytest.Inputs(true, s))...)
		f.Deployed = append(f.Deployed, judge(policytest.Deployed(s), policytest.Inputs(false, s))...)
	}
	f.Deployed = append(f.Deployed, judge(policytest.Deployed(pair.Prod, pair.Room), nil)...)
	return f
}

// said reads findings out of what the pack answers: its description, then the finding as people read it.
func said(answer plugin.AnalyzeResponse) (found []finding.Finding) {
	for _, d := range answer.Diagnostics {
		_, text, _ := strings.Cut(d.Message, "\n[")
		rule, problem, _ := strings.Cut(text, "] ")
		found = append(found, finding.Finding{Rule: rule, Problem: problem, URN: string(d.URN)})
	}
	return found
}

func TestCasesOverTheProtocol(t *testing.T) {
	cases, err := corpus.Load()
	require.NoError(t, err)
	running := &servers{whole: t, running: map[string]plugin.Analyzer{}}
	analyzer := running.under(t, policytest.Baseline())
	info, err := analyzer.GetAnalyzerInfo(context.Background())
	require.NoError(t, err)
	require.Equal(t, "secure-room", info.Name)

	good := corpus.Case{Verdict: corpus.Accepted}
	require.NoError(t, good.Check(overProtocol(t, analyzer, policytest.Good(), nil)))
	known := map[string][]resource.Resource{}
	for _, preview := range []bool{false, true} {
		pair := policytest.Good()
		for _, r := range policytest.Inputs(preview, pair.Prod, pair.Room) {
			known[r.URN] = append(known[r.URN], r)
		}
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			pair, err := c.Stacks()
			require.NoError(t, err)
			approved, err := c.Baseline()
			require.NoError(t, err)
			same := known
			if !c.Approvals.IsZero() {
				same = nil
			}
			err = c.Check(overProtocol(t, running.under(t, approved), pair, same))
			if c.OnlyExported {
				require.Error(t, err, "the engine does tell a policy pack of this")
				return
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}
