package baseline_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/baseline"
)

// TestSentences puts something bad in the place of a piece of the approved baseline: the whole message must be want, with
// the line on which the bad thing ends, and what stands nearest to it must pass.
func TestSentences(t *testing.T) {
	text, err := os.ReadFile("baseline.yaml")
	require.NoError(t, err)
	const (
		rooms = "rooms: [room]"
		roles = "region: ap-northeast-1"
		kinds = "\n    resourceTypes:\n      - "
		taro  = "{name: taro, role: operator}"
		told  = "alarmRecipients: [security@example.com]"
	)
	for name, c := range map[string]struct{ old, bad, want, good string }{
		"break-glass role by path": {roles, roles + "\nbreakGlassRoles: [team/emergency]",
			`breakGlassRoles[0] is "team/emergency"; write one role's name: letters, digits and _ + = , . @ -, at most 64`, roles + "\nbreakGlassRoles: [emergency]"},
		"any break-glass role": {roles, roles + "\nbreakGlassRoles: ['*']",
			`breakGlassRoles[0] is "*"; write one role's name: letters, digits and _ + = , . @ -, at most 64`, roles + "\nbreakGlassRoles: []"},
		"break-glass role twice": {roles, roles + "\nbreakGlassRoles: [emergency,\n  Emergency]",
			`breakGlassRoles[1] "Emergency" is already a role of this list`, roles + "\nbreakGlassRoles: [emergency, emergency-2]"},
		"break-glass role of the room's": {roles, roles + "\nbreakGlassRoles: [room-OperatorRole]",
			`breakGlassRoles[0] "room-OperatorRole" is a name that rooms give to roles of their own; give the emergency's role another`,
			roles + "\nbreakGlassRoles: [room-OperatorRoles]"},
		"alarms to no address": {told, "alarmRecipients: [security]",
			`alarmRecipients[0] "security" is not allowed; use a plain address such as security@example.com`, "alarmRecipients: []"},
		"alarms to one twice": {told, "alarmRecipients: [security@example.com,\n  security@Example.com]",
			`alarmRecipients[1] "security@Example.com" is listed twice`, "alarmRecipients: [security@example.com, audit@example.com]"},
		"stack by its last name": {"stack: organization/secure-room/prod", "stack: prod",
			`productions[0].stack is "prod"; write organization/project/stack, or leave it out`, "stack: example/secure-room/prod"},
		"any stack": {"stack: organization/secure-room/room", "stack: organization/*/room",
			`rooms[0].stack is "organization/*/room"; write organization/project/stack, or leave it out`, ""},
		"a way across": {rooms, rooms + kinds + "{type: 'aws:ec2transitgateway/transitGateway:TransitGateway', reason: x}",
			`productions[0].resourceTypes[0].type is aws:ec2transitgateway/transitGateway:TransitGateway, which nothing may approve: a transit gateway joins networks beside the peering`,
			rooms + kinds + "{type: 'aws:sfn/stateMachine:StateMachine', reason: orders}"},
		"the room's type": {rooms, rooms + kinds + "{type: 'aws:ssm/association:Association', reason: x}",
			`productions[0].resourceTypes[0].type is aws:ssm/association:Association, which stands in rooms alone`, rooms + "\n    resourceTypes: []"},
		"a learned type": {rooms, rooms + kinds + "{type: 'aws:sqs/queue:Queue', reason: x}",
			`productions[0].resourceTypes[0].type is aws:sqs/queue:Queue, which needs no approval; remove it`, rooms},
		"many types": {rooms, rooms + kinds + "{type: 'aws:*', reason: x}",
			`productions[0].resourceTypes[0].type is "aws:*"; write one whole type such as aws:sfn/stateMachine:StateMachine`,
			rooms + kinds + "{type: 'aws:mq/broker:Broker', reason: orders}"},
		"a type without a reason": {rooms, rooms + kinds + "{type: 'aws:sfn/stateMachine:StateMachine', reason: ' '}",
			`productions[0].resourceTypes[0].reason is empty; say why it opens no way`, rooms + kinds + "{type: 'aws:sfn/stateMachine:StateMachine', reason: orders}"},
		"half protected": {"protection: not-required", "protection: no",
			`protection is "no"; write required, or not-required for stacks that keep nothing`, "protection: required"},
		"leaving some day": {taro, "{name: taro, role: operator, leaving: soon}",
			`users[1].leaving is the text "soon"; write true or false`, "{name: taro, role: operator, leaving: true}"},
		"leaving in another YAML's truth": {taro, "{name: taro, role: operator, leaving: yes}",
			`users[1].leaving is the text "yes"; write true or false`, "{name: taro, role: operator, leaving: false}"},
		"role": {taro, "{name: taro, role: admin}", `users[1].role is "admin"; write operator, manager or viewer`, "{name: taro, role: viewer}"},
		"group": {"port: 5432", "port: 5432\n        securityGroupId: default",
			`productions[0].endpoints[0].securityGroupId is "default"; write the group's id such as sg-0123456789abcdef0, or leave it out`,
			"port: 5432\n        securityGroupId: sg-0123456789abcdef0"},
		"source": {"203.0.113.10/32", "0.0.0.0/1", `sourceAddresses[0].cidr 0.0.0.0/1 is wider than /24; name the addresses themselves`, "203.0.113.0/24"},
		"host": {"{host: git.example.com, ports: [443],", "{host: git.example.com, ports: [],",
			`egress.hosts[0].ports is empty; name at least one, such as [443]`, "{host: git.example.com, ports: [443],"},
		"tunnel to a shell": {"{host: git.example.com, ports: [443],", "{host: git.example.com, ports: [443, 22],",
			`egress.hosts[0].ports holds 22; encrypted connections go to 443 alone, and plain HTTP needs methods such as [GET, HEAD]`,
			"{host: git.example.com, ports: [22], methods: [GET],"},

		"unknown key":     {taro, "{name: taro, role: operator, admin: true}", `users[1].admin is no key of the baseline; write one of name, role, leaving`, taro},
		"misspelt key":    {"clipboard: off", "clipbord: off", `terminals.clipbord is no key of the baseline; write one of maximumAutoStopMinutes, deviceTypes, clipboard`, ""},
		"key of a room's": {rooms, rooms + "\n    terminalSubnets: [10.10.32.0/24]", `productions[0].terminalSubnets is no key of the baseline; write one of name, accountId, region, vpcId, cidr, stack, rooms, endpoints, resourceTypes`, rooms},
		"key twice":       {"clipboard: off", "clipboard: off\n  clipboard: into-terminal", `terminals.clipboard stands on line LINE BEFORE already; keep one of them`, "clipboard: into-terminal"},
		"missing key":     {taro, "{name: taro}", `users[1].role is missing; add it as baseline.schema.json says`, taro},
		"number as text":  {"port: 5432", "port: '5432'", `productions[0].endpoints[0].port is the text "5432"; write a whole number`, "port: 5433"},
		"account as number": {`accountId: "123456789012"`, "accountId: 123456789012",
			`rooms[0].accountId is the number 123456789012; write text, in quotes where it would be something else`, `accountId: '123456789012'`},
		"half a port":       {"port: 5432", "port: 54.32", `productions[0].endpoints[0].port is the number 54.32; write a whole number`, "port: 5432"},
		"huge port":         {"port: 5432", "port: 9223372036854775808", `productions[0].endpoints[0].port is 9223372036854775808, which is out of range; write a smaller number`, "port: 65535"},
		"nothing":           {"cidr: 10.20.0.0/16", "cidr:", `rooms[0].cidr is empty; write text, in quotes where it would be something else`, "cidr: 10.20.0.0/17"},
		"one for many":      {rooms, "rooms: room", `productions[0].rooms is the text "room"; write a list`, "rooms: []"},
		"a name for a user": {taro, "taro", `users[1] is the text "taro"; write keys and values: name, role, leaving`, taro},
		"truth as word":     {"forbiddenWords: [example]", "forbiddenWords: [true]", `adminPassword.forbiddenWords[0] is the truth value true; write text, in quotes where it would be something else`, "forbiddenWords: ['true']"},
		"date as reason":    {"reason: Tokyo office", "reason: 2026-01-01", `sourceAddresses[0].reason is the date 2026-01-01; write text, in quotes where it would be something else`, "reason: since 2026-01-01"},
		"alias":             {"forbiddenWords: [example]", "forbiddenWords: [&word example, *word]", `adminPassword.forbiddenWords[1] is an alias; write text, in quotes where it would be something else`, "forbiddenWords: [&word example]"},
		"merge":             {taro, "{<<: {leaving: true}, name: taro, role: operator}", `users[1].<< is no key of the baseline; write one of name, role, leaving`, taro},
		"binary":            {"reason: source code", "reason: !!binary Y29kZQ==", `egress.hosts[0].reason is marked with the tag !!binary; write text, in quotes where it would be something else`, "reason: !!str code"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, string(text), c.old)
			// parse reads the baseline with something in the piece's place, and says on which line that ends.
			parse := func(with string) (*baseline.Baseline, int, error) {
				before, after, _ := strings.Cut(string(text), c.old)
				read, err := baseline.Parse("b.yaml", []byte(before+with+after))
				return read, 1 + strings.Count(before+with, "\n"), err
			}
			_, line, err := parse(c.bad)
			want := fmt.Sprintf("b.yaml:%d: ", line) + strings.ReplaceAll(c.want, "LINE BEFORE", strconv.Itoa(line-1))
			assert.EqualError(t, err, want)
			_, _, err = parse(c.good)
			assert.NoError(t, err, "the nearest good")
		})
	}
}

