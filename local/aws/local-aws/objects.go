package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"secure-room/local/aws/store"
)

// objectCommands look at what exists and change it behind Pulumi's back, as somebody with a browser would in AWS's console:
// to rehearse drift.
func objectCommands() []*cobra.Command {
	return []*cobra.Command{
		{
			Use: "list", Short: "Everything that exists", Args: cobra.NoArgs,
			RunE: func(command *cobra.Command, _ []string) error {
				return withStore(func(cloud *store.Store) error { return list(cloud, command.OutOrStdout()) })
			},
		},
		{
			Use: "show NAME", Short: "One object with all its properties", Args: cobra.ExactArgs(1),
			RunE: func(command *cobra.Command, arguments []string) error {
				return withStore(func(cloud *store.Store) error {
					return cloud.Look(func(tx *store.Transaction) error { return show(tx, arguments[0], command.OutOrStdout()) })
				})
			},
		},
		{
			Use: "set NAME PROPERTY JSON", Short: "Change a property, as by hand in the console", Args: cobra.ExactArgs(3),
			RunE: func(_ *cobra.Command, arguments []string) error {
				return withStore(func(cloud *store.Store) error {
					return cloud.Change(func(tx *store.Transaction) error { return set(tx, arguments[0], arguments[1], arguments[2]) })
				})
			},
		},
		{
			Use: "delete NAME", Short: "Remove an object and all that belongs to it, as by hand in the console", Args: cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, arguments []string) error {
				return withStore(func(cloud *store.Store) error {
					return cloud.Change(func(tx *store.Transaction) error { return remove(tx, arguments[0]) })
				})
			},
		},
	}
}

func list(cloud *store.Store, out io.Writer) error {
	return cloud.Look(func(tx *store.Transaction) error {
		objects, err := tx.List(store.Key{})
		for _, object := range objects {
			fmt.Fprintf(out, "%s %s %s %s\n", object.Account, object.Region, object.Token, object.ID)
		}
		return err
	})
}

func show(tx *store.Transaction, id string, out io.Writer) error {
	objects, err := named(tx, id)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	for _, object := range objects {
		if err := encoder.Encode(object); err != nil {
			return fmt.Errorf("showing %s: %w", id, err)
		}
	}
	return nil
}

func set(tx *store.Transaction, id, property, text string) error {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return fmt.Errorf("%s is not JSON (a text needs its quotes): %w", text, err)
	}
	object, err := single(tx, id)
	if err != nil {
		return err
	}
	object.Values[property] = value
	return tx.Put(object)
}

func remove(tx *store.Transaction, id string) error {
	object, err := single(tx, id)
	if err != nil {
		return err
	}
	return tx.Delete(object.Key)
}

// named finds the objects that a person means: those with an id, or those that a program's resource of that name has made.
// Several may have the same; TYPE=NAME, with the last part of the type, tells them apart.
func named(tx *store.Transaction, text string) ([]*store.Object, error) {
	kind, name, qualified := strings.Cut(text, "=")
	if !qualified {
		kind, name = "", text
	}
	all, err := tx.List(store.Key{})
	if err != nil {
		return nil, err
	}
	var byID, byName []*store.Object
	for _, object := range all {
		switch {
		case kind != "" && !strings.HasSuffix(object.Token, ":"+kind):
		case object.ID == name:
			byID = append(byID, object)
		case strings.HasSuffix(object.URN, "::"+name):
			byName = append(byName, object)
		}
	}
	if len(byID) > 0 {
		return byID, nil
	}
	if len(byName) == 0 {
		return nil, fmt.Errorf("nothing in the local cloud has the id or name %s; `local-aws list` shows all", text)
	}
	return byName, nil
}

// single finds the one object that a person means.
func single(tx *store.Transaction, text string) (*store.Object, error) {
	found, err := named(tx, text)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d objects have the id or name %s; say which by its type, as in Vpc=%s, or by its id", len(found), text, text)
	}
	return found[0], nil
}
