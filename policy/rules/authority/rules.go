package authority

import "secure-room/policy/rule"

var terminalPower = rule.Rule{
	ID:      "authority/terminal-power",
	Refuses: "A policy of anybody but AdminRole that lets start, create, change or reboot terminals, change who may open them, or change the directory or its users' passwords.",
	Why:     "A terminal opens with a manager's leave only, and whoever resets a password enables its user as well.",
	Source:  "Service Authorization Reference: Amazon WorkSpaces, AWS Directory Service; AWS Directory Service API Reference: ResetUserPassword",
	Fix:     "Leave it to AdminRole; others may have workspaces:Describe* and ds:Describe*.",
}

var changesRights = rule.Rule{
	ID:      "authority/changes-rights",
	Refuses: "A policy that lets anybody change what somebody may do: policies, boundaries, trust, groups, other people's passwords and second factors, or access keys.",
	Why:     "Whoever can give rights can give himself those of AdminRole.",
	Source:  "IAM User Guide: Permissions required to access IAM resources; Service Authorization Reference: AWS Identity and Access Management",
	Fix:     "Take the iam actions out, and change rights through these stacks alone.",
}

var passesRole = rule.Rule{
	ID:      "authority/passes-role",
	Refuses: "A policy that lets a service be given a role which may open terminals or set passwords, by name or by a wildcard.",
	Why:     "Whoever gives a service its work acts with the role that the service was given.",
	Source:  "IAM User Guide: Grant a user permissions to pass a role to an AWS service",
	Fix:     "Name the one role that is passed, and none of AdminRole's or the management instance's.",
}

var commandsMachines = rule.Rule{
	ID:      "authority/commands-machines",
	Refuses: "A policy of anybody but AdminRole that lets run commands on, or log in to, instances that are not named one by one.",
	Why:     "Whoever commands the management instance acts with its role, which sets passwords in the directory.",
	Source:  "AWS Systems Manager User Guide: Setting up Run Command; Service Authorization Reference: AWS Systems Manager",
	Fix:     "Name the instances, and leave the management instance to AdminRole.",
}

var readsSecret = rule.Rule{
	ID:      "authority/reads-admin-secret",
	Refuses: "A policy of anybody but the management instance's role and AdminRole that lets read or replace the secret with Admin's password, or secrets of any name, or decrypt with the secret's key or with any key.",
	Why:     "Admin's password opens the whole directory; the state that holds it is encrypted with a key.",
	Source:  "AWS Secrets Manager User Guide: Permissions policy examples; AWS KMS Developer Guide: Permissions reference",
	Fix:     "Name the secrets that are needed, by ARN; none of the room's directory.",
}

var changesNetwork = rule.Rule{
	ID:      "authority/changes-network",
	Refuses: "A policy that lets anybody, AdminRole and production's roles too, change routes, security groups, peering, gateways, VPC endpoints, load balancers, the DNS firewall, or what runs in Amazon ECS.",
	Why:     "Whoever changes the network by hand opens a way that no review has seen.",
	Source:  "Service Authorization Reference: Amazon EC2, Amazon Route 53 Resolver, Amazon Elastic Container Service",
	Fix:     "Leave ec2:Describe* and the like, and change the network through these stacks alone, or as a role for emergencies that the baseline names.",
}

var accountPasswords = rule.Rule{
	ID:      "authority/account-passwords",
	Refuses: "A password policy of the account that takes fewer than 14 characters, or keeps people from changing their own.",
	Why:     "People's first passwords are known to whoever ran the stack, and what they choose next is all that stands before MFA.",
	Source:  "IAM API Reference: UpdateAccountPasswordPolicy; CIS AWS Foundations Benchmark: 1.8, Ensure IAM password policy requires minimum length of 14 or greater",
	Fix:     "Set minimumPasswordLength to 14 or more and allowUsersToChangePassword to true, or leave the account's policy alone.",
}