// TestEverythingIsSaidAtOnce has problems of every kind in one file: none hides another, and nothing is said twice.
func TestEverythingIsSaidAtOnce(t *testing.T) {
	_, err := baseline.Parse("b.yaml", []byte(`version: 1
region: ap-northeast-1
region: Tokyo
rooms:
  - {name: room, accountId: 123456789012, cidr: 10.20.0.0/16, terminalSubnets: [10.30.32.0/24]}
productions: none
sourceAddresses: [{cidr: 0.0.0.0/0, reason: all}]
users: [keiko, {name: keiko, role: manager}, {name: Keiko, role: boss, age: 3}]
egress: {console: true}
adminPassword: {minimumLength: 24, forbiddenWords: []}
terminals: {maximumAutoStopMinutes: 120}
`))
	const text = "write text, in quotes where it would be something else"
	assert.Equal(t, []string{
		"b.yaml:1: managementSources is missing; add it as baseline.schema.json says",
		"b.yaml:1: version is 1; write 2, the only version there is (baseline.schema.json says what it holds)",
		"b.yaml:3: region stands on line 2 already; keep one of them",
		"b.yaml:5: rooms[0].accountId is the number 123456789012; " + text,
		"b.yaml:5: rooms[0].terminalSubnets[0] 10.30.32.0/24 is not one subnet inside the room's network 10.20.0.0/16",
		`b.yaml:6: productions is the text "none"; write a list`,
		"b.yaml:7: sourceAddresses[0].cidr 0.0.0.0/0 is wider than /24; name the addresses themselves",
		`b.yaml:8: users[0] is the text "keiko"; write keys and values: name, role, leaving`,
		"b.yaml:8: users[2].age is no key of the baseline; write one of name, role, leaving",
		`b.yaml:8: users[2].name "Keiko" is already a user of this list`,
		`b.yaml:8: users[2].role is "boss"; write operator, manager or viewer`,
		"b.yaml:9: egress.hosts is missing; add it as baseline.schema.json says",
	}, strings.Split(err.Error(), "\n"))
}

