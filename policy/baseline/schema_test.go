package baseline

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"secure-room/internal/terminal"
)

const schemaFile = "baseline.schema.json"

// part is the part of a schema that the types can be held against.
type part struct {
	Reference   string          `json:"$ref"`
	Description string          `json:"description"`
	Type        string          `json:"type"`
	Closed      *bool           `json:"additionalProperties"`
	Required    []string        `json:"required"`
	Properties  map[string]part `json:"properties"`
	Items       *part           `json:"items"`
	Pattern     string          `json:"pattern"`
	Enum        []string        `json:"enum"`
	Parts       map[string]part `json:"$defs"`
}

func readSchema(t *testing.T) part {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	var root part
	require.NoError(t, json.Unmarshal(text, &root))
	return root
}

// agree holds one part of the schema against the type that it describes, and everything below.
func agree(t *testing.T, place string, root, described part, kind reflect.Type) {
	if described.Reference != "" {
		described = root.Parts[path.Base(described.Reference)]
	}
	switch kind.Kind() {
	case reflect.Struct:
		assert.Equal(t, "object", described.Type, place)
		assert.True(t, described.Closed != nil && !*described.Closed, "%s takes no other keys", place)
		keys, required := keysOf(kind), []string{}
		for _, k := range keys {
			property := described.Properties[k.name]
			assert.Regexp(t, `^[A-Z].*\.$`, property.Description, "what %s.%s means", place, k.name)
			agree(t, place+"."+k.name, root, property, k.kind)
			if !k.optional {
				required = append(required, k.name)
			}
		}
		assert.ElementsMatch(t, names(keys), slices.Collect(maps.Keys(described.Properties)), place)
		assert.ElementsMatch(t, required, described.Required, place)
	case reflect.Slice:
		assert.Equal(t, "array", described.Type, place)
		if assert.NotNil(t, described.Items, place) {
			agree(t, place+"[]", root, *described.Items, kind.Elem())
		}
	default:
		assert.Equal(t, map[reflect.Kind]string{reflect.String: "string", reflect.Int: "integer", reflect.Bool: "boolean"}[kind.Kind()], described.Type, place)
	}
}

func TestSchemaAgreesWithTypes(t *testing.T) {
	root := readSchema(t)
	agree(t, "baseline", root, root, reflect.TypeFor[Baseline]())
}

func TestSchemaAgreesWithChecks(t *testing.T) {
	root := readSchema(t)
	for pattern, described := range map[*regexp.Regexp]part{
		namePattern: root.Parts["name"], accountPattern: root.Parts["accountId"], regionPattern: root.Parts["region"],
		vpcPattern: root.Parts["vpcId"], stackPattern: root.Parts["stack"], organizationPattern: root.Properties["organizationId"],
		rolePattern: *root.Properties["breakGlassRoles"].Items, groupPattern: root.Parts["endpoint"].Properties["securityGroupId"],
		typePattern: root.Parts["resourceType"].Properties["type"], userPattern: root.Parts["user"].Properties["name"],
	} {
		assert.Equal(t, pattern.String(), described.Pattern)
	}
	terminals := root.Properties["terminals"].Properties
	assert.Equal(t, terminal.DeviceTypes(), terminals["deviceTypes"].Items.Enum)
	assert.Equal(t, terminal.Clipboards(), terminals["clipboard"].Enum)
}

// TestSchemaJudges makes sure that the schema means to a validator what it looks like.
func TestSchemaJudges(t *testing.T) {
	schema, err := jsonschema.Compile(schemaFile)
	require.NoError(t, err)
	assert.Equal(t, jsonschema.Draft2020, schema.Draft)
	read := func() map[string]any {
		var value map[string]any
		require.NoError(t, yaml.Unmarshal(approved, &value))
		return value
	}
	assert.NoError(t, schema.Validate(read()), "the committed baseline")
	assert.Contains(t, string(approved[:80]), "# yaml-language-server: $schema="+schemaFile+"\n", "editors find it")

	for key, bad := range map[string]any{"version": 1, "verson": 2, "region": "Tokyo", "users": []any{map[string]any{"name": "taro", "role": "admin"}}, "egress": map[string]any{"console": "yes", "hosts": []any{}}} {
		value := read()
		value[key] = bad
		assert.Error(t, schema.Validate(value), key)
	}
}
