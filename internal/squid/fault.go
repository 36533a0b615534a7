package squid

// Fault is what sort of thing is wrong with a configuration: with a line of it, or with a request that it lets through.
type Fault int

// Faults of lines.
const (
	// Unread is a line that is not understood, or that Squid passes over or stops at.
	Unread Fault = iota
	// Detour is a line that lets requests take another way, or someone else decide on them.
	Detour
	// Listener is another port or another mode than the approved one, or none.
	Listener
	// Unlogged means that requests leave no entry in the access log.
	Unlogged
	// Unchecked means that nobody looks at which server an encrypted connection asks for.
	Unchecked
	// TooLarge is a configuration whose requests are too many to be looked at one by one.
	TooLarge
)

// Faults of requests that are let through.
const (
	// WrongClient is a client outside the approved subnets.
	WrongClient Fault = iota + 100
	// WrongMethod is a method other than CONNECT, so a plain request.
	WrongMethod
	// ToAddress is a destination that is an address and no name.
	ToAddress
	// ByPattern is a host that passes by a regular expression, or another list that is not worked out.
	ByPattern
	// Shared is a host below a name under which anybody may have one of his own.
	Shared
	// WrongHost is any other host that is not approved.
	WrongHost
	// WrongPort is a port that is not approved for an approved host.
	WrongPort
	// Undecided is a request that no line is sure to decide.
	Undecided
	// Fronted is a connection that goes on though it asks for another server than it was opened to, or may.
	Fronted
)
