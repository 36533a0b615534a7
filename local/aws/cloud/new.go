package cloud

import (
	"crypto/rand"
	"encoding/hex"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"secure-room/local/aws/store"
)

// new makes an object with its id and ARN; it is not kept yet.
func (tx *Transaction) new(token, urn string, values Values) (*Object, error) {
	kind, table, err := tx.engine.kind(token)
	if err != nil {
		return nil, err
	}
	object := &Object{
		Key:    store.Key{Account: tx.Account, Region: tx.regionOf(token), Token: token},
		URN:    urn,
		Values: values,
	}
	object.given = namesOf(values)
	if kind.Name.Property != "" && object.Unset(kind.Name.Property) && !object.Unset(kind.Name.Property+"Prefix") {
		object.Put(kind.Name.Property, NewID(object.Text(kind.Name.Property+"Prefix")))
	}
	if kind.ID != nil {
		object.ID = kind.ID(tx, object)
	} else {
		object.ID = NewID(kind.Prefix)
	}
	if _, taken, err := tx.store.Get(object.Key); err != nil {
		return nil, err
	} else if taken && !kind.Adopts {
		return nil, worded(kind.Exists, "EntityAlreadyExists: %s already exists", object.ID)
	}
	if kind.ARN != "" && table["arn"] != nil {
		object.Put("arn", tx.ARN(kind.ARN, object))
	}
	return object, nil
}

// NewID makes an id as EC2 does: the prefix and 17 hexadecimal digits.
func NewID(prefix string) string {
	var random [9]byte
	_, _ = rand.Read(random[:]) // never fails, see crypto/rand
	return prefix + hex.EncodeToString(random[:])[:17]
}

// toStore gives what the store is to keep of an object: everything but its secrets.
func (tx *Transaction) toStore(object *Object) *store.Object {
	numbers(object.Values)
	properties := toPulumi(object.Values, tx.engine.tables[object.Token], object.secrets)
	kept := &store.Object{
		Key: object.Key, URN: object.URN, Given: object.given, Uses: object.uses, Recorded: object.recorded,
		Values: redact(object.Values, properties),
	}
	if object.owner != (store.Key{}) {
		kept.Owner = &object.owner
	}
	return kept
}

// uncover puts back what the store could not keep, from what Pulumi's state holds, and drops what
// nobody knows any more.
func uncover(values Values, state resource.PropertyMap) {
	for name, value := range values {
		known := state[resource.PropertyKey(name)]
		if known.IsSecret() {
			known = known.SecretValue().Element
		}
		switch value := value.(type) {
		case string:
			if value == hidden && known.V == nil {
				delete(values, name)
			} else if value == hidden {
				values[name] = fromPulumiValue(known)
			}
		case Values:
			var nested resource.PropertyMap
			if known.IsObject() {
				nested = known.ObjectValue()
			}
			uncover(value, nested)
		case []any:
			uncoverList(value, known)
		}
	}
}

func uncoverList(list []any, state resource.PropertyValue) {
	for i, element := range list {
		var known resource.PropertyValue
		if state.IsArray() && i < len(state.ArrayValue()) {
			known = state.ArrayValue()[i]
		}
		// A list of one is treated as an object with one property, so that all cases are above.
		single := Values{"element": element}
		uncover(single, resource.PropertyMap{"element": known})
		list[i] = single["element"]
	}
}
