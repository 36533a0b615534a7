package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"secure-room/policy/report"
)

func showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show [FILE…]",
		Short: "Say what exported stacks are: terminals, links, addresses, peering, endpoints, egress, reach",
		Long: `Say what exported stacks are. Each FILE is what "pulumi stack export" writes; "-" or no FILE at all
reads standard input, on which several exports may follow each other.
Nothing is judged here: see "secure-room verify".`,
		RunE: func(command *cobra.Command, files []string) error {
			approved, stacks, err := read(files, command.InOrStdin())
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(command.OutOrStdout(), report.Picture(stacks, approved))
			return err
		},
	}
}
