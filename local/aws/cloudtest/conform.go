package cloudtest

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/schema"
)

// Case describes one resource type.
type Case struct {
	Token string
	// Valid makes what the type needs in the cloud, and gives inputs that are right.
	Valid func(*Cloud) Inputs
	// Changed is an update in place that is right; nil when nothing can be changed.
	Changed func(valid Inputs) Inputs
	// Bad are inputs that AWS refuses: one for each documented rule.
	Bad []Bad
}

// Bad is one departure from valid inputs, and the words by which it must be refused.
type Bad struct {
	Rule string
	// Inputs gives the bad inputs; it may make further things in the cloud.
	Inputs func(c *Cloud, valid Inputs) Inputs
	// Says must be part of the refusal.
	Says string
}

// Refuse makes a Bad.
func Refuse(rule string, inputs func(c *Cloud, valid Inputs) Inputs, says string) Bad {
	return Bad{Rule: rule, Inputs: inputs, Says: says}
}

// Set is the Inputs of a Bad that only sets some (nil removes).
func Set(changes Inputs) func(*Cloud, Inputs) Inputs {
	return func(_ *Cloud, valid Inputs) Inputs { return valid.With(changes) }
}

// Conform holds every type that a service serves to the common behaviour and to its own rules.
// others are services that it depends on. A type without a case fails.
func Conform(t *testing.T, service cloud.Service, cases []Case, others ...cloud.Service) {
	t.Helper()
	tables, err := schema.Types()
	require.NoError(t, err)
	for _, kind := range service.Kinds {
		assert.True(t, slices.ContainsFunc(cases, func(c Case) bool { return c.Token == kind.Token }),
			"%s has no conformance case", kind.Token)
	}
	for _, each := range cases {
		named := ""
		if at := slices.IndexFunc(service.Kinds, func(k cloud.Kind) bool { return k.Token == each.Token }); at >= 0 {
			named = service.Kinds[at].Name.Property
		}
		t.Run(each.Token, func(t *testing.T) {
			fresh := func(t *testing.T) *Cloud { return New(t, append(others, service)...) }
			t.Run("life", func(t *testing.T) { life(t, fresh(t), each, tables[each.Token]) })
			t.Run("shape", func(t *testing.T) { shape(t, fresh(t), each, tables[each.Token], named) })
			for _, bad := range each.Bad {
				t.Run(bad.Rule, func(t *testing.T) {
					c := fresh(t)
					valid := each.Valid(c)
					_, err := c.TryCreate(each.Token, "bad", bad.Inputs(c, valid))
					require.Error(t, err)
					assert.Contains(t, err.Error(), bad.Says)
				})
			}
		})
	}
}

// life follows a resource from its preview to its end.
func life(t *testing.T, c *Cloud, each Case, table schema.Properties) {
	valid := each.Valid(c)
	planned := c.Preview(each.Token, "good", valid)
	made := c.Create(each.Token, "good", valid)
	require.NotEmpty(t, made.ID)
	for name, property := range table {
		key := resource.PropertyKey(name)
		if property.Computed && !property.Input() && name != "tagsAll" {
			assert.True(t, planned[key].IsComputed() || planned[key].IsSecret(), "%s is invented at preview", name)
		}
		if property.Sensitive && made.Outputs[key].V != nil {
			assert.True(t, made.Outputs[key].IsSecret(), "%s is shown in clear", name)
		}
	}

	again := made.Read()
	require.NotNil(t, again)
	assert.Equal(t, made.Outputs, again.Outputs, "a refresh shows what was made")
	assert.Equal(t, made.Inputs, again.Inputs, "a refresh keeps the inputs")
	diff, err := made.Diff(valid)
	require.NoError(t, err)
	assert.Equal(t, plugin.DiffNone, diff.Changes, "the same inputs make no difference: %v", diff.ChangedKeys)
	require.NotNil(t, c.Import(each.Token, made.ID), "import")

	if each.Changed != nil {
		change(t, made, each.Changed(valid))
	}
	require.NoError(t, made.Delete())
	assert.Nil(t, made.Read(), "gone after deletion")
	assert.NoError(t, made.Delete(), "deleting again is no error")
}

func change(t *testing.T, made *Resource, changed Inputs) {
	diff, err := made.Diff(changed)
	require.NoError(t, err)
	assert.Equal(t, plugin.DiffSome, diff.Changes)
	assert.Empty(t, diff.ReplaceKeys, "an update in place")
	_, err = made.PreviewUpdate(changed)
	require.NoError(t, err)
	require.NoError(t, made.Update(changed))
	again := made.Read()
	require.NotNil(t, again)
	assert.Equal(t, made.Outputs, again.Outputs, "a refresh shows the change")
	assert.Equal(t, made.Inputs, again.Inputs)
}

// shape tries what the property table forbids. named is the property that Pulumi fills in itself.
func shape(t *testing.T, c *Cloud, each Case, table schema.Properties, named string) {
	valid := each.Valid(c)
	_, err := c.TryCreate(each.Token, "strange", valid.With(Inputs{"noSuchProperty": "x"}))
	require.ErrorContains(t, err, "noSuchProperty is not a property here")
	for name, property := range table {
		if property.Required && name != named {
			_, err := c.TryCreate(each.Token, "lacking", valid.With(Inputs{name: nil}))
			require.ErrorContains(t, err, name+" is required, but missing")
		}
		if property.Computed && !property.Input() {
			_, err := c.TryCreate(each.Token, "presumptuous", valid.With(Inputs{name: "x"}))
			require.ErrorContains(t, err, name+" is set by AWS alone")
		}
	}
}
