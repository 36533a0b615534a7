package rewrite

import (
	"strconv"
	"strings"
)

// everything says whether a protocol is all of them, for which AWS passes over the ports.
func everything(protocol any) bool { return protocol == "-1" || protocol == "all" || protocol == -1 }

// services are the objects in which rules name protocol and ports, and the property of the protocol.
func (r *rewriter) services(use func(fields P, protocol string)) {
	for _, n := range r.nodes(ingressRule, egressRule) {
		use(n.Properties, "ipProtocol")
	}
	for _, n := range r.nodes(olderRule) {
		use(n.Properties, "protocol")
	}
	for _, n := range r.nodes(groupType) {
		for _, direction := range []string{"ingress", "egress"} {
			items, _ := n.Properties[direction].([]any)
			for _, item := range items {
				if fields, ok := item.(P); ok {
					use(fields, "protocol")
				}
			}
		}
	}
}

// splitServices writes a range of ports as two, or as single ports.
func (r *rewriter) splitServices() {
	for _, n := range r.nodes(ingressRule, egressRule, olderRule) {
		for {
			from, isPort := n.Properties["fromPort"].(int)
			to, isRange := n.Properties["toPort"].(int)
			protocol := strings.ToLower(text(n.Properties["ipProtocol"]) + text(n.Properties["protocol"]))
			if !isPort || !isRange || from >= to || protocol != "tcp" && protocol != "udp" && protocol != "6" && protocol != "17" || !plain(n) || !r.sometimes() {
				break
			}
			middle := from + r.IntN(to-from)
			r.twin(n, "fromPort", middle+1)
			n.Properties["toPort"] = middle
		}
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// protocolNames are the names that AWS knows beside the numbers (AuthorizeSecurityGroupIngress, EC2 API reference).
var protocolNames = map[string]string{"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}

// respellServices writes protocols by name, by number and in another case.
func (r *rewriter) respellServices() {
	r.services(func(fields P, key string) {
		name := strings.ToLower(text(fields[key]))
		for known, number := range protocolNames {
			if name != known && name != number || !r.sometimes() {
				continue
			}
			fields[key] = []any{known, number, strings.ToUpper(known), strings.ToUpper(known[:1]) + known[1:], atoi(number)}[r.IntN(5)]
		}
		// The older forms take "all" for "-1" (securityGroupRule.go of the AWS provider, protocolForValue).
		if everything(fields[key]) && key == "protocol" && r.sometimes() {
			fields[key] = []any{"all", "ALL", "-1", -1}[r.IntN(4)]
		}
	})
}

func atoi(number string) int {
	n, _ := strconv.Atoi(number)
	return n
}
