package rewrite

import (
	"slices"

	"secure-room/policy/policytest"
)

// rule is a security group rule of one peer, apart from the form in which it is written.
type rule struct {
	direction          string
	group              any
	protocol, from, to any
	peer               peerKind
	value              any // what the peer is
}

// peerKind says what a rule lets traffic to or from.
type peerKind int

const (
	ipv4 peerKind = iota
	ipv6
	list
	group
)

// The property that each kind of peer is written in: of the single form, and of the two older ones.
var (
	singleKeys = map[peerKind]string{ipv4: "cidrIpv4", ipv6: "cidrIpv6", list: "prefixListId", group: "referencedSecurityGroupId"}
	listKeys   = map[peerKind]string{ipv4: "cidrBlocks", ipv6: "ipv6CidrBlocks", list: "prefixListIds", group: "securityGroups"}
)

var kinds = []peerKind{ipv4, ipv6, list, group}

// unwrapRules takes rules out of their groups.
func (r *rewriter) unwrapRules() {
	for _, n := range r.nodes(groupType) {
		for _, direction := range []string{"ingress", "egress"} {
			items, ok := n.Properties[direction].([]any)
			if !ok {
				continue
			}
			var kept []any
			var taken []rule
			for _, item := range items {
				fields, ok := item.(P)
				rules, readable := older(fields, direction, n.Ref())
				if !ok || !readable || !r.sometimes() {
					kept = append(kept, item)
					continue
				}
				taken = append(taken, rules...)
			}
			n.Properties[direction] = kept
			for _, one := range taken {
				r.write(one)
			}
		}
	}
}

// reformRules writes rules that are resources of their own in another form.
func (r *rewriter) reformRules() {
	for _, n := range r.nodes(ingressRule, egressRule, olderRule) {
		if !plain(n) || !r.sometimes() {
			continue
		}
		rules, ok := standalone(n)
		if !ok {
			continue
		}
		r.remove(n)
		for _, one := range rules {
			r.write(one)
		}
	}
}

// standalone reads a rule resource; not one that says what not all forms can.
func standalone(n *policytest.Node) ([]rule, bool) {
	if n.Type == olderRule {
		direction, ok := n.Properties["type"].(string)
		if !ok || direction != "ingress" && direction != "egress" {
			return nil, false
		}
		fields := P{}
		for key, value := range n.Properties {
			switch key {
			case "type", "securityGroupId":
			case "sourceSecurityGroupId":
				fields["securityGroups"] = []any{value}
			default:
				fields[key] = value
			}
		}
		return older(fields, direction, n.Properties["securityGroupId"])
	}
	one := rule{direction: "ingress", group: n.Properties["securityGroupId"], protocol: n.Properties["ipProtocol"],
		from: n.Properties["fromPort"], to: n.Properties["toPort"]}
	if n.Type == egressRule {
		one.direction = "egress"
	}
	rules, taken := []rule{}, []string{"securityGroupId", "ipProtocol", "fromPort", "toPort", "description"}
	for _, kind := range kinds {
		taken = append(taken, singleKeys[kind])
		if value := n.Properties[singleKeys[kind]]; value != nil {
			one.peer, one.value = kind, value
			rules = append(rules, one)
		}
	}
	return rules, len(rules) > 0 && only(n.Properties, taken)
}

// older reads what the two older forms have in common: one rule for each peer.
func older(fields P, direction string, of any) ([]rule, bool) {
	one := rule{direction: direction, group: of, protocol: fields["protocol"], from: fields["fromPort"], to: fields["toPort"]}
	rules, taken := []rule{}, []string{"protocol", "fromPort", "toPort", "description", "self"}
	for _, kind := range kinds {
		taken = append(taken, listKeys[kind])
		values, isList := fields[listKeys[kind]].([]any)
		if !isList && fields[listKeys[kind]] != nil {
			return nil, false
		}
		for _, value := range values {
			one.peer, one.value = kind, value
			rules = append(rules, one)
		}
	}
	switch self := fields["self"].(type) {
	case nil:
	case bool:
		if self {
			one.peer, one.value = group, of
			rules = append(rules, one)
		}
	default:
		return nil, false
	}
	return rules, len(rules) > 0 && only(fields, taken)
}

// only says whether a map holds nothing but the given keys.
func only(m P, taken []string) bool {
	for key := range m {
		if !slices.Contains(taken, key) {
			return false
		}
	}
	return true
}

// write writes a rule in one of its forms.
func (r *rewriter) write(one rule) {
	switch r.IntN(3) {
	case 0:
		r.writeSingle(one)
	case 1:
		fields := r.olderFields(one)
		fields["type"], fields["securityGroupId"] = one.direction, one.group
		if groups, ok := fields["securityGroups"].([]any); ok {
			delete(fields, "securityGroups")
			fields["sourceSecurityGroupId"] = groups[0]
		}
		r.add(olderRule, "older", fields)
	case 2:
		to, ok := one.group.(policytest.Ref)
		peer, peers := one.value.(policytest.Ref)
		items, isList := []any(nil), false
		if ok {
			items, isList = to.To.Properties[one.direction].([]any)
			isList = isList || to.To.Properties[one.direction] == nil
		}
		// A group cannot hold a rule that names what is made after it. Nor do rules that name different unknown things mean
		// the same in one property, of which Pulumi tells but once what it depends on.
		if !ok || !isList || to.To.Type != groupType || peers && peer.To != to.To && (refers(peer.To, to.To) || named(items)) {
			r.writeSingle(one)
			return
		}
		to.To.Properties[one.direction] = append(items, r.olderFields(one))
	}
}

// named says whether a value holds a reference.
func named(v any) bool {
	found := false
	each(v, func(v any) any {
		_, ref := v.(policytest.Ref)
		found = found || ref
		return v
	})
	return found
}

func (r *rewriter) writeSingle(one rule) {
	kind := map[string]string{"ingress": ingressRule, "egress": egressRule}[one.direction]
	fields := P{"securityGroupId": one.group, "ipProtocol": one.protocol, singleKeys[one.peer]: one.value}
	if !everything(one.protocol) {
		fields["fromPort"], fields["toPort"] = one.from, one.to
	}
	r.add(kind, "single", fields)
}

// olderFields writes a rule in the names that the two older forms share.
func (r *rewriter) olderFields(one rule) P {
	fields := P{"protocol": one.protocol, "fromPort": one.from, "toPort": one.to}
	if everything(one.protocol) {
		fields["fromPort"], fields["toPort"] = 0, 0
	}
	peer, peers := one.value.(policytest.Ref)
	if of, ok := one.group.(policytest.Ref); ok && peers && one.peer == group && peer.To == of.To {
		fields["self"] = true
		return fields
	}
	fields[listKeys[one.peer]] = []any{one.value}
	return fields
}
