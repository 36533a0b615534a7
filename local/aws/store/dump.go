package store

import (
	"encoding/json"
	"fmt"
	"io"
)

// CreatedBy finds the objects that the creation of a Pulumi resource has made: what an update that
// was killed between the cloud and the stack's state has left behind.
func (s *Store) CreatedBy(urn string) ([]*Object, error) {
	var made []*Object
	err := s.Look(func(tx *Transaction) error {
		all, err := tx.List(Key{})
		for _, object := range all {
			if object.URN == urn {
				made = append(made, object)
			}
		}
		return err
	})
	return made, err
}

// Dump writes all objects as readable JSON, ordered by key.
func (s *Store) Dump(w io.Writer) error {
	objects := []*Object{}
	err := s.Look(func(tx *Transaction) error {
		all, err := tx.List(Key{})
		objects = append(objects, all...)
		return err
	})
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(objects); err != nil {
		return fmt.Errorf("writing the local cloud's objects: %w", err)
	}
	return nil
}
