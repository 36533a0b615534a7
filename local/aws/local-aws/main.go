// Command local-aws looks into the local AWS beside Pulumi: it shows what stands, changes it by hand to rehearse drift,
// and says what becomes of what a person tries, hop by hop.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"secure-room/local/aws/store"
	"secure-room/local/mode"
)

func main() {
	switch err := root().Execute(); {
	case err == nil:
	case errors.Is(err, errRefused):
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "local-aws:", err)
		os.Exit(2)
	}
}

// errRefused ends a command that has said already what stopped an attempt.
var errRefused = errors.New("refused")

func root() *cobra.Command {
	command := &cobra.Command{
		Use:           "local-aws",
		Short:         "Look into the local AWS, change it by hand, and try what a person would",
		Long:          "Look into the local AWS, change it by hand, and try what a person would.\n\nExit code 0: done, or allowed. 1: refused. 2: it could not be tried.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	command.CompletionOptions.DisableDefaultCmd = true
	command.AddCommand(objectCommands()...)
	command.AddCommand(attemptCommands()...)
	command.AddCommand(terminalCommands()...)
	command.AddCommand(faultCommand())
	return command
}

// withStore opens the local cloud that the environment names.
func withStore(use func(*store.Store) error) error {
	if err := mode.Demand("local-aws"); err != nil {
		return err
	}
	cloud, err := store.Open(os.Getenv(mode.Variable))
	if err != nil {
		return err
	}
	return use(cloud)
}