var chain = rule.Rule{
	ID:      "authority/chain",
	Refuses: "Anybody who comes to act, in any number of steps, as a role or user that may open terminals, or change rights or the network, other than an approved manager as AdminRole.",
	Why:     "Rights that are one step away are rights.",
	Source:  "IAM User Guide: Policy evaluation logic; AWS Security Blog: How to use trust policies with IAM roles",
	Fix:     "Break the chain at any step.",
}

var adminTrust = rule.Rule{
	ID:      "authority/admin-trust",
	Refuses: "An AdminRole that anybody but approved managers, named one by one, may assume, or a management instance's role that anything but Amazon EC2 may.",
	Why:     "The trust policy is the list of those who open terminals.",
	Source:  "IAM User Guide: AWS JSON policy elements: Principal",
	Fix:     "Name the users whom the baseline has as managers, by ARN, and no account, role, service or wildcard.",
}

var noSecondFactor = rule.Rule{
	ID:      "authority/no-second-factor",
	Refuses: "A role that people may assume without a condition that MFA was used: Bool aws:MultiFactorAuthPresent true, or an age of it; not with IfExists.",
	Why:     "A password alone is found out; and with IfExists a lasting key passes, since its requests do not have the key.",
	Source:  "IAM User Guide: Secure API access with MFA; AWS global condition context keys",
	Fix:     `Give the statement the condition {"Bool": {"aws:MultiFactorAuthPresent": "true"}}.`,
}

var openToOthers = rule.Rule{
	ID:      "authority/open-to-others",
	Refuses: "A role that everybody, another account, an outside identity provider, a user who is none of the baseline's or all but a few may assume.",
	Why:     "Nobody here decides who they are.",
	Source:  "IAM User Guide: AWS JSON policy elements: Principal; NotPrincipal",
	Fix:     "Name services, the baseline's users, or roles of its accounts.",
}

var resourceOpen = rule.Rule{
	ID:      "authority/resource-open-to-others",
	Refuses: "A resource policy (of a key, bucket, topic, queue or repository) that lets in everybody, another account or all but a few.",
	Why:     "It is a way out of the account, or a way in, whatever IAM says.",
	Source:  "IAM User Guide: Identity-based policies and resource-based policies",
	Fix:     "Name principals of the baseline's accounts, or services.",
}

var writesOutside = rule.Rule{
	ID:      "authority/writes-outside",
	Refuses: "A room's role, user or group that may write to what can be in another account, or share with one.",
	Why:     "Through AWS's own interfaces data leaves the room past the proxy.",
	Source:  "IAM User Guide: AWS global condition context keys (aws:ResourceAccount)",
	Fix:     "Name resources by ARNs with an approved account, or add StringEquals on aws:ResourceAccount.",
}

var fromAnywhere = rule.Rule{
	ID:      "authority/operator-from-anywhere",
	Refuses: "A role that operators assume without a denial of all that does not come from the room's addresses or VPC.",
	Why:     "Operators look at production from terminals only.",
	Source:  "IAM User Guide: AWS: Denies access to AWS based on the source IP; AWS global condition context keys",
	Fix:     "Add a statement that denies every action on every resource under NotIpAddress aws:SourceIp, or StringNotEquals aws:SourceVpc.",
}

var notKnown = rule.Rule{
	ID:      "authority/policy-not-known",
	Refuses: "A policy that cannot be read, is not known at preview and depends on nothing, stands outside the stack, or is one of AWS's own that nobody has looked at.",
	Why:     "It could give anything.",
	Source:  "AWS Managed Policy Reference Guide",
	Fix:     "Write the policy out in the stack; an AWS managed one is added to policy/access/managed.yaml once its document has been read.",
}

var all = []rule.Rule{terminalPower, changesRights, passesRole, commandsMachines, readsSecret, changesNetwork, accountPasswords, chain, adminTrust, noSecondFactor, openToOthers,
	resourceOpen, writesOutside, fromAnywhere, notKnown}
