package settings

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// keyCase is a value that is refused and, next to it, one that is not.
type keyCase struct {
	name, key, bad string
	// problem is what the one sentence begins with, behind "secure-room:".
	problem string
	good    string
}

const (
	okZones = ", availabilityZoneIds: [apne1-az1, apne1-az4]"
	okCIDR  = "cidr: 10.30.0.0/16, "
	hanako  = "name: hanako, givenName: Hanako, familyName: Sato, mail: hanako@example.com"
	okUser  = "{" + hanako + ", role: operator}"
	keiko   = "{name: keiko, givenName: Keiko, familyName: Tanaka, mail: keiko@example.com, role: manager}"
	office  = "{cidr: 203.0.113.10/32, reason: office}"
)

var networkCases = []keyCase{
	{"a list", "network", "[10.30.0.0/16]", "network of stack any is a list; allowed is a group of the fields cidr,", "{" + okCIDR[:len(okCIDR)-2] + okZones + "}"},
	{"text", "network", "10.30.0.0/16", `network of stack any is "10.30.0.0/16"; allowed is a group`, "{cidr: 10.30.0.0/24" + okZones + "}"},
	{"unknown field", "network", "{" + okCIDR + "cidrs: x" + okZones + "}", "network.cidrs of stack any is not a field known there; allowed is cidr,", "{cidr: 172.16.0.0/16" + okZones + "}"},
	{"number", "network", "{cidr: 10" + okZones + "}", "network.cidr of stack any is 10; allowed is a private", "{cidr: 192.168.0.0/16" + okZones + "}"},
	{"no mask", "network", "{cidr: 10.30.0.0" + okZones + "}", `network.cidr of stack any is "10.30.0.0", which is not a block in CIDR form`, "{cidr: 10.30.0.0/16" + okZones + "}"},
	{"leading zero", "network", "{cidr: 10.030.0.0/16" + okZones + "}", `network.cidr of stack any is "10.030.0.0/16", which is not a block`, "{cidr: 10.30.0.0/16" + okZones + "}"},
	{"host bits", "network", "{cidr: 10.30.0.1/16" + okZones + "}", "network.cidr of stack any is 10.30.0.1/16, which has host bits (the block is 10.30.0.0/16)", "{cidr: 10.30.0.0/16" + okZones + "}"},
	{"public", "network", "{cidr: 172.32.0.0/16" + okZones + "}", "network.cidr of stack any is 172.32.0.0/16, which is not private", "{cidr: 172.31.0.0/16" + okZones + "}"},
	{"half public", "network", "{cidr: 192.168.0.0/15" + okZones + "}", "network.cidr of stack any is 192.168.0.0/15, which is not private", "{cidr: 192.168.0.0/16" + okZones + "}"},
	{"too wide", "network", "{cidr: 10.30.0.0/15" + okZones + "}", "network.cidr of stack any is 10.30.0.0/15, which is not of a size", "{cidr: 10.30.0.0/16" + okZones + "}"},
	{"too narrow", "network", "{cidr: 10.30.0.0/25" + okZones + "}", "network.cidr of stack any is 10.30.0.0/25, which is not of a size", "{cidr: 10.30.0.0/24" + okZones + "}"},
	{"IPv6", "network", "{cidr: 'fd00::/16'" + okZones + "}", "network.cidr of stack any is fd00::/16, which is IPv6", "{cidr: 10.30.0.0/16" + okZones + "}"},
	{"one zone", "network", "{" + okCIDR + "availabilityZoneIds: [apne1-az1]}", "network.availabilityZoneIds of stack any has fewer than two", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, apne1-az4]}"},
	{"one zone twice", "network", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, apne1-az1]}", "network.availabilityZoneIds[1] of stack any is apne1-az1 a second time", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, apne1-az4]}"},
	{"zone name", "network", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, ap-northeast-1c]}", `network.availabilityZoneIds[1] of stack any is "ap-northeast-1c"; allowed is the id`, "{" + okCIDR + "availabilityZoneIds: [apne1-az1, apne1-az4]}"},
	{"other region", "network", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, use1-az4]}", "network.availabilityZoneIds[1] of stack any is use1-az4, which is not in ap-northeast-1", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, apne1-az4]}"},
	{"retention", "network", "{" + okCIDR + "flowLogRetentionDays: 364" + okZones + "}", "network.flowLogRetentionDays of stack any is 364; allowed is a number of days", "{" + okCIDR + "flowLogRetentionDays: 365" + okZones + "}"},
	{"retention as text", "network", "{" + okCIDR + "flowLogRetentionDays: '365'" + okZones + "}", `network.flowLogRetentionDays of stack any is "365"`, "{" + okCIDR + "flowLogRetentionDays: 365" + okZones + "}"},
	{"half a day", "network", "{" + okCIDR + "flowLogRetentionDays: 365.5" + okZones + "}", "network.flowLogRetentionDays of stack any is 365.5", "{" + okCIDR + "flowLogRetentionDays: 365" + okZones + "}"},
}

