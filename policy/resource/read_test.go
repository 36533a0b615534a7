package resource_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"

	"secure-room/policy/resource"
)

// odd are values of every kind there is.
var odd = map[string]property.Value{
	"null": {}, "computed": property.New(property.Computed), "truth": property.New(true), "number": property.New(5432.0), "text": property.New("5432"),
	"array": property.New([]property.Value{{}}), "map": property.New(map[string]property.Value{"k": {}}),
	"reference": property.New(property.ResourceReference{ID: property.New("sg-1")}), "new reference": property.New(property.ResourceReference{ID: property.New(property.Computed)}),
}

func TestStandings(t *testing.T) {
	want := map[string]map[string]resource.Standing{
		"text": {"null": resource.Absent, "computed": resource.Unknown, "truth": resource.Known, "number": resource.Known, "text": resource.Known,
			"array": resource.Malformed, "map": resource.Malformed, "reference": resource.Known, "new reference": resource.Unknown},
		"number": {"null": resource.Absent, "computed": resource.Unknown, "truth": resource.Malformed, "number": resource.Known, "text": resource.Known,
			"array": resource.Malformed, "map": resource.Malformed, "reference": resource.Malformed, "new reference": resource.Unknown},
		"truth": {"null": resource.Absent, "computed": resource.Unknown, "truth": resource.Known, "number": resource.Malformed, "text": resource.Malformed,
			"array": resource.Malformed, "map": resource.Malformed, "reference": resource.Malformed, "new reference": resource.Unknown},
		"items":  {"null": resource.Absent, "computed": resource.Unknown, "truth": resource.Malformed, "array": resource.Known, "map": resource.Malformed},
		"fields": {"null": resource.Absent, "computed": resource.Unknown, "truth": resource.Malformed, "array": resource.Malformed, "map": resource.Known},
		"block":  {"null": resource.Absent, "computed": resource.Unknown, "truth": resource.Malformed, "text": resource.Malformed, "array": resource.Malformed},
	}
	read := map[string]func(property.Value) resource.Standing{
		"text":   func(v property.Value) resource.Standing { _, s := resource.Text(v); return s },
		"number": func(v property.Value) resource.Standing { _, s := resource.Number(v); return s },
		"truth":  func(v property.Value) resource.Standing { _, s := resource.Truth(v); return s },
		"items":  func(v property.Value) resource.Standing { _, s := resource.Items(v); return s },
		"fields": func(v property.Value) resource.Standing { _, s := resource.Fields(v); return s },
		"block":  func(v property.Value) resource.Standing { _, s := resource.Block(v); return s },
	}
	for reader, cases := range want {
		for kind, standing := range cases {
			assert.Equal(t, standing, read[reader](odd[kind]), "%s of %s", reader, kind)
			assert.Equal(t, standing, read[reader](odd[kind].WithSecret(true)), "%s of secret %s", reader, kind)
		}
	}
}

func TestBlockDropsHostBits(t *testing.T) {
	block, _ := resource.Block(property.New(" 10.20.3.4/16 "))
	assert.Equal(t, "10.20.0.0/16", block.String())
	_, standing := resource.Block(property.New(""))
	assert.Equal(t, resource.Absent, standing)
}

func TestQuoteKeepsSecrets(t *testing.T) {
	assert.Equal(t, "a secret value", resource.Quote(property.New("hunter2").WithSecret(true)))
	assert.Equal(t, "plain", resource.Quote(property.New("plain")))
	for kind, v := range odd {
		assert.NotEmpty(t, resource.Quote(v), kind)
	}
}
