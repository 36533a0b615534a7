package dnsfirewall

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/allowlist"
)

// Args is what one VPC's DNS firewall is made from.
type Args struct {
	// VpcID is the VPC whose queries it judges.
	VpcID pulumi.StringInput
	// Allowed is what the proxy lets out: whoever may be connected to may be asked for by name.
	Allowed allowlist.List
	// Names are those that the VPC's own parts ask for, each exact: AWS's services and the proxy.
	Names []string
	// DeletionProtection makes AWS refuse to change or take off the firewall until it is taken off.
	DeletionProtection bool
}

// check returns every problem of the arguments.
func (a *Args) check() error {
	var problems []error
	if a.VpcID == nil {
		problems = append(problems, errors.New("VpcID: missing; give the room's VPC"))
	}
	if len(a.Allowed)+len(a.Names) == 0 {
		problems = append(problems, errors.New("Allowed, Names: both are empty; without a name the proxy cannot even start"))
	}
	for _, name := range a.Names {
		if host, ok := allowlist.CanonicalHost(name); !ok || host != name || !strings.Contains(name, ".") {
			problems = append(problems, fmt.Errorf("Names: %q is no exact host name; write one such as ssm.eu-west-1.amazonaws.com", name))
		}
	}
	return errors.Join(problems...)
}

// domains are what may be asked for, as DNS Firewall writes it: a name, or with an asterisk every name below it ("Managing
// your own domain lists", Route 53 Developer Guide).
func (a *Args) domains() []string {
	var all []string
	for _, entry := range a.Allowed {
		all = append(all, entry.Host)
		if entry.Subdomains {
			all = append(all, "*."+entry.Host)
		}
	}
	return append(all, a.Names...)
}
