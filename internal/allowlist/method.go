package allowlist

import (
	"fmt"
	"slices"
	"strings"
)

// Connect is the method that opens a tunnel for an encrypted connection (RFC 9110, section 9.3.6).
const Connect = "CONNECT"

// encryptedPort is the one port that the room's proxy opens tunnels to: a tunnel to any other port carries whatever a
// client likes.
const encryptedPort = 443

// plainMethods are those of plain HTTP (RFC 9110, section 9.3; RFC 5789 for PATCH). TRACE is not among them: it gives
// back what was sent, credentials included.
var plainMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// Encrypted says whether e is reached by CONNECT, and not in plain HTTP.
func (e Entry) Encrypted() bool {
	return len(e.Methods) == 0 || slices.Equal(e.Methods, []string{Connect})
}

// AllMethods are e's methods in ascending order, CONNECT for an encrypted entry.
func (e Entry) AllMethods() []string {
	if e.Encrypted() {
		return []string{Connect}
	}
	return e.Methods
}

// parseMethods reads the methods of one entry into their canonical form; empty stands for CONNECT.
func parseMethods(raw []string) ([]string, []string) {
	if raw != nil && len(raw) == 0 {
		return nil, []string{"is empty; leave it out for encrypted connections, or name methods of plain HTTP such as [GET, HEAD]"}
	}
	var methods, problems []string
	for _, method := range raw {
		switch {
		case method != Connect && !slices.Contains(plainMethods, method):
			problems = append(problems, fmt.Sprintf("holds %q; allowed are CONNECT alone, or for plain HTTP %s", method, strings.Join(plainMethods, ", ")))
		case slices.Contains(methods, method):
			problems = append(problems, fmt.Sprintf("holds %s twice; name it once", method))
		default:
			methods = append(methods, method)
		}
	}
	if slices.Contains(methods, Connect) {
		if len(methods) > 1 {
			problems = append(problems, "holds CONNECT beside methods of plain HTTP; write one entry for each")
		}
		return nil, problems
	}
	slices.Sort(methods)
	return methods, problems
}

// portProblem says why an entry of that kind may not have the port; it is empty when it may.
func portProblem(encrypted bool, port int) string {
	switch {
	case encrypted && port != encryptedPort:
		return fmt.Sprintf("holds %d; encrypted connections go to 443 alone, and plain HTTP needs methods such as [GET, HEAD]", port)
	case !encrypted && port == encryptedPort:
		return "holds 443, which is for encrypted connections; leave methods out, or name another port"
	default:
		return ""
	}
}
