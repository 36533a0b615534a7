package rewrite

import (
	"net/netip"
	"strings"
)

// blockKeys are the properties that hold one CIDR block of a rule or route.
var blockKeys = []string{"cidrIpv4", "cidrIpv6", "destinationCidrBlock", "destinationIpv6CidrBlock"}

// halveBlocks writes the block of a rule, a route or a permitted source as its two halves.
func (r *rewriter) halveBlocks() {
	for _, n := range r.nodes(ingressRule, egressRule, routeType) {
		for _, key := range blockKeys {
			if low, high, ok := halves(n.Properties[key]); ok && plain(n) && r.sometimes() {
				n.Properties[key] = low
				r.twin(n, key, high)
			}
		}
	}
	for _, n := range r.nodes(groupType, olderRule, tableType) {
		for _, key := range []string{"ingress", "egress", "routes", "cidrBlocks", "ipv6CidrBlocks"} {
			if items, ok := n.Properties[key].([]any); ok {
				n.Properties[key] = r.halvedItems(items)
			}
		}
	}
	for _, n := range r.nodes(ipGroupType) {
		if items, ok := n.Properties["rules"].([]any); ok {
			n.Properties["rules"] = r.halvedItems(items)
		}
	}
}

// halvedItems halves blocks in a list, and those in the objects of a list.
func (r *rewriter) halvedItems(items []any) []any {
	var halved []any
	for _, item := range items {
		low, high, ok := halves(item)
		if ok && r.sometimes() {
			halved = append(halved, low, high)
			continue
		}
		fields, ok := item.(P)
		if !ok {
			halved = append(halved, item)
			continue
		}
		for _, key := range []string{"cidrBlocks", "ipv6CidrBlocks"} {
			if blocks, ok := fields[key].([]any); ok {
				fields[key] = r.halvedItems(blocks)
			}
		}
		for _, key := range []string{"cidrBlock", "ipv6CidrBlock", "source"} {
			if low, high, ok := halves(fields[key]); ok && r.sometimes() {
				other := each(fields, func(v any) any { return v }).(P)
				fields[key], other[key] = low, high
				halved = append(halved, other)
			}
		}
		halved = append(halved, fields)
	}
	return halved
}

// halves cuts a block in two; a single address cannot be cut.
func halves(v any) (low, high string, ok bool) {
	p, ok := block(v)
	if !ok || p.IsSingleIP() {
		return "", "", false
	}
	bytes := p.Addr().AsSlice()
	bytes[p.Bits()/8] |= 0x80 >> (p.Bits() % 8)
	upper, _ := netip.AddrFromSlice(bytes)
	return netip.PrefixFrom(p.Addr(), p.Bits()+1).String(), netip.PrefixFrom(upper, p.Bits()+1).String(), true
}

func block(v any) (netip.Prefix, bool) {
	text, ok := v.(string)
	p, err := netip.ParsePrefix(text)
	return p.Masked(), ok && err == nil
}

// respellBlocks writes blocks with host bits, which AWS drops (CreateRoute, AuthorizeSecurityGroupIngress, CreateSubnet and
// CreateVpc, EC2 API reference: "We modify the specified CIDR block to its canonical form"), and IPv6 in other spellings
// (RFC 4291, section 2.2).
func (r *rewriter) respellBlocks() {
	for _, n := range r.nodes(ingressRule, egressRule, routeType, groupType, olderRule, tableType, subnetType, vpcType) {
		n.Properties = each(n.Properties, func(v any) any {
			if p, ok := block(v); ok && r.sometimes() {
				return r.respelled(p)
			}
			return v
		}).(P)
	}
}

func (r *rewriter) respelled(p netip.Prefix) string {
	address := p.Addr()
	if next := address.Next(); next.IsValid() && p.Contains(next) && r.sometimes() {
		address = next
	}
	if address.Is4() {
		return netip.PrefixFrom(address, p.Bits()).String()
	}
	text := address.String()
	if r.IntN(2) == 0 {
		text = address.StringExpanded()
	}
	if r.IntN(2) == 0 {
		text = strings.ToUpper(text)
	}
	return text + p.String()[strings.IndexByte(p.String(), '/'):]
}
