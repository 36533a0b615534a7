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
	Source:  "Pulumi documentation: Resource option ignoreChanges",
	Fix:     "Remove ignoreChanges.",
}
