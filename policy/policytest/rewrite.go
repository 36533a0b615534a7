package policytest

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Rewrite changes how stacks are written and not what they mean: rules and routes in other forms, blocks cut in halves
// or written with host bits, ports split, values secret, resources renamed and in another order. The same seed gives
// the same rewrite.
func Rewrite(seed uint64, stacks ...*Stack) {
	r := &rewriter{Rand: rand.New(rand.NewPCG(seed, seed))}
	for _, s := range stacks {
		for _, n := range append([]*Node(nil), s.Nodes...) {
			r.halve(s, n)
		}
		for _, n := range append([]*Node(nil), s.Nodes...) {
			r.splitPorts(s, n)
			r.respell(n)
		}
		for _, n := range append([]*Node(nil), s.Nodes...) {
			r.reform(s, n)
		}
		r.rename(s)
		r.Shuffle(len(s.Nodes), func(i, k int) { s.Nodes[i], s.Nodes[k] = s.Nodes[k], s.Nodes[i] })
	}
}

type rewriter struct {
	*rand.Rand
	made int
}

// sometimes is true once in three.
func (r *rewriter) sometimes() bool { return r.IntN(3) == 0 }

// copyOf adds a copy of n with one property changed.
func (r *rewriter) copyOf(s *Stack, n *Node) *Node {
	r.made++
	properties := P{}
	for key, value := range n.Properties {
		properties[key] = value
	}
	return s.Add(n.Type, fmt.Sprintf("%s-%d", n.Name, r.made), properties)
}

// halve cuts the block of a standalone rule or route in two.
func (r *rewriter) halve(s *Stack, n *Node) {
	for _, key := range []string{"cidrIpv4", "destinationCidrBlock"} {
		text, ok := n.Properties[key].(string)
		prefix, err := netip.ParsePrefix(text)
		if !ok || err != nil || prefix.Bits() > 30 || !r.sometimes() {
			continue
		}
		low, high := halves(prefix.Masked())
		n.Properties[key] = low.String()
		r.copyOf(s, n).Properties[key] = high.String()
	}
}

func halves(p netip.Prefix) (netip.Prefix, netip.Prefix) {
	low := netip.PrefixFrom(p.Addr(), p.Bits()+1)
	bytes := p.Addr().As4()
	bytes[p.Bits()/8] |= 0x80 >> (p.Bits() % 8)
	return low, netip.PrefixFrom(netip.AddrFrom4(bytes), p.Bits()+1)
}

// splitPorts writes a range of ports as two.
func (r *rewriter) splitPorts(s *Stack, n *Node) {
	from, isPort := n.Properties["fromPort"].(int)
	to, _ := n.Properties["toPort"].(int)
	if !isPort || from >= to || !r.sometimes() || n.Properties["ipProtocol"] == "-1" {
		return
	}
	middle := from + r.IntN(to-from)
	n.Properties["toPort"] = middle
	r.copyOf(s, n).Properties["fromPort"] = middle + 1
}

// respell writes the same values otherwise: host bits, protocol numbers, secrets.
func (r *rewriter) respell(n *Node) {
	for _, key := range []string{"cidrIpv4", "destinationCidrBlock"} {
		text, ok := n.Properties[key].(string)
		if prefix, err := netip.ParsePrefix(text); ok && err == nil && prefix.Bits() < 32 && r.sometimes() {
			n.Properties[key] = netip.PrefixFrom(prefix.Addr().Next(), prefix.Bits()).String()
		}
	}
	if protocol, ok := n.Properties["ipProtocol"].(string); ok && r.sometimes() {
		n.Properties["ipProtocol"] = map[string]string{"tcp": "6", "udp": "17"}[protocol]
		if n.Properties["ipProtocol"] == "" {
			n.Properties["ipProtocol"] = strings.ToUpper(protocol)
		}
	}
	for key, value := range n.Properties {
		if text, ok := value.(string); ok && r.sometimes() {
			n.Properties[key] = property.New(text).WithSecret(true)
		}
	}
}

// reform writes a standalone rule or route in another of its forms.
func (r *rewriter) reform(s *Stack, n *Node) {
	switch {
	case n.Type == route && r.sometimes():
		r.inlineRoute(s, n)
	case (n.Type == ingress || n.Type == egress) && r.sometimes():
		r.olderRule(n)
	case (n.Type == ingress || n.Type == egress) && r.sometimes():
		r.inlineRule(s, n)
	}
}

func (r *rewriter) inlineRoute(s *Stack, n *Node) {
	to, ok := n.Properties["routeTableId"].(Ref)
	if !ok {
		return
	}
	fields := P{}
	for key, value := range n.Properties {
		switch key {
		case "destinationCidrBlock":
			fields["cidrBlock"] = value
		case "destinationIpv6CidrBlock":
			fields["ipv6CidrBlock"] = value
		case "routeTableId":
		default:
			fields[key] = value
		}
	}
	routes, _ := to.To.Properties["routes"].([]any)
	to.To.Properties["routes"] = append(routes, fields)
	s.Remove(n.Name)
}

// older is a rule's fields in the names that the two older forms share, and the group that it refers to.
func older(n *Node) (fields P, peer any) {
	fields = P{"protocol": n.Properties["ipProtocol"], "fromPort": n.Properties["fromPort"], "toPort": n.Properties["toPort"]}
	for from, to := range map[string]string{"cidrIpv4": "cidrBlocks", "cidrIpv6": "ipv6CidrBlocks", "prefixListId": "prefixListIds"} {
		if value, ok := n.Properties[from]; ok {
			fields[to] = []any{value}
		}
	}
	return fields, n.Properties["referencedSecurityGroupId"]
}

func direction(n *Node) string {
	if n.Type == ingress {
		return "ingress"
	}
	return "egress"
}

func (r *rewriter) olderRule(n *Node) {
	fields, peer := older(n)
	fields["type"], fields["securityGroupId"] = direction(n), n.Properties["securityGroupId"]
	if peer != nil {
		fields["sourceSecurityGroupId"] = peer
	}
	n.Type, n.Properties = "aws:ec2/securityGroupRule:SecurityGroupRule", fields
}

func (r *rewriter) inlineRule(s *Stack, n *Node) {
	to, ok := n.Properties["securityGroupId"].(Ref)
	if !ok || to.To.Type != group {
		return
	}
	fields, peer := older(n)
	if peer != nil {
		fields["securityGroups"] = []any{peer}
	}
	rules, _ := to.To.Properties[direction(n)].([]any)
	to.To.Properties[direction(n)] = append(rules, fields)
	s.Remove(n.Name)
}

// rename gives every resource another name; ids stay, since other stacks hold them.
func (r *rewriter) rename(s *Stack) {
	suffix := fmt.Sprintf("-%x", r.Uint32())
	for _, n := range s.Nodes {
		n.Name += suffix
	}
}
