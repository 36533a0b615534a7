package cloud

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"secure-room/local/aws/store"
)

// Object is one thing in the local cloud. Its Values are all that AWS would show of it: the inputs,
// and the outputs that the service has set.
type Object struct {
	store.Key
	// URN is the Pulumi resource that created the object, empty for those AWS makes by itself.
	URN string
	Values

	owner    store.Key
	uses     []store.Use
	recorded bool
	// given are the names of the inputs that the program, or its defaults, has set.
	given []string
	// secrets are the properties as Pulumi gave them; they tell which values are secret.
	secrets resource.PropertyMap
}

// Put sets an output.
func (o *Object) Put(name string, value any) { o.Values[name] = value }

// Drop removes an output.
func (o *Object) Drop(name string) { delete(o.Values, name) }

// Default sets an output that the program has not given as an input.
func (o *Object) Default(name string, value any) {
	if o.Unset(name) {
		o.Values[name] = value
	}
}

// BelongTo says that the object goes when its owner goes, and does not keep the owner from going:
// as a security group's rules or a route table's routes.
func (o *Object) BelongTo(owner *Object) { o.owner = owner.Key }

// Use records a reference that the table of References cannot express: the target cannot be deleted
// before this object. property names the input it comes from, for the error message.
func (o *Object) Use(property string, target *Object) {
	o.uses = append(o.uses, store.Use{Property: property, Target: target.Key})
}
