package cloud

// Service is what one AWS service brings to the local cloud: its resource types and its look-ups.
// A service package exports one function, `func Service() cloud.Service`, and nothing else.
type Service struct {
	Kinds     []Kind
	Functions []Function
}

// Kind is what the engine must be told of a resource type beyond its property table (package
// schema), from which it knows by itself which properties exist, are required, have defaults,
// conflict, are secret, cannot change in place, or are filled in by AWS.
// Only Token is always needed; the zero value of every other field means "nothing special".
type Kind struct {
	// Token is Pulumi's type token, such as "aws:kms/key:Key".
	Token string
	// Global types have no region: IAM's, for instance.
	Global bool

	// Name is the property that Pulumi fills in when the program does not name the resource.
	Name Name
	// Prefix makes ids as EC2 does: the prefix and 17 hexadecimal digits.
	Prefix string
	// ID makes the id from the object where AWS uses a name, an ARN or a pair of ids. When another
	// object has the same id already, creation fails with Exists.
	ID func(*Transaction, *Object) string
	// ARN is the pattern of the `arn` output, such as "arn:{partition}:kms:{region}:{account}:key/{id}".
	// {name} stands for the property that Name names.
	ARN string

	// DeleteFirst types cannot exist twice even for a moment: a replacement deletes before it creates.
	DeleteFirst bool
	// Adopts says that creating takes over an object of the same id instead of failing, as the types
	// do that manage something which AWS or another stack has made.
	Adopts bool

	// Exists and Missing are AWS's errors with one %s for the id: another object has this id
	// already; a reference names an object of this type that is not there.
	Exists, Missing string
	// References are the inputs that name other objects. Each is resolved before the object is
	// created or updated, and none can be deleted while it is referred to (unless Weak).
	References []Reference
	// Unserved are inputs which AWS has and the local cloud does not model: refused by name.
	Unserved []string
	// Volatile are outputs that any update may change: unknown at the preview of an update.
	Volatile []string

	// Check holds the rules that need nothing but the inputs; it reports every fault it finds.
	// It runs at preview too: values not yet known read as zero, see Values.Known.
	Check func(Values, Report)
	// Apply holds the rules that need the cloud, and sets the outputs that AWS computes.
	// before is nil at creation; now already holds the inputs, the id, the ARN and, at an update,
	// the outputs from before. An error undoes everything that the operation did.
	Apply func(tx *Transaction, before, now *Object) error
	// Read brings outputs up to date that change behind the resource's back (a peering's status).
	Read func(*Transaction, *Object) error
	// Delete does what else the deletion does, and refuses it where AWS would. The engine has
	// looked for strong references before, and removes the object and what it owns afterwards.
	Delete func(*Transaction, *Object) error
}

// Name tells how a resource is named when its program does not: "<resource>-<7 hex digits>".
// See Pulumi, "Resource names: autonaming".
type Name struct {
	Property string
	// Limit is the greatest length that AWS allows; zero means no limit.
	Limit int
	// Lower makes the name lower case, where AWS demands it.
	Lower bool
}

// Reference says that an input names another object.
type Reference struct {
	// Property is the path of the input; dots descend, also into the objects of a list.
	Property string
	// To is the type token of the object named.
	To string
	// By is the property of the other object that the input holds. Empty means its id, and the
	// values "id", "arn", "name" may be joined by "|" where AWS takes several.
	By string
	// Weak references do not keep their target from being deleted.
	Weak bool
	// Only, when set, says whether a value is such a reference at all (a gateway id is an internet
	// gateway's only when it starts with "igw-").
	Only func(value string) bool
	// Elsewhere marks references whose target may lie in another account or region, where it is
	// looked for as well.
	Elsewhere bool
}

// Function is a look-up that a program may invoke, such as aws:index/getRegion:getRegion.
type Function struct {
	Token string
	Call  func(*Transaction, Values) (Values, error)
}

// Report takes one fault of the inputs: the property's path and a sentence that says what is
// wrong and what is allowed.
type Report func(property, format string, arguments ...any)
