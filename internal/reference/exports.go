package reference

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// exports documents the outputs of each program's stack: the comment above each call of Export says what it is.
func (p *page) exports() {
	p.printf("## Stack outputs\n`pulumi stack output -s <stack>` prints them. None is a secret or holds one.\n\n")
	for _, program := range []string{"production", "room"} {
		s := p.source("programs/" + program)
		var rows []string
		for _, file := range s.files {
			ast.Inspect(file, func(node ast.Node) bool {
				statement, ok := node.(*ast.ExprStmt)
				if !ok {
					return true
				}
				if name := exported(statement); name != "" {
					meaning := ""
					for _, comment := range s.comments[file][statement] {
						meaning += " " + comment.Text()
					}
					if meaning == "" {
						p.problems = append(p.problems, fmt.Errorf("program %s: the output %s has no comment above it", program, name))
					}
					rows = append(rows, fmt.Sprintf("| `%s` | %s |\n", name, cell(oneLine(meaning))))
				}
				return true
			})
		}
		slices.Sort(rows)
		p.printf("### Outputs of a stack of the program %s\n", program)
		p.printf("| output | meaning |\n|---|---|\n| `%s` | What the other stacks read of this one. |\n%s\n", program, strings.Join(rows, ""))
	}
}

// exported is the name of the output that a statement exports; empty when it is another statement.
func exported(statement *ast.ExprStmt) string {
	call, ok := statement.X.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 || typeName(call.Fun) != "ctx.Export" {
		return ""
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return ""
	}
	name, _ := strconv.Unquote(literal.Value)
	return name
}
