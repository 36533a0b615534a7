package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"secure-room/local/aws/store"
)

// terminalCommands do to a user's terminal what an administrator may.
func terminalCommands() []*cobra.Command {
	return []*cobra.Command{
		stateCommand("start", "Start a user's terminal (StartWorkspaces)", "AVAILABLE", "STOPPED"),
		stateCommand("stop", "Stop a user's terminal, which keeps its data (StopWorkspaces)", "STOPPED", "AVAILABLE"),
		stateCommand("maintain", "Put a user's terminal under maintenance, in which nobody logs in (ModifyWorkspaceState)", "ADMIN_MAINTENANCE", "AVAILABLE", "STOPPED"),
		stateCommand("release", "End the maintenance of a user's terminal (ModifyWorkspaceState)", "AVAILABLE", "ADMIN_MAINTENANCE"),
	}
}

// stateCommand brings a terminal from one of some states to another.
func stateCommand(name, short, to string, from ...string) *cobra.Command {
	return &cobra.Command{
		Use: name + " USER", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, arguments []string) error {
			return withStore(func(cloud *store.Store) error {
				return cloud.Change(func(tx *store.Transaction) error { return move(tx, arguments[0], to, from) })
			})
		},
	}
}

func move(tx *store.Transaction, user, to string, from []string) error {
	all, err := tx.List(store.Key{Token: "aws:workspaces/workspace:Workspace"})
	if err != nil {
		return err
	}
	for _, workspace := range all {
		name, _ := workspace.Values["userName"].(string)
		if !strings.EqualFold(name, user) {
			continue
		}
		state, _ := workspace.Values["state"].(string)
		for _, allowed := range from {
			if state == allowed {
				workspace.Values["state"] = to
				return tx.Put(workspace)
			}
		}
		return fmt.Errorf("the terminal of %s is %s; it has to be %s", user, state, strings.Join(from, " or "))
	}
	return fmt.Errorf("%s has no terminal", user)
}
