package perimeter

import "secure-room/policy/rule"

var wayOut = rule.Rule{
	ID:      "perimeter/way-out",
	Refuses: "A route to the internet, or to a network that nobody approved, for anything in the room but the proxy, and for the proxy by anything but a NAT gateway.",
	Why:     "What has a way out of its own need not ask the proxy.",
	Source:  "Amazon VPC User Guide: Route table concepts",
	Fix:     "Remove the route, or give the subnet a table without it.",
}

var ownTable = rule.Rule{
	ID:      "perimeter/route-table-unsure",
	Refuses: "A subnet of the room that routes by a table which no resource declares, by several, or by a main table with routes.",
	Why:     "Nobody sees the routes of a table that is not declared, and a route added to the main table leads out of every subnet that names no other.",
	Source:  "Amazon VPC User Guide: Subnet route tables",
	Fix:     "Associate the subnet with exactly one route table that the stack declares.",
}

var publicAddress = rule.Rule{
	ID:      "perimeter/public-address",
	Refuses: "A public or elastic address for anything in the room but its NAT gateway, and subnets that give such addresses out.",
	Why:     "A public address is one half of a way past the proxy, in both directions.",
	Source:  "Amazon VPC User Guide: IP addressing for your VPCs and subnets",
	Fix:     "Turn public addresses off and remove the elastic address.",
}

var terminalEgress = rule.Rule{
	ID:      "perimeter/terminals-send-elsewhere",
	Refuses: "A rule that lets the terminals' security group send to anything but the proxy's port, the directory, the room's VPC endpoints and approved endpoints.",
	Why:     "The declared rules are what a reviewer reads; one that is wider lets through whatever is put there later.",
	Source:  "Amazon WorkSpaces Administration Guide: Security groups for WorkSpaces Personal",
	Fix:     "Name the proxy's group with its port, the directory's group, and the approved subnets with their ports.",
}

var proxyEntry = rule.Rule{
	ID:      "perimeter/proxy-open-to-others",
	Refuses: "A rule that lets anything but terminals reach the proxy.",
	Why:     "Whoever reaches the proxy goes out under the room's name.",
	Source:  "Amazon VPC User Guide: Security group rules",
	Fix:     "Let in the terminals' security group, which nothing else carries, or exactly their subnets.",
}

var directoryOpened = rule.Rule{
	ID:      "perimeter/directory-opened",
	Refuses: "A rule of a program's that lets anything outside the room reach the directory's controllers, or anything at all reach terminals by the group that AWS made for them.",
	Why:     "Whoever reaches the controllers may try passwords there.",
	Source:  "AWS Directory Service Administration Guide: Enhancing your AWS Managed Microsoft AD network security configuration",
	Fix:     "Name security groups of the room, or the terminals' subnets.",
}

var endpointServes = rule.Rule{
	ID:      "perimeter/endpoint-serves-others",
	Refuses: "A VPC endpoint without a policy that is known at preview and binds every statement to approved accounts or the organization on both sides.",
	Why:     "It would serve anybody's credentials on anybody's resources: a way for data into somebody else's account, past the proxy.",
	Source:  "AWS PrivateLink Guide: Control access to VPC endpoints using endpoint policies",
	Fix:     "Give each statement a StringEquals condition on aws:PrincipalAccount and aws:ResourceAccount, with accounts of the baseline, or on the keys of its organization.",
}

var logsOpen = rule.Rule{
	ID:      "perimeter/logs-open-to-others",
	Refuses: "A resource policy of CloudWatch Logs that lets in anybody but Directory Service, writing, for approved accounts.",
	Why:     "Who may write to a log may carry data in it, and who may read it learns what the room does.",
	Source:  "AWS Directory Service Administration Guide: Enabling Amazon CloudWatch Logs log forwarding for AWS Managed Microsoft AD",
	Fix:     "Name ds.amazonaws.com alone, logs:CreateLogStream and logs:PutLogEvents, and aws:SourceAccount in a StringEquals condition.",
}

var logsLeave = rule.Rule{
	ID:      "perimeter/logs-leave",
	Refuses: "A flow log that is delivered anywhere but to CloudWatch Logs of an approved account, and log subscriptions and query logs of the room.",
	Why:     "Whoever moves packets to and fro writes the log, so a log that leaves is a channel that leaves.",
	Source:  "Amazon VPC User Guide: Publish flow logs",
	Fix:     "Deliver the flow log to a log group of the room's own account, and remove other deliveries.",
}

