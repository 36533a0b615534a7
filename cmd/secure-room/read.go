package main

import (
	"errors"
	"fmt"
	"io"
	"os"

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

// readStacks reads the exports of each file. Two of the same stack would be judged as one, so they are refused.
func readStacks(files []string, stdin io.Reader) ([]*export.Stack, error) {
	if len(files) == 0 {
		if terminal(stdin) {
			return nil, errors.New("name the files that `pulumi stack export` has written, or pipe them in")
		}
		files = []string{"-"}
	}
	var stacks []*export.Stack
	var problems []error
	seen := map[string]string{}
	for _, file := range files {
		found, err := readFile(file, stdin)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
		}
		for _, s := range found {
			id := s.Project + "/" + s.Name
			if s.Name != "" && seen[id] != "" {
				problems = append(problems, fmt.Errorf("%s: stack %q is in %s already; give each stack once", file, s.Name, seen[id]))
				continue
			}
			seen[id] = file
			stacks = append(stacks, s)
		}
	}
	return stacks, errors.Join(problems...)
}

func readFile(file string, stdin io.Reader) ([]*export.Stack, error) {
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

// terminal says whether a reader waits for somebody to type.
func terminal(from io.Reader) bool {
	file, ok := from.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
