package rehearsal

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

const (
	groupToken   = "aws:ec2/securityGroup:SecurityGroup"
	ingressToken = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressToken  = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

// group is a security group with its rules in either form.
type group struct {
	*cloud.Object
	in, out []permission
}

// permission is one rule of a group, for one peer.
type permission struct {
	name     string
	protocol string
	from, to int
	// One of them is set.
	block netip.Prefix
	group string
}

func (n *network) readGroups(tx *cloud.Transaction) error {
	all, err := tx.Everywhere(groupToken)
	if err != nil {
		return err
	}
	for _, o := range all {
		g := &group{Object: o}
		g.in, g.out = inline(o, "ingress"), inline(o, "egress")
		n.groups[o.ID] = g
	}
	for _, token := range []string{ingressToken, egressToken} {
		rules, err := tx.Everywhere(token)
		if err != nil {
			return err
		}
		for _, o := range rules {
			g := n.groups[o.Text("securityGroupId")]
			if g == nil {
				continue
			}
			p := permission{name: nameOf(o), protocol: o.Text("ipProtocol"), from: o.Whole("fromPort"), to: o.Whole("toPort"), group: bare(o.Text("referencedSecurityGroupId"))}
			p.block, _ = netip.ParsePrefix(o.Text("cidrIpv4")) // absent: the rule names a group
			if token == ingressToken {
				g.in = append(g.in, p)
			} else {
				g.out = append(g.out, p)
			}
		}
	}
	return nil
}

// inline are the rules that are written into a group, one for each peer.
func inline(o *cloud.Object, direction string) []permission {
	var found []permission
	for i, rule := range o.Objects(direction) {
		one := permission{name: fmt.Sprintf("%s[%d]", direction, i), protocol: rule.Text("protocol"), from: rule.Whole("fromPort"), to: rule.Whole("toPort")}
		for _, text := range rule.Texts("cidrBlocks") {
			one.block, _ = netip.ParsePrefix(text) // AWS takes none that is no block
			found = append(found, one)
		}
		one.block = netip.Prefix{}
		for _, id := range rule.Texts("securityGroups") {
			one.group = bare(id)
			found = append(found, one)
		}
		if rule.Flag("self") {
			one.group = o.ID
			found = append(found, one)
		}
	}
	return found
}

// bare is a group's id without the account that it is written with when it belongs to another one.
func bare(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// protocols are the numbers that stand for names (IANA, "Assigned Internet Protocol Numbers").
var protocols = map[string]string{"6": "tcp", "17": "udp", "all": "-1"}

// lets says whether a rule is for a packet to a port, whose other end has an address and carries groups.
func (p permission) lets(protocol string, port int, other netip.Addr, groups []string) bool {
	own := strings.ToLower(p.protocol)
	if number, ok := protocols[own]; ok {
		own = number
	}
	if own != "-1" && (own != protocol || port < p.from || p.to < port) {
		return false
	}
	return p.block.IsValid() && p.block.Contains(other) || p.group != "" && slices.Contains(groups, p.group)
}

// opened names the first rule of some groups that lets a packet pass.
func (n *network) opened(groups []string, rules func(*group) []permission, protocol string, port int, other netip.Addr, otherGroups []string) (string, bool) {
	for _, id := range groups {
		g := n.groups[id]
		if g == nil {
			continue
		}
		for _, p := range rules(g) {
			if p.lets(protocol, port, other, otherGroups) {
				return fmt.Sprintf("rule %s of security group %s", p.name, nameOf(g.Object)), true
			}
		}
	}
	return "", false
}

func inward(g *group) []permission  { return g.in }
func outward(g *group) []permission { return g.out }

// names are what people call some groups.
func (n *network) names(groups []string) string {
	var texts []string
	for _, id := range groups {
		if g := n.groups[id]; g != nil {
			texts = append(texts, nameOf(g.Object))
		} else {
			texts = append(texts, id)
		}
	}
	if len(texts) == 0 {
		return "no security group"
	}
	return "security group " + strings.Join(texts, ", ")
}
