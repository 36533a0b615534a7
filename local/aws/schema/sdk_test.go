package schema_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/schema"
)

// TestTableAgreesWithSDK holds the table against the source of the Pulumi AWS SDK that programs are
// compiled with: the same properties, the same inputs, the same types, and what must be given.
func TestTableAgreesWithSDK(t *testing.T) {
	types, err := schema.Types()
	require.NoError(t, err)
	sdk := newSDK(t)
	for _, name := range slices.Sorted(maps.Keys(types)) {
		t.Run(name, func(t *testing.T) {
			module, rest, _ := strings.Cut(strings.TrimPrefix(name, "aws:"), "/")
			file, typeName, _ := strings.Cut(rest, ":")
			structs := sdk.parse(module, file+".go")
			inputs := structs[strings.ToLower(typeName[:1])+typeName[1:]+"Args"]
			outputs := structs[typeName]
			require.NotNil(t, inputs, "the SDK has no such type")

			var wanted, have []string
			for property := range outputs {
				_, isInput := inputs[property]
				wanted = append(wanted, describe(property, isInput))
			}
			for property, p := range types[name] {
				have = append(have, describe(property, p.Input()))
			}
			slices.Sort(wanted)
			slices.Sort(have)
			assert.Equal(t, wanted, have, "properties, and which are inputs")
			sdk.compare(t, module, inputs, types[name], "")
		})
	}
}

func describe(property string, input bool) string {
	if input {
		return property + " (input)"
	}
	return property
}

// sdk reads the SDK's source, package by package.
type sdk struct {
	t      *testing.T
	folder string
	nested map[string]map[string]fields
}

// fields are a struct's fields by their Pulumi name.
type fields map[string]ast.Expr

func newSDK(t *testing.T) *sdk {
	found, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi-aws/sdk/v6").Output()
	require.NoError(t, err)
	return &sdk{t: t, folder: filepath.Join(strings.TrimSpace(string(found)), "go", "aws"), nested: map[string]map[string]fields{}}
}

// parse gives the structs of some files of a package.
func (s *sdk) parse(module, pattern string) map[string]fields {
	paths, err := filepath.Glob(filepath.Join(s.folder, module, pattern))
	require.NoError(s.t, err)
	structs := map[string]fields{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(s.t, err)
		for _, declaration := range file.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok || general.Tok != token.TYPE {
				continue
			}
			for _, spec := range general.Specs {
				named := spec.(*ast.TypeSpec)
				if structure, ok := named.Type.(*ast.StructType); ok {
					structs[named.Name.Name] = fieldsOf(structure)
				}
			}
		}
	}
	return structs
}

func fieldsOf(structure *ast.StructType) fields {
	found := fields{}
	for _, field := range structure.Fields.List {
		if field.Tag == nil {
			continue
		}
		name := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("pulumi")
		if name != "" {
			found[name] = field.Type
		}
	}
	return found
}

// compare holds inputs, and the inputs of nested objects, against the table.
func (s *sdk) compare(t *testing.T, module string, inputs fields, table schema.Properties, path string) {
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		property := table[name]
		if property == nil {
			assert.Fail(t, "the table lacks a property", path+name)
			continue
		}
		kind, object, optional := s.typeOf(inputs[name])
		assert.Equal(t, kind, property.Type, path+name)
		if _, open := inputs[name].(*ast.InterfaceType); !open && !strings.HasPrefix(kind, "list<") && !strings.HasPrefix(kind, "map<") {
			// Of lists, maps and open types the SDK does not tell whether they must be given.
			assert.Equal(t, !optional, property.Required, "%s is required", path+name)
		}
		if object != "" {
			s.compare(t, module, s.object(module, object), property.Properties, path+name+".")
		}
	}
}

func (s *sdk) object(module, name string) fields {
	if s.nested[module] == nil {
		s.nested[module] = s.parse(module, "pulumiTypes*.go")
	}
	return s.nested[module][name]
}

// typeOf names a Go type as the table does; object is the struct's name if it has one.
func (s *sdk) typeOf(expression ast.Expr) (kind, object string, optional bool) {
	switch expression := expression.(type) {
	case *ast.StarExpr:
		kind, object, _ = s.typeOf(expression.X)
		return kind, object, true
	case *ast.ArrayType:
		kind, object, _ = s.typeOf(expression.Elt)
		return "list<" + kind + ">", object, false
	case *ast.MapType:
		kind, _, _ = s.typeOf(expression.Value)
		return "map<" + kind + ">", "", false
	case *ast.InterfaceType: // a text that may be given as an ARN or a policy document
		return "string", "", true
	case *ast.Ident:
		switch expression.Name {
		case "string", "bool":
			return expression.Name, "", false
		case "int", "float64":
			return "number", "", false
		}
		return "object", expression.Name, false
	}
	return "unknown", "", false
}
