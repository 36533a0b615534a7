package aws_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/schema"
)

// TestTableHoldsWhatIsServed keeps the property table as small as the local AWS is: what stands in
// it beyond that would be a type that no rule has been written for.
func TestTableHoldsWhatIsServed(t *testing.T) {
	var served []string
	for _, service := range aws.Services() {
		for _, kind := range service.Kinds {
			served = append(served, kind.Token)
		}
	}
	types, err := schema.Types()
	require.NoError(t, err)
	assert.ElementsMatch(t, served, slices.Collect(maps.Keys(types)))
}

// TestEveryReferenceLeadsToAServedType finds misspelt tokens: a reference to a type that is not
// served could never be resolved.
func TestEveryReferenceLeadsToAServedType(t *testing.T) {
	served := map[string]bool{}
	var references []cloud.Reference
	for _, service := range aws.Services() {
		for _, kind := range service.Kinds {
			served[kind.Token] = true
			references = append(references, kind.References...)
		}
	}
	for _, reference := range references {
		assert.True(t, served[reference.To], "%s refers to %s", reference.Property, reference.To)
	}
}

// TestPropertiesNamedExist finds misspelt properties among what a Kind says of its type.
func TestPropertiesNamedExist(t *testing.T) {
	types, err := schema.Types()
	require.NoError(t, err)
	for _, service := range aws.Services() {
		for _, kind := range service.Kinds {
			named := slices.Concat(kind.Unserved, kind.Volatile)
			if kind.Name.Property != "" {
				named = append(named, kind.Name.Property)
			}
			for _, name := range named {
				assert.NotNil(t, types[kind.Token][name], "%s has no property %s", kind.Token, name)
			}
			for _, reference := range kind.References {
				assert.True(t, leads(types[kind.Token], reference.Property), "%s has no property %s", kind.Token, reference.Property)
			}
		}
	}
}

func leads(table schema.Properties, path string) bool {
	var property *schema.Property
	for name := range strings.SplitSeq(path, ".") {
		property = table[name]
		if property == nil {
			return false
		}
		table = property.Properties
	}
	return true
}
