package reference

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
)

// source is what one package says of itself.
type source struct {
	name, doc string
	files     []*ast.File
	comments  map[*ast.File]ast.CommentMap
	structs   []structure
	choices   []choice
}

// structure is an exported struct type and its exported fields.
type structure struct {
	name, doc string
	component bool
	fields    []field
}

type field struct {
	name, doc string
	kind      ast.Expr
}

// choice is a type whose exported constants are all its values.
type choice struct {
	name, doc string
	values    []field
}

// read parses the package in a folder, without its tests.
func read(folder string) (*source, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseDir(files, folder, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") },
		parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("reading the docstrings of %s: %w", folder, err)
	}
	s := &source{comments: map[*ast.File]ast.CommentMap{}}
	for _, found := range parsed {
		for _, file := range found.Files {
			s.files = append(s.files, file)
			s.comments[file] = ast.NewCommentMap(files, file, file.Comments)
		}
	}
	described, err := doc.NewFromFiles(files, s.files, folder, doc.AllDecls|doc.PreserveAST)
	if err != nil {
		return nil, fmt.Errorf("reading the docstrings of %s: %w", folder, err)
	}
	s.name, s.doc = described.Name, oneLine(described.Doc)
	for _, t := range described.Types {
		if ast.IsExported(t.Name) {
			s.add(t)
		}
	}
	return s, nil
}

func (s *source) add(t *doc.Type) {
	spec := t.Decl.Specs[0].(*ast.TypeSpec)
	if body, ok := spec.Type.(*ast.StructType); ok {
		s.structs = append(s.structs, structOf(t, body))
		return
	}
	one := choice{name: t.Name, doc: oneLine(t.Doc)}
	for _, group := range t.Consts {
		for _, spec := range group.Decl.Specs {
			value := spec.(*ast.ValueSpec)
			for _, name := range value.Names {
				one.values = append(one.values, field{name: name.Name, doc: oneLine(value.Doc.Text() + value.Comment.Text())})
			}
		}
	}
	if len(one.values) > 0 {
		s.choices = append(s.choices, one)
	}
}

// structOf lists exported fields. One docstring may speak of several fields in a row: those that it names share it.
func structOf(t *doc.Type, body *ast.StructType) structure {
	one := structure{name: t.Name, doc: oneLine(t.Doc)}
	last := ""
	for _, f := range body.Fields.List {
		text := oneLine(f.Doc.Text() + " " + f.Comment.Text())
		if len(f.Names) == 0 {
			embedded := typeName(f.Type)
			if embedded == "pulumi.ResourceState" {
				one.component = true
			} else {
				one.fields = append(one.fields, field{name: embedded, doc: text, kind: f.Type})
			}
			continue
		}
		for _, name := range f.Names {
			if text == "" && strings.Contains(last, name.Name) {
				text = last
			}
			if name.IsExported() {
				one.fields = append(one.fields, field{name: name.Name, doc: text, kind: f.Type})
			}
		}
		last = text
	}
	return one
}

// oneLine joins the lines of a docstring.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
