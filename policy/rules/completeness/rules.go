package completeness

import "secure-room/policy/rule"

var noNetwork = rule.Rule{
	ID:      "completeness/no-approved-network",
	Refuses: "A stack that does not hold exactly one VPC, that of a room or of a production in the baseline.",
	Why:     "The rules tell a stack by its network; of an empty or unknown one nothing can be proved.",
	Source:  "Amazon VPC User Guide: VPC CIDR blocks",
	Fix:     "Run one of this project's two programs, with the network that the baseline approves.",
}

var partMissing = rule.Rule{
	ID:      "completeness/part-missing",
	Refuses: "A room or a production without one of the parts that the rules judge.",
	Why:     "What is not there cannot be proved safe: it may stand elsewhere, out of sight.",
	Source:  "Pulumi documentation: Policy as Code, stack validation policies",
	Fix:     "Deploy the whole program.",
}

var networkTwice = rule.Rule{
	ID:      "completeness/network-twice",
	Refuses: "Two stacks that hold the network of the same room or production.",
	Why:     "Two networks with the same addresses cannot be told apart, and one of them is approved only.",
	Source:  "Amazon VPC Peering Guide: VPC peering limitations",
	Fix:     "Give each stack a network of its own, and have it approved.",
}

var elsewhere = rule.Rule{
	ID:      "completeness/network-elsewhere",
	Refuses: "A VPC that stands in another account or region than its entry in the baseline names, or is another than the one pinned there.",
	Why:     "Another account has other owners, who may open what this stack has shut.",
	Source:  "Service Authorization Reference: Actions, resources, and condition keys for Amazon EC2",
	Fix:     "Deploy the stack with the approved account's credentials and with aws:region set to the approved region.",
}

var providerElsewhere = rule.Rule{
	ID:      "completeness/provider-elsewhere",
	Refuses: "An AWS provider that works in another region or account than the baseline names.",
	Why:     "What it makes stands where nobody has approved anything.",
	Source:  "Pulumi Registry: AWS provider, configuration options",
	Fix:     "Set aws:region, and aws:assumeRole where one is needed, to the approved region and account.",
}

var changesIgnored = rule.Rule{
	ID:      "completeness/changes-ignored",
	Refuses: "The option ignoreChanges on something that a rule judges.",
	Why:     "What stands then need not be what the program says, now or after somebody changes it by hand.",
	Source:  "Pulumi documentation: Resource options, ignoreChanges",
	Fix:     "Remove ignoreChanges.",
}

var typeNotLearned = rule.Rule{
	ID:      "completeness/type-not-learned",
	Refuses: "A resource of a type that the rules have not learned, whatever package it is of.",
	Why:     "What a resource can do that nobody has thought about is not known, and so not shut.",
	Source:  "Pulumi documentation: Resource names, types and URNs",
	Fix: "Remove it; or, in a production, have its type approved in the baseline's resourceTypes, with the reason why it opens no way; " +
		"or have the rules learn it (policy/closedworld/types.yaml).",
}

var providerRedirected = rule.Rule{
	ID: "completeness/provider-redirected",
	Refuses: "A provider that talks to something else than AWS, is fetched from elsewhere, or holds credentials: endpoints, proxies, " +
		"certificates, a download address, access keys, settings that the rules have not learned.",
	Why:    "Whoever stands between may make something else than what was judged; a key in a program stays there for good.",
	Source: "Pulumi Registry: AWS provider, configuration options",
	Fix:    "Leave it out; give credentials to the CLI's environment, and let the provider find AWS by itself.",
}

var providerVersion = rule.Rule{
	ID:      "completeness/provider-version",
	Refuses: "A provider of another major version than the one whose resources the rules have learned.",
	Why:     "A major version renames types and properties, and what a rule no longer finds it does not judge.",
	Source:  "Pulumi Registry: AWS provider, migration guides",
	Fix:     "Use the major version that policy/closedworld/types.yaml names.",
}

var leftBehind = rule.Rule{
	ID:      "completeness/left-behind",
	Refuses: "The option retainOnDelete on something that a rule judges.",
	Why:     "Removed from the program it stands on, open as it was, where no rule sees it.",
	Source:  "Pulumi documentation: Resource options, retainOnDelete",
	Fix:     "Remove retainOnDelete.",
}

var aliased = rule.Rule{
	ID:      "completeness/aliased",
	Refuses: "An alias by which something that a rule judges takes over what stood under another name, type or stack.",
	Why:     "What stood there may keep values that the program no longer shows, and was judged as something else.",
	Source:  "Pulumi documentation: Resource options, aliases",
	Fix:     "Remove the alias; rename with `pulumi state rename`, and look at what stands there.",
}

var unprotected = rule.Rule{
	ID:      "completeness/unprotected",
	Refuses: "A directory, registration, terminal or database that is not protected from deletion, unless the baseline says protection: not-required.",
	Why:     "One mistaken update would delete everybody's terminals or production's data.",
	Source:  "Pulumi documentation: Resource options, protect; Amazon RDS User Guide: Deleting a DB instance",
	Fix:     "Leave deletionProtection out of the config (true).",
}

var stackNotApproved = rule.Rule{
	ID:      "completeness/stack-not-approved",
	Refuses: "A stack reference to any stack but those that the baseline joins: a room reads productions that let it in, a production its rooms.",
	Why:     "Whoever owns another stack's outputs decides what this one is made with.",
	Source:  "Pulumi documentation: Stack references",
	Fix:     "Refer to the stacks that the baseline names for the networks it joins (stack), or have it name the stack.",
}