var productionCases = slices.Concat(networkCases, []keyCase{
	{"nothing said", "endpoints", "~", "endpoints of stack any is empty; allowed is a list", "[]"},
	{"a group", "endpoints", "{name: a1, port: 5432}", "endpoints of stack any is a group of fields", "[{name: a1, port: 5432}]"},
	{"upper case", "endpoints", "[{name: Orders, port: 5432}]", `endpoints[0].name of stack any is "Orders"`, "[{name: orders, port: 5432}]"},
	{"two hyphens", "endpoints", "[{name: a--b, port: 5432}]", `endpoints[0].name of stack any is "a--b"`, "[{name: a-b, port: 5432}]"},
	{"padded", "endpoints", "[{name: ' ab', port: 5432}]", `endpoints[0].name of stack any is " ab", which begins or ends`, "[{name: ab, port: 5432}]"},
	{"name twice", "endpoints", "[{name: ab, port: 5432}, {name: ab, port: 5433}]", `endpoints[1].name of stack any is "ab", which secure-room:endpoints[0].name has as well`, "[{name: ab, port: 5432}, {name: ac, port: 5432}]"},
	{"no port", "endpoints", "[{name: ab}]", "endpoints[0].port of stack any is missing", "[{name: ab, port: 5432}]"},
	{"port 0", "endpoints", "[{name: ab, port: 0}]", "endpoints[0].port of stack any is 0;", "[{name: ab, port: 1150}]"},
	{"port too high", "endpoints", "[{name: ab, port: 65536}]", "endpoints[0].port of stack any is 65536", "[{name: ab, port: 65535}]"},
	{"huge port", "endpoints", "[{name: ab, port: 99999999999999999999}]", "endpoints[0].port of stack any is ", "[{name: ab, port: 65535}]"},
	{"port range", "endpoints", "[{name: ab, port: 5432-5433}]", `endpoints[0].port of stack any is "5432-5433"`, "[{name: ab, port: 5432}]"},
	{"class", "endpoints", "[{name: ab, port: 5432, instanceClass: t4g.medium}]", `endpoints[0].instanceClass of stack any is "t4g.medium"`, "[{name: ab, port: 5432, instanceClass: db.t4g.medium}]"},
	{"storage", "endpoints", "[{name: ab, port: 5432, allocatedStorageGiB: 19}]", "endpoints[0].allocatedStorageGiB of stack any is 19", "[{name: ab, port: 5432, allocatedStorageGiB: 20}]"},
	{"protection in words", "endpoints", "[{name: ab, port: 5432, deletionProtection: 'no'}]", `endpoints[0].deletionProtection of stack any is "no"; allowed is true or false`, "[{name: ab, port: 5432, deletionProtection: false}]"},
	{"protocol of a database", "endpoints", "[{name: ab, port: 5432, protocol: udp}]", `endpoints[0].protocol of stack any is "udp"; allowed is tcp`, "[{name: ab, port: 5432, protocol: tcp}]"},
	{"existing by word", "endpoints", "[{name: ab, port: 1, existing: legacy}]", `endpoints[0].existing of stack any is "legacy"; allowed is a group`, "[{name: ab, port: 1, existing: {database: legacy}}]"},
	{"existing of nothing", "endpoints", "[{name: ab, port: 1, existing: {}}]", "endpoints[0].existing.database of stack any: is missing; name a database, a load balancer", "[{name: ab, port: 1, existing: {loadBalancer: legacy}}]"},
	{"existing of two", "endpoints", "[{name: ab, port: 1, existing: {database: a, loadBalancer: b}}]", "endpoints[0].existing.loadBalancer of stack any: stands beside database", "[{name: ab, port: 1, existing: {database: a}}]"},
	{"existing group without subnets", "endpoints", "[{name: ab, port: 1, existing: {securityGroupId: sg-01234567, address: a}}]", "endpoints[0].existing.subnetIds of stack any: is missing; name every subnet", "[{name: ab, port: 1, existing: {securityGroupId: sg-01234567, subnetIds: [subnet-01234567], address: a}}]"},
	{"existing subnet by name", "endpoints", "[{name: ab, port: 1, existing: {securityGroupId: sg-01234567, subnetIds: [data], address: a}}]", `endpoints[0].existing.subnetIds[0] of stack any: is "data"; use a subnet's id`, "[{name: ab, port: 1, existing: {securityGroupId: sg-01234567, subnetIds: [subnet-01234567], address: a}}]"},
	{"existing with a class", "endpoints", "[{name: ab, port: 1, instanceClass: db.t4g.medium, existing: {database: a}}]", "endpoints[0].instanceClass of stack any is of a database that this stack makes", "[{name: ab, port: 1, existing: {database: a}}]"},
	{"existing made here", "endpoints", "[{name: ab, port: 5432}, {name: ac, port: 5432, existing: {database: ab}}]", `endpoints[1].existing.database of stack any is "ab", which this stack makes and exposes already`, "[{name: ab, port: 5432}, {name: ac, port: 5432, existing: {database: ad}}]"},
	{"image by tag", "web", webWith("image: public.ecr.aws/web:latest"), `web.image of stack any is "public.ecr.aws/web:latest"; allowed is a registry`, webWith("")},
	{"port of root", "web", webWith("port: 80"), "web.port of stack any is 80; allowed is a port from 1024 to 65535", webWith("port: 1024")},
	{"certificate", "web", webWith("certificateArn: web.example.com"), `web.certificateArn of stack any is "web.example.com"; allowed is the ARN`, webWith("")},
	{"health path", "web", webWith("healthPath: healthy"), `web.healthPath of stack any is "healthy"; allowed is a path`, webWith("healthPath: /healthy")},
	{"redirect in words", "web", webWith("redirectHttp: 'yes'"), `web.redirectHttp of stack any is "yes"; allowed is true or false`, webWith("redirectHttp: true")},
	{"database of nobody", "web", webWith("database: stock-db"), `web.database of stack any is "stock-db"; allowed is the name of an endpoint`, webWith("database: orders-db")},
	{"not a list", "rooms", "room", `rooms of stack any is "room"; allowed is a list`, "[room]"},
	{"two slashes short", "rooms", "[project/room]", `rooms[0] of stack any is "project/room"`, "[other/project/room]"},
	{"this stack", "rooms", "[any]", "rooms[0] of stack any is this stack itself", "[another]"},
	{"this stack in full", "rooms", "[organization/secure-room/any]", "rooms[0] of stack any is this stack itself", "[organization/other/any]"},
	{"room twice", "rooms", "[room, organization/secure-room/room]", `rooms[1] of stack any is "room" a second time`, "[room, room2]"},
})

