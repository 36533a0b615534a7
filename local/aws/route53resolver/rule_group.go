package route53resolver

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// ruleGroup is a set of rules that is put before VPCs.
// AWS: "Route 53 API Reference, CreateFirewallRuleGroup".
func ruleGroup() cloud.Kind {
	return cloud.Kind{
		Token:   ruleGroupToken,
		Name:    cloud.Name{Property: "name", Limit: nameLength},
		Prefix:  "rslvr-frg-",
		ARN:     "arn:{partition}:route53resolver:{region}:{account}:firewall-rule-group/{id}",
		Missing: "ResourceNotFoundException: The firewall rule group %s does not exist",
		Check:   check.Rules{"name": check.Matches(nameForm, 1, nameLength, nameWords)}.Report,
		Apply: func(_ *cloud.Transaction, before, now *cloud.Object) error {
			if before == nil {
				now.Put("ownerId", now.Account)
				now.Put("shareStatus", "NOT_SHARED")
			}
			return nil
		},
	}
}

// association puts a rule group before a VPC.
// AWS: "Route 53 API Reference, AssociateFirewallRuleGroup".
func association() cloud.Kind {
	return cloud.Kind{
		Token:   associationToken,
		Name:    cloud.Name{Property: "name", Limit: nameLength},
		Prefix:  "rslvr-frgassoc-",
		ARN:     "arn:{partition}:route53resolver:{region}:{account}:firewall-rule-group-association/{id}",
		Missing: "ResourceNotFoundException: The firewall rule group association %s does not exist",
		References: []cloud.Reference{
			{Property: "firewallRuleGroupId", To: ruleGroupToken},
			{Property: "vpcId", To: vpcToken, Weak: true},
		},
		Check: check.Rules{
			"name":               check.Matches(nameForm, 1, nameLength, nameWords),
			"mutationProtection": check.OneOf("ENABLED", "DISABLED"),
			// "between 100 and 9900", both left out.
			"priority": check.Between(101, 9899),
		}.Report,
		Apply: applyAssociation,
		Delete: func(_ *cloud.Transaction, now *cloud.Object) error {
			if now.Text("mutationProtection") == enabled {
				return protected(now)
			}
			return nil
		},
	}
}

const enabled = "ENABLED"

func applyAssociation(tx *cloud.Transaction, before, now *cloud.Object) error {
	if before != nil && before.Text("mutationProtection") == enabled && now.Text("mutationProtection") == enabled {
		return protected(now)
	}
	all, err := tx.List(associationToken)
	if err != nil {
		return err
	}
	for _, other := range all {
		switch {
		case other.ID == now.ID || other.Text("vpcId") != now.Text("vpcId"):
		case other.Text("firewallRuleGroupId") == now.Text("firewallRuleGroupId"):
			return cloud.Refuse("ConflictException", "The firewall rule group %s is associated with %s already", now.Text("firewallRuleGroupId"), now.Text("vpcId"))
		case other.Whole("priority") == now.Whole("priority"):
			return cloud.Refuse("ConflictException", "Priority %d is taken by another association of %s: %s", now.Whole("priority"), now.Text("vpcId"), other.ID)
		}
	}
	now.Default("mutationProtection", "DISABLED")
	vpc, found, err := tx.Get(vpcToken, now.Text("vpcId"))
	if found {
		now.BelongTo(vpc)
	}
	return err
}

func protected(now *cloud.Object) error {
	return cloud.Refuse("ConflictException", "The firewall rule group association %s has mutation protection enabled; disable it first", now.ID)
}
