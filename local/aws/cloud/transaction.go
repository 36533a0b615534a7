package cloud

import (
	"strings"

	"secure-room/local/aws/store"
)

// GlobalRegion is the region of objects that have none.
const GlobalRegion = "aws-global"

// Transaction is one operation's view of the cloud. All its changes are kept together, or none.
type Transaction struct {
	// Account and Region are those of the provider that runs the operation.
	Account, Region string

	engine *Engine
	store  *store.Transaction
}

// Get finds an object of the operation's account and region by its id.
func (tx *Transaction) Get(token, id string) (*Object, bool, error) {
	return tx.GetAt(store.Key{Account: tx.Account, Region: tx.regionOf(token), Token: token, ID: id})
}

// GetAt finds an object of any account and region.
func (tx *Transaction) GetAt(key store.Key) (*Object, bool, error) {
	kept, found, err := tx.store.Get(key)
	if err != nil || !found {
		return nil, false, err
	}
	return fromStore(kept), true, nil
}

// Anywhere finds an object by its id in any account and region; the operation's own come first.
func (tx *Transaction) Anywhere(token, id string) (*Object, bool, error) {
	if object, found, err := tx.Get(token, id); err != nil || found {
		return object, found, err
	}
	objects, err := tx.list(store.Key{Token: token, ID: id})
	if err != nil || len(objects) == 0 {
		return nil, false, err
	}
	return objects[0], true, nil
}

// List gives all objects of a type in the operation's account and region, ordered by id.
func (tx *Transaction) List(token string) ([]*Object, error) {
	return tx.list(store.Key{Account: tx.Account, Region: tx.regionOf(token), Token: token})
}

// Everywhere gives all objects of a type in all accounts and regions.
func (tx *Transaction) Everywhere(token string) ([]*Object, error) {
	return tx.list(store.Key{Token: token})
}

func (tx *Transaction) list(pattern store.Key) ([]*Object, error) {
	kept, err := tx.store.List(pattern)
	objects := make([]*Object, len(kept))
	for i := range kept {
		objects[i] = fromStore(kept[i])
	}
	return objects, err
}

// Add creates an object that AWS makes by itself along with owner: it goes when owner goes, and
// does not keep owner from going. Its id is made as its Kind says, its ARN too.
func (tx *Transaction) Add(owner *Object, token string, values Values) (*Object, error) {
	object, err := tx.new(token, "", values)
	if err != nil {
		return nil, err
	}
	object.owner = owner.Key
	return object, tx.Save(object)
}

// Save keeps changes that an operation makes to an object other than its own.
func (tx *Transaction) Save(object *Object) error { return tx.store.Put(tx.toStore(object)) }

// Remove deletes an object other than the operation's own, with all that it owns.
func (tx *Transaction) Remove(object *Object) error { return tx.store.Delete(object.Key) }

// ARN fills in a pattern such as "arn:{partition}:ecs:{region}:{account}:cluster/{name}".
func (tx *Transaction) ARN(pattern string, object *Object) string {
	name := ""
	if kind := tx.engine.kinds[object.Token]; kind != nil {
		name = object.Text(kind.Name.Property)
	}
	return strings.NewReplacer("{partition}", "aws", "{region}", object.Region, "{account}", object.Account,
		"{id}", object.ID, "{name}", name).Replace(pattern)
}

func (tx *Transaction) regionOf(token string) string {
	if kind := tx.engine.kinds[token]; kind != nil && kind.Global {
		return GlobalRegion
	}
	return tx.Region
}
