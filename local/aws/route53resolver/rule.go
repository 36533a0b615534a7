package route53resolver

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// rule says what becomes of queries for the names of a list.
// AWS: "Route 53 API Reference, CreateFirewallRule".
func rule() cloud.Kind {
	return cloud.Kind{
		Token: ruleToken,
		Name:  cloud.Name{Property: "name", Limit: nameLength},
		ID: func(_ *cloud.Transaction, o *cloud.Object) string {
			return o.Text("firewallRuleGroupId") + ":" + o.Text("firewallDomainListId")
		},
		Exists: "ConflictException: A firewall rule with the same rule group and domain list exists already: %s",
		References: []cloud.Reference{
			{Property: "firewallRuleGroupId", To: ruleGroupToken},
			{Property: "firewallDomainListId", To: domainListToken},
		},
		Check: checkRule,
		Apply: applyRule,
	}
}

var ruleRules = check.Rules{
	"name":                            check.Matches(nameForm, 1, nameLength, nameWords),
	"action":                          check.OneOf("ALLOW", "ALERT", "BLOCK"),
	"blockResponse":                   check.OneOf("NODATA", "NXDOMAIN", "OVERRIDE"),
	"blockOverrideDnsType":            check.OneOf("CNAME"),
	"blockOverrideDomain":             check.Length(1, 255),
	"blockOverrideTtl":                check.Between(0, 604800),
	"firewallDomainRedirectionAction": check.OneOf("INSPECT_REDIRECTION_DOMAIN", "TRUST_REDIRECTION_DOMAIN"),
	"qType":                           check.Matches(`A|AAAA|CAA|CNAME|DS|MX|NAPTR|NS|PTR|SOA|SPF|SRV|TXT|TYPE[1-9][0-9]{0,4}`, 1, 16, "a query type such as A, or TYPE and its number"),
}

func checkRule(in cloud.Values, report cloud.Report) {
	ruleRules.Report(in, report)
	if in.Text("action") == "BLOCK" && in.Unset("blockResponse") {
		report("blockResponse", "is required, but missing: the action BLOCK needs it")
	}
	if in.Text("blockResponse") == "OVERRIDE" {
		for _, name := range []string{"blockOverrideDnsType", "blockOverrideDomain", "blockOverrideTtl"} {
			if in.Unset(name) {
				report(name, "is required, but missing: the response OVERRIDE needs it")
			}
		}
	}
}

func applyRule(tx *cloud.Transaction, _, now *cloud.Object) error {
	all, err := tx.List(ruleToken)
	for _, other := range all {
		if other.ID != now.ID && other.Text("firewallRuleGroupId") == now.Text("firewallRuleGroupId") && other.Whole("priority") == now.Whole("priority") {
			return cloud.Refuse("ConflictException", "Priority %d is taken by another rule of the group: %s", now.Whole("priority"), other.Text("name"))
		}
	}
	return err
}
