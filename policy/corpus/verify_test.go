package corpus_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/sig"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"

	"secure-room/policy/corpus"
	"secure-room/policy/export"
	"secure-room/policy/finding"
	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rules"
	"secure-room/policy/verify"
)

// exported is a stack as `pulumi stack export --show-secrets` writes it, read again.
func exported(t *testing.T, s *policytest.Stack) *export.Stack {
	t.Helper()
	var resources []map[string]any
	for _, r := range policytest.Deployed(s) {
		outputs, _ := plain(t, property.New(r.Properties)).(map[string]any)
		written := map[string]any{"urn": r.URN, "type": r.Type, "outputs": outputs, "dependencies": r.Dependencies, "propertyDependencies": r.PropertyDependencies,
			"parent": r.Parent, "protect": r.Protect, "ignoreChanges": r.IgnoreChanges,
			"aliases": r.Aliases, "retainOnDelete": r.RetainOnDelete}
		if id, made := outputs["id"].(string); made {
			written["custom"], written["id"] = true, id
			delete(outputs, "id")
		}
		if r.Provider != "" {
			written["provider"] = r.Provider + "::an-id"
		}
		resources = append(resources, written)
	}
	text, err := json.Marshal(map[string]any{"version": 3, "deployment": map[string]any{"manifest": map[string]any{"time": "2026-01-01T00:00:00Z"}, "resources": resources}})
	require.NoError(t, err)
	read, err := export.Read(bytes.NewReader(text))
	require.NoError(t, err)
	require.Len(t, read, 1)
	return read[0]
}

// plain is a value in the JSON of a deployment.
func plain(t *testing.T, v property.Value) any {
	t.Helper()
	if v.Secret() {
		inner, err := json.Marshal(plain(t, v.WithSecret(false)))
		require.NoError(t, err)
		return map[string]any{sig.Key: sig.Secret, "plaintext": string(inner)}
	}
	switch {
	case v.IsComputed():
		return plugin.UnknownStringValue
	case v.IsString():
		return v.AsString()
	case v.IsNumber():
		return v.AsNumber()
	case v.IsBool():
		return v.AsBool()
	case v.IsArray():
		items := []any{}
		for _, item := range v.AsArray().All {
			items = append(items, plain(t, item))
		}
		return items
	case v.IsMap():
		fields := map[string]any{}
		for key, field := range v.AsMap().All {
			fields[key] = plain(t, field)
		}
		return fields
	}
	require.True(t, v.IsNull(), "a stack export is not written here with %v", v)
	return nil
}

func TestCasesThroughVerify(t *testing.T) {
	cases, err := corpus.Load()
	require.NoError(t, err)
	for _, c := range append(cases, corpus.Case{ID: "the good pair", Verdict: corpus.Accepted}) {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			pair := policytest.Good()
			approved := policytest.Baseline()
			if c.Rule != "" {
				var err error
				pair, err = c.Stacks()
				require.NoError(t, err)
				approved, err = c.Baseline()
				require.NoError(t, err)
			}
			verdict := verify.Stacks([]*export.Stack{exported(t, pair.Prod), exported(t, pair.Room)}, approved, rules.All())
			require.Empty(t, verdict.Unsettled)
			// The same resources are judged by the same rules, wherever they were read from.
			require.Subset(t, heard(append(verdict.Violations, verdict.Undecided...)),
				heard(pack.Judge(rules.All(), resource.Stack, policytest.Deployed(pair.Prod, pair.Room), approved)))
			require.Equal(t, c.Verdict == corpus.Accepted, verdict.Outcome() == verify.Proved)
		})
	}
}

// heard is who said something of what, each once.
func heard(found []finding.Finding) []string {
	said := []string{}
	for _, f := range found {
		said = append(said, f.Rule+" of "+f.URN)
	}
	slices.Sort(said)
	return slices.Compact(said)
}
