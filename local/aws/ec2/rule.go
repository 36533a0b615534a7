package ec2

import (
	"strconv"
	"strings"

	"secure-room/local/aws/cloud"
)

const (
	ingressToken = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressToken  = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

var peers = []string{"cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"}

// ingressRule lets one peer in. AWS: "Amazon EC2 API Reference, AuthorizeSecurityGroupIngress".
func ingressRule() cloud.Kind { return rule(ingressToken) }

// egressRule lets traffic out to one peer. AWS: "Amazon EC2 API Reference, AuthorizeSecurityGroupEgress".
func egressRule() cloud.Kind { return rule(egressToken) }

func rule(token string) cloud.Kind {
	return cloud.Kind{
		Token:      token,
		Prefix:     "sgr-",
		ARN:        "arn:{partition}:ec2:{region}:{account}:security-group-rule/{id}",
		References: []cloud.Reference{{Property: "securityGroupId", To: groupToken}},
		Unserved:   []string{"cidrIpv6"},
		Check:      checkRule,
		Apply:      applyRule,
	}
}

func checkRule(in cloud.Values, report cloud.Report) {
	count := 0
	for _, name := range peers {
		if !in.Unset(name) {
			count++
		}
	}
	if count != 1 {
		report("cidrIpv4", "must be the only peer, but the rule has %d; exactly one of %s must be given", count, strings.Join(peers, ", "))
	}
	block(in, "cidrIpv4", report)
	text(in, "description", report)
	checkPorts(in, "ipProtocol", report)
}

// checkPorts holds a rule's protocol and ports together.
// AWS: "Amazon EC2 API Reference, IpPermission".
func checkPorts(in cloud.Values, property string, report cloud.Report) {
	inline := property == "protocol"
	from, to := in.Whole("fromPort"), in.Whole("toPort")
	both := in.Known("fromPort") && in.Known("toPort")
	switch protocol := strings.ToLower(in.Text(property)); protocol {
	case "":
	case "-1", "all":
		if inline && both && (from != 0 || to != 0) {
			report("fromPort", "and toPort must be 0 when %s is -1, which means all ports", property)
		}
		if !inline && (!in.Unset("fromPort") || !in.Unset("toPort")) {
			report("fromPort", "and toPort cannot be given when %s is -1, which means all ports", property)
		}
	case "tcp", "udp", "6", "17":
		if in.Unset("fromPort") || in.Unset("toPort") {
			report("fromPort", "and toPort must both be given for protocol %s", protocol)
		} else if both && (from < 0 || to > 65535 || from > to) {
			report("fromPort", "to toPort is %d to %d, but must be a range within 0 to 65535", from, to)
		}
	case "icmp", "icmpv6", "1", "58":
		if both && (from < -1 || from > 255 || to < -1 || to > 255) {
			report("fromPort", "and toPort are an ICMP type and code, %d and %d, but must be between -1 and 255", from, to)
		}
	default:
		if number, err := strconv.Atoi(protocol); err != nil || number < 0 || number > 255 {
			report(property, "is %q, but must be tcp, udp, icmp, icmpv6, -1 or a protocol number up to 255", protocol)
		}
	}
}

func applyRule(tx *cloud.Transaction, _, now *cloud.Object) error {
	group, err := must(tx, groupToken, now.Text("securityGroupId"))
	if err != nil {
		return err
	}
	if err := applyPeerGroup(tx, group, now); err != nil {
		return err
	}
	if list := now.Text("prefixListId"); list != "" && !managedPrefixList(now.Region, list) {
		return cloud.Refuse("InvalidPrefixListId.NotFound", "The prefix list ID '%s' does not exist", list)
	}
	siblings, err := tx.List(now.Token)
	if err != nil {
		return err
	}
	for _, sibling := range siblings {
		if sibling.ID != now.ID && grants(sibling) == grants(now) {
			return cloud.Refuse("InvalidPermission.Duplicate", "the specified rule %q already exists: %s", grants(now), sibling.ID)
		}
	}
	now.BelongTo(group)
	now.Put("securityGroupRuleId", now.ID)
	return nil
}

// grants is what tells two rules of the same group apart.
func grants(rule *cloud.Object) string {
	var peer []string
	for _, name := range peers {
		peer = append(peer, rule.Text(name))
	}
	return strings.Join([]string{
		"group: " + rule.Text("securityGroupId"), "peer: " + strings.Join(peer, ""), strings.ToUpper(rule.Text("ipProtocol")),
		"from port: " + strconv.Itoa(rule.Whole("fromPort")), "to port: " + strconv.Itoa(rule.Whole("toPort")),
	}, ", ")
}

// applyPeerGroup finds the group that a rule refers to: in the same VPC, or in one with which the
// group's VPC has an active peering in the same region, then written with its account if that differs.
// AWS: "Amazon VPC Peering Guide, Update your security groups to reference peer security groups".
func applyPeerGroup(tx *cloud.Transaction, group, now *cloud.Object) error {
	reference := now.Text("referencedSecurityGroupId")
	if reference == "" {
		return nil
	}
	account, id, qualified := strings.Cut(reference, "/")
	if !qualified {
		account, id = now.Account, reference
	}
	peer, found, err := tx.GetAt(keyOf(account, now.Region, groupToken, id))
	if err != nil {
		return err
	}
	if !found {
		return cloud.Refuse("InvalidGroup.NotFound", "The security group '%s' does not exist (referencedSecurityGroupId)", reference)
	}
	if peer.Text("vpcId") != group.Text("vpcId") {
		joined, err := activePeering(tx, group.Text("vpcId"), peer.Text("vpcId"))
		if err != nil {
			return err
		}
		if !joined {
			return cloud.Refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks: "+
				"%s of %s may only refer to %s of %s over an active VPC peering connection in the same region",
				group.ID, group.Text("vpcId"), peer.ID, peer.Text("vpcId"))
		}
		return nil // AWS lets the peer's owner delete it; the rule becomes stale
	}
	now.Use("referencedSecurityGroupId", peer)
	return nil
}
