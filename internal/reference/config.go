package reference

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// namespace is the project's, which its config keys begin with.
const namespace = "secure-room:"

// elsewhere are the folders of the packages that settings are made of besides their own.
var elsewhere = map[string]string{"person": "internal/person",
	"terminal": "internal/terminal", "source": "internal/source", "allowlist": "internal/allowlist", "existing": "internal/existing"}

// config documents the keys of each program, read from the structs of programs/settings.
func (p *page) config() {
	p.printf("## Config\nAll values of a stack's config. `secure-room:network.cidr` is the field cidr of the group " +
		"secure-room:network; `[]` stands for each item of a list.\n\n")
	s := p.source("programs/settings")
	for _, program := range []string{"Production", "Room"} {
		name := strings.ToLower(program)
		p.printf("### Config of a stack of the program %s\n| key | type | meaning |\n|---|---|---|\n", name)
		p.printf("| `secure-room:program` | text | Which program the stack runs: `%s`. |\n", name)
		p.keys(s, namespace, program)
		p.printf("\n")
	}
}

// keys documents the fields of a settings struct and, below each one, those of the struct that it is made of.
func (p *page) keys(s *source, prefix, name string) {
	for _, f := range s.structs[s.find(name)].fields {
		full := prefix + key(f.name)
		switch typeName(f.kind) {
		case "string":
			if f.name == "Region" { // the AWS provider's own key
				full = "aws:region"
			}
		case "allowlist.List": // that is a list of entries
			f.kind = &ast.ArrayType{Elt: ast.NewIdent("allowlist.Entry")}
		case "Stack", "[]Stack": // is written as its name
			f.kind = map[string]ast.Expr{"Stack": ast.NewIdent("string"), "[]Stack": &ast.ArrayType{Elt: ast.NewIdent("string")}}[typeName(f.kind)]
		}
		if strings.Contains(f.name, ".") { // embedded: its fields are the group's own
			if at, inner := p.structOf(s, f.kind); at != nil {
				p.keys(at, prefix, inner)
				continue
			}
		}
		if f.doc == "" {
			p.problems = append(p.problems, fmt.Errorf("%s.%s: field %s, the config key %s, has no docstring", s.name, name, f.name, full))
		}
		kind, below, in := "group", full+".", f.kind
		if list, ok := f.kind.(*ast.ArrayType); ok {
			kind, below, in = "list", full+"[].", list.Elt
		}
		at, inner := p.structOf(s, in)
		if at == nil {
			kind = words(f.kind)
		}
		p.printf("| `%s` | %s | %s |\n", full, cell(kind), cell(f.doc))
		if at != nil {
			p.keys(at, below, inner)
		}
	}
}

// structOf finds the package and name of the struct that a type is; nil when it is none.
func (p *page) structOf(s *source, kind ast.Expr) (*source, string) {
	if pointer, ok := kind.(*ast.StarExpr); ok {
		kind = pointer.X
	}
	name := typeName(kind)
	if other, local, qualified := strings.Cut(name, "."); qualified {
		if elsewhere[other] == "" {
			return nil, ""
		}
		s, name = p.source(elsewhere[other]), local
	}
	if s.find(name) < 0 {
		return nil, ""
	}
	return s, name
}

// find is the place of a struct in the package; -1 when there is none of that name.
func (s *source) find(name string) int {
	return slices.IndexFunc(s.structs, func(one structure) bool { return one.name == name })
}