func TestParseRefusesOddFiles(t *testing.T) {
	for name, file := range map[string]struct{ text, want string }{
		"empty":         {"", "b.yaml:1: is empty; write what baseline.schema.json says"},
		"comments":      {"# to be written\n", "b.yaml:1: is empty; write what baseline.schema.json says"},
		"two documents": {"version: 2\n---\nversion: 2\n", "b.yaml:2: begins a second document; keep one"},
		"no mapping":    {"- 1\n", "b.yaml:1: is a list; write keys and values: version, region, "},
		"torn":          {"version: 2\nregion: [1\nusers: 1\n", "b.yaml:2: is not YAML (did not find expected ',' or ']')"},
		"tab":           {"version: 2\n\tregion: x\n", "b.yaml:2: is not YAML (found a tab character"},
		"not text":      {"version: \x00\n", "b.yaml: is not YAML (control characters are not allowed); mend"},
		"lost alias":    {"version: 2\nregion: *here\n", "b.yaml: is not YAML (unknown anchor 'here' referenced)"},
		"torn second":   {"version: 2\n---\nregion: [1\nusers: 1\n", "b.yaml:3: is not YAML ("},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := baseline.Parse("b.yaml", []byte(file.text))
			require.ErrorContains(t, err, file.want)
			assert.NotContains(t, err.Error(), "(yaml: ")
		})
	}
}
