package cloud

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"secure-room/local/aws/store"
)

// resolve finds every object that an object's references name, and records which it uses.
// All that are missing are reported at once.
func (tx *Transaction) resolve(kind *Kind, object *Object) error {
	object.uses = nil
	var missing []error
	for _, reference := range kind.References {
		for _, value := range object.At(reference.Property) {
			text, isText := value.(string)
			if !isText || text == "" || reference.Only != nil && !reference.Only(text) {
				continue
			}
			target, err := tx.find(reference, text)
			if err != nil {
				return err
			}
			if target == nil {
				sought := tx.engine.kinds[reference.To]
				message := ""
				if sought != nil {
					message = sought.Missing
				}
				missing = append(missing, fmt.Errorf("%w (%s)",
					worded(message, "NotFound: "+reference.To+" '%s' does not exist", text), reference.Property))
				continue
			}
			if !reference.Weak {
				object.Use(reference.Property, target)
			}
		}
	}
	return errors.Join(missing...)
}

// find looks for the object that a reference's value names; nil when there is none.
func (tx *Transaction) find(reference Reference, value string) (*Object, error) {
	by := strings.Split(reference.By, "|")
	if reference.By == "" {
		by = []string{"id"}
	}
	if slices.Contains(by, "id") {
		if target, found, err := tx.Get(reference.To, value); err != nil || found {
			return target, err
		}
		if !reference.Elsewhere && len(by) == 1 {
			return nil, nil
		}
	}
	list := tx.List
	if reference.Elsewhere {
		list = tx.Everywhere
	}
	candidates, err := list(reference.To)
	if err != nil {
		return nil, err
	}
	for _, candidate := range candidates {
		for _, property := range by {
			if property == "id" && candidate.ID == value || property != "id" && candidate.Text(property) == value {
				return candidate, nil
			}
		}
	}
	return nil, nil
}

// unused refuses to delete an object that others still use.
func (tx *Transaction) unused(object *Object) error {
	var users []string
	for _, user := range tx.store.Users(object.Key) {
		owned, err := tx.ownedBy(user, object.Key)
		if err != nil {
			return err
		}
		if !owned && user != object.Key {
			users = append(users, user.ID+" ("+user.Token+")")
		}
	}
	if len(users) == 0 {
		return nil
	}
	slices.Sort(users)
	return Refuse("DependencyViolation", "%s cannot be deleted while it is used by %s",
		object.ID, strings.Join(users, ", "))
}

// ownedBy follows the chain of owners upwards.
func (tx *Transaction) ownedBy(key, owner store.Key) (bool, error) {
	for {
		object, found, err := tx.store.Get(key)
		if err != nil || !found || object.Owner == nil {
			return false, err
		}
		if *object.Owner == owner {
			return true, nil
		}
		key = *object.Owner
	}
}

// worded fills the id into AWS's message, or into the general one when a Kind has none.
func worded(message, general, id string) error {
	if message == "" {
		message = general
	}
	code, sentence, _ := strings.Cut(message, ": ")
	return Refuse(code, sentence, id)
}