var roomCases = slices.Concat(networkCases, []keyCase{
	{"this stack", "productions", "[any]", "productions[0] of stack any is this stack itself", "[other]"},
	{"a path", "productions", "[../prod]", `productions[0] of stack any is "../prod"`, "[organization/secure-room/prod]"},
	{"no production", "productions", "[]", "productions of stack any names no stack; allowed is a list of at least one stack name", "[prod]"},
	{"a name and no list", "productions", "prod", `productions of stack any is "prod"; allowed is a list of at least one stack name`, "[prod]"},
	{"production twice", "productions", "[prod, organization/secure-room/prod]", `productions[1] of stack any is "prod" a second time; allowed is each stack once`, "[prod, prod2]"},
	{"two of one name", "productions", "[prod, other/project/prod]", `productions[1] of stack any is "prod" a second time`, "[prod, other/project/prod2]"},
	{"first zone without WorkSpaces", "network", "{" + okCIDR + "availabilityZoneIds: [apne1-az2, apne1-az1, apne1-az4]}", "network.availabilityZoneIds[0] of stack any is apne1-az2, where WorkSpaces are not offered (terminals stand in the first two zones); allowed is apne1-az1 or apne1-az4.", "{" + okCIDR + "availabilityZoneIds: [apne1-az4, apne1-az1, apne1-az2]}"},
	{"second zone without WorkSpaces", "network", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, apne1-az2]}", "network.availabilityZoneIds[1] of stack any is apne1-az2, where WorkSpaces are not offered (terminals stand in the first two zones); allowed is apne1-az1 or apne1-az4.", "{" + okCIDR + "availabilityZoneIds: [apne1-az1, apne1-az4]}"},
	{"single label", "directory", "{domain: corp, shortName: ROOM, edition: Standard}", `directory.domain of stack any is "corp"`, "{domain: corp.example, shortName: ROOM, edition: Standard}"},
	{"trailing dot", "directory", "{domain: corp.example.com., shortName: ROOM, edition: Standard}", `directory.domain of stack any is "corp.example.com."`, "{domain: corp.example.com, shortName: ROOM, edition: Standard}"},
	{"an address", "directory", "{domain: 10.20.0.1, shortName: ROOM, edition: Standard}", `directory.domain of stack any is "10.20.0.1"`, "{domain: 10.corp.com, shortName: ROOM, edition: Standard}"},
	{"NetBIOS name", "directory", "{domain: corp.example.com, shortName: ABCDEFGHIJKLMNOP, edition: Standard}", `directory.shortName of stack any is "ABCDEFGHIJKLMNOP"`, "{domain: corp.example.com, shortName: ABCDEFGHIJKLMNO, edition: Standard}"},
	{"edition", "directory", "{domain: corp.example.com, shortName: ROOM, edition: standard}", `directory.edition of stack any is "standard"; allowed is Standard or Enterprise`, "{domain: corp.example.com, shortName: ROOM, edition: Enterprise}"},
	{"rotation too slow", "directory", "{domain: corp.example.com, shortName: ROOM, edition: Standard, passwordRotationDays: 31}", `directory.passwordRotationDays of stack any is 31; allowed is a whole number of days from 1 to 30`, "{domain: corp.example.com, shortName: ROOM, edition: Standard, passwordRotationDays: 30}"},
	{"no rotation", "directory", "{domain: corp.example.com, shortName: ROOM, edition: Standard, passwordRotationDays: 0}", `directory.passwordRotationDays of stack any is 0; allowed is a whole number of days from 1 to 30`, "{domain: corp.example.com, shortName: ROOM, edition: Standard, passwordRotationDays: 1}"},
	{"rotation in words", "directory", "{domain: corp.example.com, shortName: ROOM, edition: Standard, passwordRotationDays: monthly}", `directory.passwordRotationDays of stack any is "monthly"; allowed is a whole number of days from 1 to 30`, "{domain: corp.example.com, shortName: ROOM, edition: Standard, passwordRotationDays: 30}"},
	{"password in it", "directory", "{domain: corp.example.com, shortName: ROOM, edition: Standard, password: x}", "directory.password of stack any is not a field", "{domain: corp.example.com, shortName: ROOM, edition: Standard}"},
	{"directory's protection in words", "directory", "{domain: corp.example.com, shortName: ROOM, edition: Standard, deletionProtection: 'no'}", `directory.deletionProtection of stack any is "no"; allowed is true or false`, "{domain: corp.example.com, shortName: ROOM, edition: Standard, deletionProtection: false}"},
	{"public management", "directory", "{domain: corp.example.com, shortName: ROOM, edition: Standard, managementSources: [" + office + "]}", "directory.managementSources[0].cidr of stack any: 203.0.113.10/32 is not private", "{domain: corp.example.com, shortName: ROOM, edition: Standard, managementSources: [{cidr: 10.20.0.9/32, reason: helpdesk}]}"},

	{"nobody", "sourceAddresses", "[]", "sourceAddresses of stack any lets nobody in", "[" + office + "]"},
	{"everybody", "sourceAddresses", "[{cidr: 0.0.0.0/0, reason: a}]", "sourceAddresses[0].cidr of stack any: 0.0.0.0/0 is wider than /24", "[{cidr: 203.0.113.0/24, reason: a}]"},
	{"too wide", "sourceAddresses", "[{cidr: 203.0.112.0/23, reason: a}]", "sourceAddresses[0].cidr of stack any: 203.0.112.0/23 is wider", "[{cidr: 203.0.113.0/24, reason: a}]"},
	{"private", "sourceAddresses", "[{cidr: 192.168.1.1/32, reason: a}]", "sourceAddresses[0].cidr of stack any: 192.168.1.1/32 is not public", "[{cidr: 192.169.1.1/32, reason: a}]"},
	{"carrier", "sourceAddresses", "[{cidr: 100.64.1.1/32, reason: a}]", "sourceAddresses[0].cidr of stack any: 100.64.1.1/32 is not public", "[{cidr: 100.128.1.1/32, reason: a}]"},
	{"multicast", "sourceAddresses", "[{cidr: 239.0.0.1/32, reason: a}]", "sourceAddresses[0].cidr of stack any: 239.0.0.1/32 is not public", "[{cidr: 223.0.0.1/32, reason: a}]"},
	{"IPv6", "sourceAddresses", "[{cidr: '2001:db8::1/128', reason: a}]", "sourceAddresses[0].cidr of stack any: 2001:db8::1/128 is not an IPv4 block", "[" + office + "]"},
	{"mapped", "sourceAddresses", "[{cidr: '::ffff:203.0.113.1/128', reason: a}]", "sourceAddresses[0].cidr of stack any: ::ffff", "[{cidr: 203.0.113.1/32, reason: a}]"},
	{"no block", "sourceAddresses", "[{cidr: 203.0.113.10, reason: a}]", `sourceAddresses[0].cidr of stack any is "203.0.113.10", which is not a block`, "[" + office + "]"},
	{"host bits", "sourceAddresses", "[{cidr: 203.0.113.10/31, reason: a}, {cidr: 203.0.113.13/31, reason: b}]", "sourceAddresses[1].cidr of stack any: 203.0.113.13/31 has host bits", "[{cidr: 203.0.113.10/31, reason: a}, {cidr: 203.0.113.12/31, reason: b}]"},
	{"twice", "sourceAddresses", "[" + office + ", {cidr: 203.0.113.0/28, reason: b}]", "sourceAddresses[1].cidr of stack any: 203.0.113.0/28 overlaps entry 0", "[" + office + ", {cidr: 203.0.113.16/28, reason: b}]"},
	{"251", "sourceAddresses", sources(251), "sourceAddresses of stack any has 251 sources; allowed is at most 250, as many as the IP access control groups of one directory hold", sources(250)},
	{"no reason", "sourceAddresses", "[{cidr: 203.0.113.10/32}]", "sourceAddresses[0].reason of stack any is missing", "[" + office + "]"},
	{"empty reason", "sourceAddresses", "[{cidr: 203.0.113.10/32, reason: ''}]", "sourceAddresses[0].reason of stack any is empty", "[" + office + "]"},

	{"no manager", "users", "[" + okUser + "]", "users of stack any has no manager", "[" + okUser + ", " + keiko + "]"},
	{"no user", "users", "[]", "users of stack any has no manager", "[" + keiko + "]"},
	{"a name alone", "users", "[hanako, " + keiko + "]", `users[0] of stack any is "hanako"; allowed is a group`, "[" + okUser + ", " + keiko + "]"},
	{"twice in another case", "users", "[{name: KEIKO, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]", `users[1].name of stack any: "keiko" is listed twice`, "[{name: KEIKO2, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]"},
	{"long name", "users", "[{name: abcdefghijklmnopqrstu, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]", `users[0].name of stack any: "abcdefghijklmnopqrstu"`, "[{name: abcdefghijklmnopqrst, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]"},
	{"forbidden character", "users", "[{name: 'ha@nako', givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]", `users[0].name of stack any: "ha@nako"`, "[{name: ha.nako, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]"},
	{"full stop at the end", "users", "[{name: hanako., givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]", `users[0].name of stack any: "hanako."`, "[{name: hanako-, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]"},
	{"built in", "users", "[{name: Admin, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]", `users[0].name of stack any: "Admin" is not allowed; use a name other`, "[{name: Admina, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]"},
	{"script in a name", "users", "[{name: a, givenName: '$(x)', familyName: B, mail: a@example.com, role: operator}, " + keiko + "]", `users[0].givenName of stack any: "$(x)"`, "[{name: a, givenName: 花子, familyName: O’Brien-Sato Jr., mail: a@example.com, role: operator}, " + keiko + "]"},
	{"role", "users", "[{" + hanako + ", role: admin}, " + keiko + "]", `users[0].role of stack any: "admin" is not allowed; use "operator", "manager" or "viewer"`, "[" + okUser + ", " + keiko + "]"},
	{"mail", "users", "[{name: a, givenName: A, familyName: B, mail: a.example.com, role: operator}, " + keiko + "]", `users[0].mail of stack any: "a.example.com" is not allowed; use a plain address`, "[{name: a, givenName: A, familyName: B, mail: a@example.com, role: operator}, " + keiko + "]"},
	{"mail with a name", "users", "[{name: a, givenName: A, familyName: B, mail: 'A <a@example.com>', role: operator}, " + keiko + "]", "users[0].mail of stack any: ", "[{name: a, givenName: A, familyName: B, mail: a+b@example.com, role: operator}, " + keiko + "]"},
	{"mail with two dots", "users", "[{name: a, givenName: A, familyName: B, mail: a..b@example.com, role: operator}, " + keiko + "]", `users[0].mail of stack any: "a..b@example.com"`, "[{name: a, givenName: A, familyName: B, mail: a.b@example.com, role: operator}, " + keiko + "]"},
	{"mail without a domain", "users", "[{name: a, givenName: A, familyName: B, mail: a@localhost, role: operator}, " + keiko + "]", `users[0].mail of stack any: "a@localhost"`, "[{name: a, givenName: A, familyName: B, mail: a@local.host, role: operator}, " + keiko + "]"},

	{"access in words", "access", "from the room", `access of stack any is "from the room"; allowed is a group of the fields operatorsFrom,`, "{operatorsFrom: vpc-endpoint}"},
	{"both ways", "access", "{operatorsFrom: both}", `access.operatorsFrom of stack any is "both"; allowed is proxy-address or vpc-endpoint`, "{operatorsFrom: proxy-address}"},
	{"managed in words", "access", "{awsManagedPolicy: 'yes'}", `access.awsManagedPolicy of stack any is "yes"; allowed is true or false`, "{awsManagedPolicy: true}"},
	{"90 minutes", "terminals", "{bundle: B, autoStopMinutes: 90}", "terminals.autoStopMinutes of stack any: 90 is not allowed; use a multiple of 60 from 60 to 2880.", "{bundle: B, autoStopMinutes: 60}"},
	{"adoption in words", "terminals", "{bundle: B, adoptServiceRole: 'yes'}", `terminals.adoptServiceRole of stack any is "yes"; allowed is true or false`, "{bundle: B, adoptServiceRole: true}"},
	{"never", "terminals", "{bundle: B, autoStopMinutes: 0}", "terminals.autoStopMinutes of stack any is 0;", "{bundle: B, autoStopMinutes: 60}"},
	{"negative", "terminals", "{bundle: B, autoStopMinutes: -60}", "terminals.autoStopMinutes of stack any is -60;", "{bundle: B, autoStopMinutes: 60}"},
	{"a week", "terminals", "{bundle: B, autoStopMinutes: 10080}", "terminals.autoStopMinutes of stack any: 10080 is not allowed", "{bundle: B, autoStopMinutes: 2880}"},
	{"in words", "terminals", "{bundle: B, autoStopMinutes: 2 hours}", `terminals.autoStopMinutes of stack any is "2 hours"`, "{bundle: B, autoStopMinutes: 120}"},
	{"no bundle", "terminals", "{autoStopMinutes: 60}", "terminals.bundle of stack any is missing", "{bundle: B}"},
	{"compute type", "terminals", "{bundle: B, computeType: power}", `terminals.computeType of stack any: "power" is not allowed; use one of VALUE, `, "{bundle: B, computeType: POWER}"},
	{"root volume", "terminals", "{bundle: B, rootVolumeGiB: 100}", "terminals.rootVolumeGiB of stack any: 100 is not allowed; use 80, or 175 to 2000.", "{bundle: B, rootVolumeGiB: 175}"},
	{"no root volume", "terminals", "{bundle: B, rootVolumeGiB: 0}", "terminals.rootVolumeGiB of stack any is 0; allowed is a number of GiB: 80, or 175 to 2000.", "{bundle: B, rootVolumeGiB: 80}"},
	{"user volume", "terminals", "{bundle: B, userVolumeGiB: 2001}", "terminals.userVolumeGiB of stack any: 2001 is not allowed; use 10, 50, or 100 to 2000.", "{bundle: B, userVolumeGiB: 2000}"},
	{"user volume in words", "terminals", "{bundle: B, userVolumeGiB: 50 GiB}", `terminals.userVolumeGiB of stack any is "50 GiB"; allowed is a number of GiB: 10, 50`, "{bundle: B, userVolumeGiB: 50}"},
	{"volumes together", "terminals", "{bundle: B, rootVolumeGiB: 175, userVolumeGiB: 50}", "terminals.userVolumeGiB of stack any: 50 beside a root volume of 175 is not allowed; use a root volume of 80 with", "{bundle: B, rootVolumeGiB: 175, userVolumeGiB: 100}"},
	{"no device", "terminals", "{bundle: B, deviceTypes: []}", "terminals.deviceTypes of stack any: names no device, so nobody could open a terminal;", "{bundle: B, deviceTypes: [macos]}"},
	{"device", "terminals", "{bundle: B, deviceTypes: [osx]}", `terminals.deviceTypes of stack any: "osx" is not allowed; use some of windows, macos, `, "{bundle: B, deviceTypes: [macos, web]}"},
	{"device that is no text", "terminals", "{bundle: B, deviceTypes: [1]}", "terminals.deviceTypes[0] of stack any is 1; allowed is a list of devices", "{bundle: B, deviceTypes: [web]}"},
	{"devices in words", "terminals", "{bundle: B, deviceTypes: windows}", `terminals.deviceTypes of stack any is "windows"; allowed is a list of devices`, "{bundle: B, deviceTypes: [windows]}"},
	{"clipboard out", "terminals", "{bundle: B, clipboard: out-of-terminal}", `terminals.clipboard of stack any is "out-of-terminal"; allowed is off or into-terminal.`, "{bundle: B, clipboard: into-terminal}"},
	{"clipboard both ways", "terminals", "{bundle: B, clipboard: true}", "terminals.clipboard of stack any is true; allowed is off or into-terminal.", "{bundle: B, clipboard: 'off'}"},
	{"maintenance in words", "terminals", "{bundle: B, maintenance: 'yes'}", `terminals.maintenance of stack any is "yes"; allowed is true or false`, "{bundle: B, maintenance: true}"},
	{"AWS's tag", "terminals", "{bundle: B, tags: {'aws:team': x}}", `terminals.tags of stack any: the key "aws:team" begins with aws:, which`, "{bundle: B, tags: {team: x}}"},
	{"the room's tag", "terminals", "{bundle: B, tags: {User: x}}", `terminals.tags of stack any: the key "User" is one that the room gives by itself`, "{bundle: B, tags: {Owner: x}}"},
	{"tag that is no text", "terminals", "{bundle: B, tags: {team: 1}}", "terminals.tags.team of stack any is 1; allowed is text.", "{bundle: B, tags: {team: '1'}}"},
	{"tags as a list", "terminals", "{bundle: B, tags: [team]}", "terminals.tags of stack any is a list; allowed is a group of tags", "{bundle: B, tags: {}}"},

	{"own volume", "users", "[{" + hanako + ", role: operator, terminal: {rootVolumeGiB: 81}}, " + keiko + "]", "users[0].terminal.rootVolumeGiB of stack any: 81 is not allowed; use 80, or 175 to 2000.", "[{" + hanako + ", role: operator, terminal: {rootVolumeGiB: 80}}, " + keiko + "]"},
	{"own volumes together", "users", "[{" + hanako + ", role: operator, terminal: {rootVolumeGiB: 175, userVolumeGiB: 10}}, " + keiko + "]", "users[0].terminal.userVolumeGiB of stack any: 10 beside a root volume of 175 is not allowed", "[{" + hanako + ", role: operator, terminal: {rootVolumeGiB: 175, userVolumeGiB: 100}}, " + keiko + "]"},
	{"own auto-stop", "users", "[{" + hanako + ", role: operator, terminal: {autoStopMinutes: 90}}, " + keiko + "]", "users[0].terminal.autoStopMinutes of stack any: 90 is not allowed; use a multiple of 60", "[{" + hanako + ", role: operator, terminal: {autoStopMinutes: 60}}, " + keiko + "]"},
	{"own compute type", "users", "[{" + hanako + ", role: operator, terminal: {computeType: HUGE}}, " + keiko + "]", `users[0].terminal.computeType of stack any: "HUGE" is not allowed; use one of`, "[{" + hanako + ", role: operator, terminal: {computeType: VALUE}}, " + keiko + "]"},
	{"own protection", "users", "[{" + hanako + ", role: operator, terminal: {deletionProtection: 'no'}}, " + keiko + "]", `users[0].terminal.deletionProtection of stack any is "no"; allowed is true or false`, "[{" + hanako + ", role: operator, terminal: {deletionProtection: false}}, " + keiko + "]"},
	{"a viewer's terminal", "users", "[{" + hanako + ", role: viewer, terminal: {bundle: B}}, " + keiko + "]", "users[0].terminal of stack any is given, and a viewer has no terminal; allowed is to leave it out, or the role operator or manager.", "[{" + hanako + ", role: viewer}, " + keiko + "]"},
	{"own clipboard", "users", "[{" + hanako + ", role: operator, terminal: {clipboard: 'off'}}, " + keiko + "]", "users[0].terminal.clipboard of stack any is not a field known there; allowed is autoStopMinutes, bundle,", "[{" + hanako + ", role: operator, terminal: {}}, " + keiko + "]"},
	{"own terminal in words", "users", "[{" + hanako + ", role: operator, terminal: big}, " + keiko + "]", `users[0].terminal of stack any is "big"; allowed is a group of the fields`, "[{" + hanako + ", role: operator, terminal: {bundle: B}}, " + keiko + "]"},

	{"a tag", "proxy", "{imageDigest: latest}", `proxy.imageDigest of stack any is "latest"`, "{imageDigest: 'sha256:" + digits + "'}"},
	{"an image", "proxy", "{imageDigest: 'squid@sha256:" + digits + "'}", `proxy.imageDigest of stack any is "squid@sha256:`, "{imageDigest: 'sha256:" + digits + "'}"},
	{"a short digest", "proxy", "{imageDigest: 'sha256:" + digits[1:] + "'}", `proxy.imageDigest of stack any is "sha256:`, "{imageDigest: 'sha256:" + digits + "'}"},
	{"one task", "proxy", "{imageDigest: 'sha256:" + digits + "', maximumTasks: 1}", "proxy.maximumTasks of stack any is 1; allowed is a whole number of tasks from 2 to 20", "{imageDigest: 'sha256:" + digits + "', maximumTasks: 2}"},
	{"many tasks", "proxy", "{imageDigest: 'sha256:" + digits + "', maximumTasks: 21}", "proxy.maximumTasks of stack any is 21; allowed is a whole number of tasks from 2 to 20", "{imageDigest: 'sha256:" + digits + "', maximumTasks: 20}"},

	{"an address and no list", "alarms", "{emails: a@example.com}", `alarms.emails of stack any is "a@example.com"; allowed is a list of mail addresses`, "{emails: [a@example.com]}"},
	{"no address", "alarms", "{emails: [a.example.com]}", `alarms.emails[0] of stack any: "a.example.com" is not allowed; use a plain address`, "{emails: [a@example.com]}"},
	{"an address twice", "alarms", "{emails: [a@example.com, a@Example.com]}", `alarms.emails[1] of stack any: "a@Example.com" is listed twice`, "{emails: [a@example.com, A@example.com]}"},
	{"a number for an address", "alarms", "{emails: [1]}", "alarms.emails[0] of stack any is 1; allowed is a list of mail addresses", "{emails: []}"},
	{"a web address", "alarms", "{emails: [], url: 'https://example.com'}", "alarms.url of stack any is not a field known there; allowed is deniedRequests, emails, sentMiB or sentMiBByTerminal", "{emails: []}"},
	{"never for refusals", "alarms", "{deniedRequests: 0}", "alarms.deniedRequests of stack any is 0; allowed is a whole number from 1 to 1000000", "{deniedRequests: 1}"},
	{"never for all", "alarms", "{sentMiB: 0}", "alarms.sentMiB of stack any is 0; allowed is a whole number from 1 to 1000000", "{sentMiB: 1}"},
	{"never for one", "alarms", "{sentMiBByTerminal: 1000001}", "alarms.sentMiBByTerminal of stack any is 1000001; allowed is a whole number from 1 to 1000000", "{sentMiBByTerminal: 1000000}"},
	{"with a unit", "alarms", "{sentMiBByTerminal: 1 GiB}", `alarms.sentMiBByTerminal of stack any is "1 GiB"; allowed is a whole number`, "{sentMiBByTerminal: 1024}"},

	{"console in words", "egress", "{console: 'yes', hosts: []}", `egress.console of stack any is "yes"; allowed is true or false`, "{console: false, hosts: []}"},
	{"a scheme", "egress", "{console: true, hosts: [{host: 'https://git.example.com', ports: [443], reason: a}]}", `egress.hosts[0].host of stack any: "https://git.example.com"`, "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"a path", "egress", "{console: true, hosts: [{host: git.example.com/team, ports: [443], reason: a}]}", `egress.hosts[0].host of stack any: "git.example.com/team"`, "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"a port in the host", "egress", "{console: true, hosts: [{host: 'git.example.com:443', ports: [443], reason: a}]}", `egress.hosts[0].host of stack any: "git.example.com:443"`, "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"an address", "egress", "{console: true, hosts: [{host: 192.0.2.1, ports: [443], reason: a}]}", `egress.hosts[0].host of stack any: "192.0.2.1"`, "{console: true, hosts: [{host: 192.example.com, ports: [443], reason: a}]}"},
	{"a wildcard", "egress", "{console: true, hosts: [{host: '*.example.com', ports: [443], reason: a}]}", `egress.hosts[0].host of stack any: "*.example.com"`, "{console: true, hosts: [{host: example.com, subdomains: true, ports: [443], reason: a}]}"},
	{"a public suffix", "egress", "{console: true, hosts: [{host: co.jp, ports: [443], reason: a}]}", `egress.hosts[0].host of stack any: "co.jp" is a public suffix`, "{console: true, hosts: [{host: example.co.jp, ports: [443], reason: a}]}"},
	{"a host twice", "egress", "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}, {host: Git.Example.Com., ports: [443], reason: b}]}", `egress.hosts[1].host of stack any: "git.example.com" is already`, "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}, {host: git.example.com, ports: [80], methods: [GET], reason: b}]}"},
	{"CONNECT to another port", "egress", "{console: true, hosts: [{host: git.example.com, ports: [443, 8443], reason: a}]}", "egress.hosts[0].ports of stack any: holds 8443; encrypted connections go to 443 alone", "{console: true, hosts: [{host: git.example.com, ports: [8443], methods: [GET], reason: a}]}"},
	{"plain HTTP on 443", "egress", "{console: true, hosts: [{host: git.example.com, ports: [443], methods: [GET], reason: a}]}", "egress.hosts[0].ports of stack any: holds 443, which is for encrypted connections", "{console: true, hosts: [{host: git.example.com, ports: [443], methods: [CONNECT], reason: a}]}"},
	{"no methods", "egress", "{console: true, hosts: [{host: git.example.com, ports: [80], methods: [], reason: a}]}", "egress.hosts[0].methods of stack any: is empty", "{console: true, hosts: [{host: git.example.com, ports: [80], methods: [HEAD], reason: a}]}"},
	{"a method in lower case", "egress", "{console: true, hosts: [{host: git.example.com, ports: [80], methods: [get], reason: a}]}", "egress.hosts[0].methods of stack any: holds \"get\"", "{console: true, hosts: [{host: git.example.com, ports: [80], methods: [GET], reason: a}]}"},
	{"methods that are no list", "egress", "{console: true, hosts: [{host: git.example.com, ports: [80], methods: GET, reason: a}]}", "egress.hosts[0].methods of stack any is", "{console: true, hosts: [{host: git.example.com, ports: [80], methods: [GET], reason: a}]}"},
	{"a port twice", "egress", "{console: true, hosts: [{host: git.example.com, ports: [443, 443], reason: a}]}", "egress.hosts[0].ports of stack any: holds 443 twice", "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"port 0", "egress", "{console: true, hosts: [{host: git.example.com, ports: [0], reason: a}]}", "egress.hosts[0].ports[0] of stack any is 0;", "{console: true, hosts: [{host: git.example.com, ports: [1], methods: [GET], reason: a}]}"},
	{"a host that is no group", "egress", "{console: true, hosts: [git.example.com]}", `egress.hosts[0] of stack any is "git.example.com"; allowed is a group`, "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"empty ports", "egress", "{console: true, hosts: [{host: git.example.com, ports: [], reason: a}]}", "egress.hosts[0].ports of stack any: is empty", "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"no ports", "egress", "{console: true, hosts: [{host: git.example.com, reason: a}]}", "egress.hosts[0].ports of stack any is missing", "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"no reason", "egress", "{console: true, hosts: [{host: git.example.com, ports: [443]}]}", "egress.hosts[0].reason of stack any is missing", "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a}]}"},
	{"unknown field", "egress", "{console: true, hosts: [{host: git.example.com, port: 443, ports: [443], reason: a}]}", "egress.hosts[0].port of stack any is not a field", "{console: true, hosts: [{host: git.example.com, ports: [443], reason: a, subdomains: false}]}"},
})

