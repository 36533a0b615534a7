// Package reference writes the reference page of the project from its docstrings: what each component takes and gives,
// the config keys of both programs, and what their stacks export.
package reference

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const head = `# Reference
[日本語](reference.ja.md)

Generated from the docstrings by ` + "`internal/reference`" + `: change those, then run ` + "`go test ./docs -update`" + `.

`

// Write returns the whole page in Markdown, read from the source below root. Its error lists every argument and config
// key that has no docstring.
func Write(root string) (string, error) {
	p := &page{root: root, packages: map[string]*source{}}
	p.WriteString(head)
	p.components()
	p.config()
	p.exports()
	return strings.TrimSpace(p.String()) + "\n", errors.Join(p.problems...)
}

// page is the text so far.
type page struct {
	strings.Builder
	root     string
	packages map[string]*source
	problems []error
}

// source reads the package in a folder, once.
func (p *page) source(folder string) *source {
	if known := p.packages[folder]; known != nil {
		return known
	}
	read, err := read(filepath.Join(p.root, folder))
	if err != nil {
		p.problems = append(p.problems, err)
		read = &source{}
	}
	p.packages[folder] = read
	return read
}

func (p *page) printf(format string, values ...any) { fmt.Fprintf(p, format, values...) }

// components documents every component of every package below components, and what its arguments are made of.
func (p *page) components() {
	p.printf("## Components\n")
	folders, err := filepath.Glob(filepath.Join(p.root, "components", "*"))
	p.problems = append(p.problems, err)
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() || filepath.Base(folder) == "componenttest" {
			continue
		}
		s := p.source("components/" + filepath.Base(folder))
		p.printf("### %s\n%s\n\n", s.name, s.doc)
		for _, one := range s.structs {
			if one.component {
				p.printf("#### %s.%s\n%s\n\n", s.name, one.name, one.doc)
				p.table("Outputs", s, one)
			}
		}
		for _, one := range s.structs {
			if !one.component {
				p.printf("#### %s.%s\n%s\n\n", s.name, one.name, one.doc)
				p.table("Fields", s, one)
			}
		}
		for _, one := range s.choices {
			p.printf("#### %s.%s\n%s\n\n| value | meaning |\n|---|---|\n", s.name, one.name, one.doc)
			for _, value := range one.values {
				p.printf("| `%s` | %s |\n", value.name, cell(value.doc))
			}
			p.printf("\n")
		}
	}
}

// table documents the fields of one struct.
func (p *page) table(title string, s *source, one structure) {
	if len(one.fields) == 0 {
		p.printf("No %s.\n\n", strings.ToLower(title))
		return
	}
	p.printf("| %s | type | meaning |\n|---|---|---|\n", strings.ToLower(strings.TrimSuffix(title, "s")))
	for _, f := range one.fields {
		if f.doc == "" && strings.HasSuffix(one.name, "Args") {
			p.problems = append(p.problems, fmt.Errorf("%s.%s: field %s has no docstring", s.name, one.name, f.name))
		}
		p.printf("| `%s` | %s | %s |\n", f.name, cell(words(f.kind)), cell(f.doc))
	}
	p.printf("\n")
}

// cell is text that keeps to one cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
