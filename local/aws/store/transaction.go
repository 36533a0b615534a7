package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"go.etcd.io/bbolt"
)

var (
	objectsBucket = []byte("objects") // key → object
	usesBucket    = []byte("uses")    // target, user → property
	ownedBucket   = []byte("owned")   // owner, owned → nothing
)

// Transaction is what an operation sees of the store.
type Transaction struct{ objects, uses, owned *bbolt.Bucket }

func createBuckets(tx *bbolt.Tx) (*Transaction, error) {
	for _, name := range [][]byte{objectsBucket, usesBucket, ownedBucket} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return nil, fmt.Errorf("preparing the local cloud's store: %w", err)
		}
	}
	return openBuckets(tx), nil
}

func openBuckets(tx *bbolt.Tx) *Transaction {
	return &Transaction{objects: tx.Bucket(objectsBucket), uses: tx.Bucket(usesBucket), owned: tx.Bucket(ownedBucket)}
}

// Get finds one object.
func (tx *Transaction) Get(key Key) (*Object, bool, error) {
	found := tx.objects.Get(key.encode())
	if found == nil {
		return nil, false, nil
	}
	object, err := decode(found)
	return object, err == nil, err
}

func decode(encoded []byte) (*Object, error) {
	object := &Object{}
	if err := json.Unmarshal(encoded, object); err != nil {
		return nil, fmt.Errorf("reading an object of the local cloud: %w", err)
	}
	return object, nil
}

// List finds all objects that agree with the pattern's parts; an empty part agrees with everything.
func (tx *Transaction) List(pattern Key) ([]*Object, error) {
	var objects []*Object
	cursor := tx.objects.Cursor()
	prefix := pattern.prefix()
	for key, value := cursor.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
		if !pattern.agrees(key) {
			continue
		}
		object, err := decode(value)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}

// Put keeps an object, in place of the one with the same key.
func (tx *Transaction) Put(object *Object) error {
	if err := tx.unlink(object.Key); err != nil {
		return err
	}
	encoded, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("writing %s: %w", object.ID, err)
	}
	key := object.encode()
	if err := tx.objects.Put(key, encoded); err != nil {
		return fmt.Errorf("keeping %s: %w", object.ID, err)
	}
	for _, use := range object.Uses {
		if err := tx.uses.Put(pair(use.Target, object.Key), []byte(use.Property)); err != nil {
			return fmt.Errorf("keeping what %s uses: %w", object.ID, err)
		}
	}
	if object.Owner != nil {
		if err := tx.owned.Put(pair(*object.Owner, object.Key), nil); err != nil {
			return fmt.Errorf("keeping what owns %s: %w", object.ID, err)
		}
	}
	return nil
}

// Delete removes an object and all that it owns. Deleting what is not there is no error.
func (tx *Transaction) Delete(key Key) error {
	for _, owned := range tx.second(tx.owned, key) {
		if err := tx.Delete(owned); err != nil {
			return err
		}
	}
	if err := tx.unlink(key); err != nil {
		return err
	}
	if err := tx.objects.Delete(key.encode()); err != nil {
		return fmt.Errorf("removing %s: %w", key.ID, err)
	}
	return nil
}

// unlink takes an object out of the indexes.
func (tx *Transaction) unlink(key Key) error {
	object, found, err := tx.Get(key)
	if err != nil || !found {
		return err
	}
	for _, use := range object.Uses {
		if err := tx.uses.Delete(pair(use.Target, key)); err != nil {
			return fmt.Errorf("removing what %s uses: %w", key.ID, err)
		}
	}
	if object.Owner != nil {
		if err := tx.owned.Delete(pair(*object.Owner, key)); err != nil {
			return fmt.Errorf("removing what owns %s: %w", key.ID, err)
		}
	}
	return nil
}

// Users finds the objects that use a target.
func (tx *Transaction) Users(target Key) []Key { return tx.second(tx.uses, target) }

// second collects the later halves of all pairs that start with first.
func (tx *Transaction) second(index *bbolt.Bucket, first Key) []Key {
	var found []Key
	prefix := append(first.encode(), separator...)
	cursor := index.Cursor()
	for key, _ := cursor.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, _ = cursor.Next() {
		parts := strings.Split(string(key[len(prefix):]), separator)
		found = append(found, Key{Account: parts[0], Region: parts[1], Token: parts[2], ID: parts[3]})
	}
	return found
}

func pair(first, second Key) []byte {
	return append(append(first.encode(), separator...), second.encode()...)
}

// prefix is how the encoded keys begin that can agree with the pattern.
func (k Key) prefix() []byte {
	var prefix []byte
	for _, part := range []string{k.Account, k.Region, k.Token} {
		if part == "" {
			return prefix
		}
		prefix = append(append(prefix, part...), separator...)
	}
	return append(prefix, k.ID...)
}

func (k Key) agrees(encoded []byte) bool {
	parts := strings.Split(string(encoded), separator)
	for i, wanted := range []string{k.Account, k.Region, k.Token, k.ID} {
		if wanted != "" && parts[i] != wanted {
			return false
		}
	}
	return true
}
