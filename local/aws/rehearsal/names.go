package rehearsal

import (
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

const zoneToken = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"

// ask follows a question for a name to the resolver of a network, past its DNS firewall: the rule of the lowest priority
// that is for the name decides, and a name that no rule is for passes ("How Resolver DNS Firewall works", Route 53
// Developer Guide).
func ask(tx *cloud.Transaction, v *vpc, name string) (Journey, error) {
	var j Journey
	associations, err := tx.Everywhere("aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation")
	if err != nil {
		return j, err
	}
	associations = slices.DeleteFunc(associations, func(o *cloud.Object) bool { return o.Text("vpcId") != v.ID })
	slices.SortFunc(associations, byPriority)
	rules, err := tx.Everywhere("aws:route53/resolverFirewallRule:ResolverFirewallRule")
	if err != nil {
		return j, err
	}
	slices.SortFunc(rules, byPriority)
	for _, association := range associations {
		for _, rule := range rules {
			if rule.Text("firewallRuleGroupId") != association.Text("firewallRuleGroupId") {
				continue
			}
			listed, err := lists(tx, rule.Text("firewallDomainListId"), name)
			switch {
			case err != nil:
				return j, err
			case !listed:
			case rule.Text("action") == "BLOCK":
				j.stop("DNS firewall rule %s of %s blocks the name %s", nameOf(rule), nameOf(v.Object), name)
				return j, nil
			default:
				j.pass("DNS firewall rule %s of %s lets the name %s be resolved", nameOf(rule), nameOf(v.Object), name)
				return j, nil
			}
		}
	}
	j.pass("no DNS firewall rule of %s is for the name %s, so it is resolved", nameOf(v.Object), name)
	return j, nil
}

func byPriority(a, b *cloud.Object) int { return a.Whole("priority") - b.Whole("priority") }

// lists says whether a domain list is for a name: as it stands, by an asterisk for all, or for all below a name.
func lists(tx *cloud.Transaction, id, name string) (bool, error) {
	all, err := tx.Everywhere("aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList")
	for _, o := range all {
		if o.ID != id {
			continue
		}
		for _, domain := range o.Texts("domains") {
			domain = strings.ToLower(strings.TrimSuffix(domain, "."))
			if below, wild := strings.CutPrefix(domain, "*"); domain == name || wild && strings.HasSuffix(name, below) {
				return true, nil
			}
		}
	}
	return false, err
}
