package peering

import "secure-room/policy/rule"

var networkNotApproved = rule.Rule{
	ID:      "peering/network-not-approved",
	Refuses: "A VPC whose addresses are not exactly those of one network of the baseline: another block, a second block, IPv6 in a room, the default VPC.",
	Why:     "Networks that overlap cannot be peered, and what stands in addresses that nobody approved is proved by nobody.",
	Source:  "Amazon VPC Peering Guide: VPC peering limitations",
	Fix:     "Give the network its approved IPv4 block alone.",
}

var peerNotApproved = rule.Rule{
	ID:      "peering/peer-not-approved",
	Refuses: "A peering that is asked for by anything but a room, or with an account, region or VPC other than a production's that lets the room in.",
	Why:     "Whoever owns the other side of a peering can send to every address that is routed to it.",
	Source:  "Amazon VPC Peering Guide: Create a VPC peering connection",
	Fix:     "Ask a production that lets this room in, by its account, region and VPC.",
}

var acceptsStranger = rule.Rule{
	ID:      "peering/accepts-stranger",
	Refuses: "Accepting a peering that is not the one of a room which the baseline lets in, or accepting it elsewhere than in production.",
	Why:     "An accepted peering joins production with the requester's network, whoever that is.",
	Source:  "Amazon VPC Peering Guide: Accept or reject a VPC peering connection",
	Fix:     "Accept in production's stack a peering of a room that this production lets in, by the id in that room's outputs.",
}

var acceptsItself = rule.Rule{
	ID:      "peering/accepts-itself",
	Refuses: "A request for a peering that accepts itself.",
	Why:     "Production alone opens the door; a request that accepts itself opens it from the room.",
	Source:  "Amazon VPC Peering Guide: VPC peering connection lifecycle",
	Fix:     "Remove autoAccept from the request and let production's stack accept it.",
}

var secondPeering = rule.Rule{
	ID:      "peering/second-peering",
	Refuses: "A second peering, or a second acceptance, between the same room and production.",
	Why:     "Each further peering is another way across, with routes of its own.",
	Source:  "Amazon VPC Peering Guide: VPC peering limitations",
	Fix:     "Remove it.",
}

var routeByStranger = rule.Rule{
	ID:      "peering/route-by-stranger",
	Refuses: "A route by a peering that no resource asks for or accepts.",
	Why:     "A peering made by hand may lead to somebody else's VPC, which can have the very addresses that are approved.",
	Source:  "Amazon VPC Peering Guide: Update your route tables for a VPC peering connection",
	Fix:     "Route by the peering that the stack itself asks for or accepts.",
}

var optionOn = rule.Rule{
	ID:      "peering/option-on",
	Refuses: "An option of the peering other than that production's names resolve for the room.",
	Why:     "Names are a channel: production must not resolve those of the room.",
	Source:  "Amazon VPC Peering Guide: Enable DNS resolution for a VPC peering connection",
	Fix:     "Leave accepter.allowRemoteVpcDnsResolution alone, and all other options out.",
}

var anotherWay = rule.Rule{
	ID: "peering/another-way",
	Refuses: "Another way between networks than the peering: a transit gateway, VPN, Direct Connect, Cloud WAN, PrivateLink, a shared subnet, " +
		"a route to an appliance, or a type that makes resources out of sight.",
	Why:    "What passes there meets no route and no security group that the proof reads.",
	Source: "Amazon VPC User Guide: Route table concepts; AWS PrivateLink Guide: Concepts",
	Fix:    "Remove it; a peering is the only way across.",
}

var routeTooWide = rule.Rule{
	ID:      "peering/route-too-wide",
	Refuses: "A route by the peering to more than the exposed subnets (from the room) or the terminals' subnets (from production).",
	Why:     "A wider route reaches hosts that nobody approved, or lets their answers come back.",
	Source:  "Amazon VPC Peering Guide: Update your route tables for a VPC peering connection",
	Fix:     "Route to exactly the approved subnets.",
}

