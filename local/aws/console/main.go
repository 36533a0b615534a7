// Command console looks at the local cloud and changes it by hand, beside Pulumi, as somebody with
// a browser would do in AWS's console: to see what exists, and to rehearse drift.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"secure-room/local/aws/store"
	"secure-room/local/mode"
)

const usage = `usage: console list                          everything that exists
       console show ID                       one object
       console set ID PROPERTY JSON          change a property
       console delete ID                     remove an object, and all that belongs to it`

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	if err := mode.Demand("console"); err != nil {
		return err
	}
	cloud, err := store.Open(os.Getenv(mode.Variable))
	if err != nil {
		return err
	}
	switch {
	case len(arguments) == 1 && arguments[0] == "list":
		return list(cloud, out)
	case len(arguments) == 2 && arguments[0] == "show":
		return cloud.Look(func(tx *store.Transaction) error { return show(tx, arguments[1], out) })
	case len(arguments) == 4 && arguments[0] == "set":
		return cloud.Change(func(tx *store.Transaction) error { return set(tx, arguments[1], arguments[2], arguments[3]) })
	case len(arguments) == 2 && arguments[0] == "delete":
		return cloud.Change(func(tx *store.Transaction) error { return remove(tx, arguments[1]) })
	}
	return errors.New(usage)
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

// named finds the objects with an id; several types may have the same, as a connection and its
// acceptance do.
func named(tx *store.Transaction, id string) ([]*store.Object, error) {
	objects, err := tx.List(store.Key{ID: id})
	if err == nil && len(objects) == 0 {
		err = fmt.Errorf("nothing in the local cloud has the id %s; `console list` shows all", id)
	}
	return objects, err
}

// single finds one object; TYPE=ID, with the last part of the type, tells those apart that share an id.
func single(tx *store.Transaction, id string) (*store.Object, error) {
	kind, bare, qualified := strings.Cut(id, "=")
	if !qualified {
		kind, bare = "", id
	}
	objects, err := named(tx, bare)
	if err != nil {
		return nil, err
	}
	var found []*store.Object
	for _, object := range objects {
		if kind == "" || strings.HasSuffix(object.Token, ":"+kind) {
			found = append(found, object)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d objects have the id %s; say which by its type, as in Vpc=%s", len(found), bare, bare)
	}
	return found[0], nil
}
