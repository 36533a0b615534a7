// Command secure-room says what stands and proves it, from what `pulumi stack export` writes.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"secure-room/policy/verify"
)

func main() {
	os.Exit(run(root()))
}

// run executes a command and gives its exit code.
func run(command *cobra.Command) int {
	err := command.Execute()
	var ended *outcome
	switch {
	case err == nil:
		return int(verify.Proved)
	case errors.As(err, &ended):
		return int(ended.Outcome)
	}
	fmt.Fprintln(command.ErrOrStderr(), "secure-room:", err)
	return int(verify.Undecided)
}

// outcome ends a command with the exit code of a verdict that has been printed already.
type outcome struct{ verify.Outcome }

func (*outcome) Error() string { return "not proved" }

func root() *cobra.Command {
	command := &cobra.Command{
		Use:           "secure-room",
		Short:         "Say what the secure room is and prove what can reach what",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	command.CompletionOptions.DisableDefaultCmd = true
	command.AddCommand(verifyCommand(), showCommand())
	return command
}