// webWith is a good web tier in which one field is set otherwise.
func webWith(field string) string {
	fields := map[string]string{"image": "public.ecr.aws/web@sha256:" + digits, "port": "8080",
		"certificateArn": "arn:aws:acm:ap-northeast-1:123456789012:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"}
	if name, value, given := strings.Cut(field, ": "); given {
		fields[name] = value
	}
	var items []string
	for name, value := range fields {
		items = append(items, name+": "+value)
	}
	return "{" + strings.Join(items, ", ") + "}"
}

const digits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// sources writes a list of n source addresses.
func sources(n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf("{cidr: 203.0.113.%d/32, reason: office}", i)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func TestEachKey(t *testing.T) {
	for file, cases := range map[string][]keyCase{productionFile: productionCases, roomFile: roomCases} {
		for _, c := range cases {
			t.Run(c.key+"/"+c.name, func(t *testing.T) {
				changes := func(value string) map[string]string {
					if c.key == "endpoints" { // the web tier uses one of the file's
						return map[string]string{Namespace + ":endpoints": value, Namespace + ":web": without}
					}
					return map[string]string{Namespace + ":" + c.key: value}
				}
				_, err := read(t, file, changes(c.bad))
				require.Error(t, err)
				assert.Contains(t, err.Error(), "reading config: "+Namespace+":"+c.problem, "this one problem and no other")
				_, err = read(t, file, changes(c.good))
				assert.NoError(t, err, "the nearest good case")
			})
		}
	}
}

func TestRegions(t *testing.T) {
	for region, prefix := range map[string]string{"ap-northeast-1": "apne1", "us-east-1": "use1", "eu-central-2": "euc2",
		"us-gov-west-1": "usgw1", "ap-southeast-5": "apse5", "me-south-1": "mes1", "cn-northwest-1": "cnw1"} {
		assert.Equal(t, prefix, zonePrefix(region))
	}
	production := map[string]string{"aws:region": "ap-northeast-3",
		"secure-room:network": "{cidr: 10.30.0.0/16, availabilityZoneIds: [apne3-az1, apne3-az2]}"}
	_, err := read(t, productionFile, production)
	assert.NoError(t, err, "production needs no WorkSpaces")
	_, err = read(t, roomFile, production)
	assert.ErrorContains(t, err, "reading config: aws:region of stack any is ap-northeast-3, where WorkSpaces are not offered; "+
		"allowed is af-south-1, ap-northeast-1, ap-northeast-2,")
	for _, bad := range []string{"tokyo", "ap-northeast-1a", "AP-NORTHEAST-1", "ap-northeast"} {
		_, err := read(t, roomFile, map[string]string{"aws:region": bad})
		assert.ErrorContains(t, err, "reading config: aws:region of stack any is \""+bad+`"; allowed is the name of a region`)
	}
}
