package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/store"
)

// faultCommand makes operations of the local AWS fail, to rehearse what comes after.
func faultCommand() *cobra.Command {
	command := &cobra.Command{Use: "fault", Short: "Make operations fail, to rehearse what comes after"}
	command.AddCommand(addFaultCommand(),
		&cobra.Command{
			Use: "list", Short: "Faults still to come", Args: cobra.NoArgs,
			RunE: func(command *cobra.Command, _ []string) error {
				return withStore(func(kept *store.Store) error {
					return kept.Look(func(tx *store.Transaction) error {
						return eachFault(tx, func(f *store.Object) error {
							fmt.Fprintf(command.OutOrStdout(), "%s %s %s, %v times after %v\n", f.Values["fault"], f.Values["operation"], f.Values["type"], f.Values["times"], f.Values["after"])
							return nil
						})
					})
				})
			},
		},
		&cobra.Command{
			Use: "clear", Short: "No more faults", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				return withStore(func(kept *store.Store) error {
					return kept.Change(func(tx *store.Transaction) error {
						return eachFault(tx, func(f *store.Object) error { return tx.Delete(f.Key) })
					})
				})
			},
		})
	return command
}

func addFaultCommand() *cobra.Command {
	var times, after int
	command := &cobra.Command{
		Use: "add FAULT OPERATION [TYPE]", Args: cobra.RangeArgs(2, 3),
		Short: "Let operations of one sort fail, on all types or one",
		Long: `Let operations of one sort fail, on all types or one.

FAULT      deny      refused for want of a permission
           throttle  refused for too many calls, after all attempts
           partial   done, and then what comes after it fails
           timeout   done, and its end was not waited for
           crash     done, and the provider ends before Pulumi is told
OPERATION  create, update or delete
TYPE       the last part of a type, such as Workspace`,
		Example: "  local-aws fault add crash create Workspace --after 1",
		RunE: func(_ *cobra.Command, arguments []string) error {
			fault, operation, kind := cloud.Fault(arguments[0]), arguments[1], ""
			if !slices.Contains(cloud.Faults(), fault) {
				return fmt.Errorf("fault %q is not known; choose one of %s", fault, joined(cloud.Faults()))
			}
			if !slices.Contains(cloud.Operations(), operation) {
				return fmt.Errorf("operation %q is not known; choose one of %s", operation, joined(cloud.Operations()))
			}
			if len(arguments) == 3 {
				kind = arguments[2]
			}
			if times < 1 || after < 0 {
				return fmt.Errorf("--times %d --after %d cannot be; it strikes at least once, after none or more", times, after)
			}
			return withStore(func(kept *store.Store) error {
				return kept.Change(func(tx *store.Transaction) error { return cloud.Arrange(tx, fault, operation, kind, times, after) })
			})
		},
	}
	command.Flags().IntVar(&times, "times", 1, "how many operations fail")
	command.Flags().IntVar(&after, "after", 0, "how many pass before")
	return command
}

func eachFault(tx *store.Transaction, do func(*store.Object) error) error {
	all, err := tx.List(store.Key{Token: cloud.FaultToken})
	if err != nil {
		return err
	}
	for _, f := range all {
		if err := do(f); err != nil {
			return err
		}
	}
	return nil
}

func joined[T ~string](texts []T) string {
	plain := make([]string, 0, len(texts))
	for _, t := range texts {
		plain = append(plain, string(t))
	}
	return strings.Join(plain, ", ")
}