var noFirewall = rule.Rule{
	ID:      "perimeter/no-dns-firewall",
	Refuses: "A room whose VPC has no DNS firewall that ends in blocking every name.",
	Why:     "The VPC's resolver asks the internet for any name, so data leaves inside names, past every route and security group.",
	Source:  "Route 53 Developer Guide: Using DNS Firewall to filter outbound DNS traffic",
	Fix:     "Associate a rule group of this stack's with the room's VPC, whose last rule blocks * with NXDOMAIN or NODATA, whatever the query type.",
}

var failsOpen = rule.Rule{
	ID:      "perimeter/dns-firewall-fails-open",
	Refuses: "A DNS firewall that is not plainly set to answer nothing when it fails.",
	Why:     "A firewall that lets everything through when it is overloaded can be opened by overloading it.",
	Source:  "Route 53 Developer Guide: DNS Firewall VPC configuration",
	Fix:     "Give the room's VPC a resolverFirewallConfig with firewallFailOpen DISABLED.",
}

var namesNotApproved = rule.Rule{
	ID:      "perimeter/names-not-approved",
	Refuses: "A rule of the DNS firewall that lets through a name which the baseline's egress does not hold and none of the room's own services has, before the rule that blocks all.",
	Why:     "Who answers for a name reads what is asked below it.",
	Source:  "Route 53 Developer Guide: Route 53 Resolver DNS Firewall domain lists",
	Fix:     "List approved hosts, the names of AWS's services that the room has endpoints for, and the proxy's own.",
}

var anotherResolver = rule.Rule{
	ID:      "perimeter/another-resolver",
	Refuses: "Another way for the room to have names answered: other DNS servers by DHCP, resolver endpoints and rules, resolver profiles, hosted zones, records and aliases, answers put in by the firewall.",
	Why:     "The firewall judges queries to the VPC's own resolver alone, and an alias can lead wherever its writer likes.",
	Source:  "Route 53 Developer Guide: Using DNS Firewall to filter outbound DNS traffic; Amazon VPC User Guide: DHCP option sets",
	Fix:     "Remove it: the VPC's own resolver and the directory answer all that the room needs.",
}

var topicOpen = rule.Rule{
	ID:      "perimeter/topic-open-to-others",
	Refuses: "A policy of a room's SNS topic that lets in anybody but principals of approved accounts, and CloudWatch alarms of these, publishing.",
	Why:     "Who may subscribe hears what goes on in the room, and who may publish can make people believe anything.",
	Source:  "Amazon SNS Developer Guide: Example cases for Amazon SNS access control",
	Fix:     "Name cloudwatch.amazonaws.com with sns:Publish and an approved account as aws:SourceAccount in a StringEquals condition, and nothing else.",
}

var heardByOthers = rule.Rule{
	ID:      "perimeter/alarms-heard-by-others",
	Refuses: "A subscription of the room's other than by email to an address of the baseline's alarmRecipients.",
	Why:     "What an alarm says, and whatever else is published to its topic, leaves the account by its subscriptions.",
	Source:  "Amazon SNS API Reference: Subscribe",
	Fix:     "Remove it, or have security approve the address under alarmRecipients in policy/baseline/baseline.yaml.",
}

var alarmActs = rule.Rule{
	ID:      "perimeter/alarm-acts",
	Refuses: "An alarm of the room that does anything but publish to a topic of its own stack: functions, automation, topics that no rule judges.",
	Why:     "Another topic's subscribers are unknown, and whoever can raise an alarm would start what it does.",
	Source:  "Amazon CloudWatch API Reference: PutMetricAlarm (AlarmActions)",
	Fix:     "Name a topic that the same stack declares.",
}

var alarmBlinded = rule.Rule{
	ID:      "perimeter/alarm-blinded",
	Refuses: "A metric filter of the room with a dimension of what a client chooses, such as the host or the port asked for.",
	Why:     "CloudWatch Logs may switch a filter off that makes 1,000 different values within an hour, so that the one who is watched can silence the alarm.",
	Source:  "Amazon CloudWatch Logs API Reference: PutMetricFilter",
	Fix:     "Use $.client, $.result or $.status of the access log or the source of a flow log as dimensions, or none.",
}

func rules() []rule.Rule {
	return []rule.Rule{wayOut, ownTable, publicAddress, terminalEgress, proxyEntry, directoryOpened, endpointServes, logsOpen, logsLeave,
		noFirewall, failsOpen, namesNotApproved, anotherResolver, topicOpen, heardByOthers, alarmActs, alarmBlinded}
}
