package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/export"
)

// read gives the approved baseline and what is to be held against it.
func read(files []string, stdin io.Reader) (*baseline.Baseline, []*export.Stack, error) {
	approved, err := baseline.Approved()
	if err != nil {
		return nil, nil, err
	}
	stacks, err := readStacks(files, stdin)
	return approved, stacks, err
}

// readStacks reads one export from each file. Two of the same stack would be judged as one, so they are refused.
func readStacks(files []string, stdin io.Reader) ([]*export.Stack, error) {
	var stacks []*export.Stack
	var problems []error
	seen := map[string]string{}
	for _, file := range files {
		s, err := readOne(file, stdin)
		switch {
		case err != nil:
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
		case s.Name != "" && seen[s.Name] != "":
			problems = append(problems, fmt.Errorf("%s: stack %q is in %s already; give each stack once", file, s.Name, seen[s.Name]))
		default:
			seen[s.Name] = file
			stacks = append(stacks, s)
		}
	}
	return stacks, errors.Join(problems...)
}

func readOne(file string, stdin io.Reader) (*export.Stack, error) {
	if file == "-" {
		return export.Read(stdin)
	}
	opened, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open export: %w", err)
	}
	defer opened.Close()
	return export.Read(opened)
}

// described names stacks and counts their resources.
func described(stacks []*export.Stack) string {
	texts := make([]string, 0, len(stacks))
	for _, s := range stacks {
		name := s.Name
		if name == "" {
			name = "a stack that was never deployed"
		}
		texts = append(texts, fmt.Sprintf("%s (%d resources)", name, len(s.Resources)))
	}
	return strings.Join(texts, " and ")
}