var routeFromElsewhere = rule.Rule{
	ID:      "peering/route-from-elsewhere",
	Refuses: "A route by the peering in a table that serves other subnets than the terminals' or the exposed ones, in a main table, or in a table out of sight.",
	Why:     "Every subnet that the table serves, later ones too, then reaches the other network.",
	Source:  "Amazon VPC User Guide: Route table concepts",
	Fix:     "Give the approved subnets tables of their own, and put the route there.",
}

var addressesLetIn = rule.Rule{
	ID:      "peering/addresses-let-in",
	Refuses: "A security group of production that lets in addresses of the room where the terminals' security group, or from another region their exact subnets, is approved.",
	Why:     "Addresses let in whatever stands there, now or later; the group lets in terminals alone.",
	Source:  "Amazon VPC Peering Guide: Update your security groups to reference peer security groups",
	Fix:     "Name the terminals' security group instead of addresses.",
}

var groupNotApproved = rule.Rule{
	ID:      "peering/group-not-approved",
	Refuses: "A security group rule across networks that names another group than the terminals', or belongs to a group that is neither the stack's nor approved.",
	Why:     "Whatever carries the named group comes in.",
	Source:  "Amazon VPC Peering Guide: Update your security groups to reference peer security groups",
	Fix:     "Name the terminals' security group, or from another region exactly the terminals' subnets.",
}

var widerThanEndpoint = rule.Rule{
	ID:      "peering/wider-than-endpoint",
	Refuses: "Protocols, ports or hosts that terminals can reach in production beyond the approved endpoints.",
	Why:     "A port more is a service more that nobody has reviewed for terminals.",
	Source:  "Amazon VPC User Guide: Security group rules",
	Fix:     "Narrow the route or the rules to the endpoint's subnets, protocol and port.",
}

var sendsWider = rule.Rule{
	ID:      "peering/sends-wider",
	Refuses: "A security group of the room that sends to production's addresses, unless it is the terminals' and they are an approved endpoint's.",
	Why:     "The room's side must not rest on production's groups alone.",
	Source:  "Amazon VPC User Guide: Security group rules",
	Fix:     "Name the endpoint's exact subnets, protocol and port, in the terminals' group alone.",
}

var productionOpens = rule.Rule{
	ID:      "peering/production-opens",
	Refuses: "Connections that production can open into the room.",
	Why:     "Terminals hold production's data on screen; nothing may come to fetch it or to reach the directory's controllers.",
	Source:  "Amazon VPC User Guide: Security group rules; AWS Directory Service Administration Guide: What gets created with your AWS Managed Microsoft AD",
	Fix:     "Close the route or the group that lets it pass.",
}

var unapprovedResource = rule.Rule{
	ID:      "peering/unapproved-resource",
	Refuses: "A resource that terminals can reach beside the approved endpoint, even by the endpoint's port and subnets.",
	Why:     "A second database behind the same group has been approved by nobody.",
	Source:  "Amazon VPC User Guide: Security groups",
	Fix:     "Give it a security group of its own, or have the endpoint approved.",
}

var outOfSight = rule.Rule{
	ID:      "peering/out-of-sight",
	Refuses: "Interfaces, rules or groups of which nobody can say what they reach: unknown subnets, unreadable rules, a group that nothing known carries.",
	Why:     "What cannot be read could let anything pass.",
	Source:  "Pulumi documentation: Inputs & outputs",
	Fix:     "Declare it in this stack with values that are known at preview.",
}

// rules are all rules of the family.
var rules = []rule.Rule{
	networkNotApproved, peerNotApproved, acceptsStranger, acceptsItself, secondPeering, routeByStranger, optionOn, anotherWay, routeTooWide, routeFromElsewhere,
	addressesLetIn, groupNotApproved, widerThanEndpoint, sendsWider, productionOpens, unapprovedResource, outOfSight,
}
