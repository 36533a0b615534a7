package squid

// match is what is known of a request and an ACL. Some ACLs hang on things that the configuration does not say, such
// as what a name resolves to.
type match int8

const (
	no match = iota
	maybe
	yes
)

func (m match) not() match { return yes - m }

// Request is one request as the proxy's rules see it.
type Request struct {
	// Source is the client's address.
	Source string
	// Host and Port are the destination's; Host is a name in lower case or an address.
	Host string
	Port int
	// Method is CONNECT or another one.
	Method string
}

// dimension is the one thing about a request that an ACL looks at.
type dimension int

const (
	bySource dimension = iota
	byHost
	byPort
	byMethod
	// byStep and byServerName are about an encrypted connection once it is opened; see tunnel.go.
	byStep
	byServerName
	// byOther stands for what is not modelled: such an ACL may match any request and is sure to match none.
	byOther
)
