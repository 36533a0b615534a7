package main

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// pulumi runs the CLI and shows the command and what it prints.
func pulumi(out io.Writer, input []byte, arguments ...string) error {
	fmt.Fprintln(out, "$ pulumi", strings.Join(arguments, " "))
	command := exec.Command("pulumi", arguments...)
	command.Stdin = bytes.NewReader(input)
	command.Stdout, command.Stderr = out, out
	if err := command.Run(); err != nil {
		return fmt.Errorf("pulumi %s: %w", arguments[0], err)
	}
	return nil
}

// export gives a stack's state. Secrets in it stay encrypted.
func export(stack string) ([]byte, error) {
	var problem bytes.Buffer
	command := exec.Command("pulumi", "stack", "export", "-s", stack)
	command.Stderr = &problem
	state, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("pulumi stack export: %w: %s", err, strings.TrimSpace(problem.String()))
	}
	return state, nil
}
