// Package route53resolver is Route 53 Resolver DNS Firewall in the local cloud.
package route53resolver

import "secure-room/local/aws/cloud"

const (
	domainListToken  = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
	ruleGroupToken   = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
	ruleToken        = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
	associationToken = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
	configToken      = "aws:route53/resolverFirewallConfig:ResolverFirewallConfig"
	vpcToken         = "aws:ec2/vpc:Vpc"
)

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{domainList(), ruleGroup(), rule(), association(), config()}}
}

// nameForm is "CreateFirewallRuleGroup, Name": the same for lists, groups, rules and associations.
const nameForm, nameLength, nameWords = `[0-9]*[a-zA-Z\-_' ][a-zA-Z0-9\-_' ]*`, 64, "letters, digits, - _ ' and spaces, not digits alone"
