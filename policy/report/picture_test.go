package report_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
	"secure-room/policy/baseline"
	"secure-room/policy/export"
	"secure-room/policy/policytest"
	"secure-room/policy/report"
)

func picture(t *testing.T, change func(prod, room *policytest.Stack)) string {
	t.Helper()
	prod, room := policytest.Production(), policytest.Room()
	room.Get("offices").Set("rules", []any{policytest.P{"source": "203.0.113.10/32", "description": "Tokyo office"}})
	hosts, problems := allowlist.Parse([]allowlist.Entry{{Host: "git.example.com", Ports: []int{443}, Reason: "source code"},
		{Host: "github.com", Ports: []int{443}, Reason: "issues"}})
	require.Empty(t, problems)
	config := squid.Render(squid.Settings{Clients: []netip.Prefix{netip.MustParsePrefix("10.20.32.0/24")}, Allow: hosts})
	definitions, err := json.Marshal([]any{map[string]any{"environment": []any{map[string]any{"name": squid.Variable, "value": config}}}})
	require.NoError(t, err)
	for _, n := range room.Nodes {
		if n.Type == "aws:ecs/taskDefinition:TaskDefinition" {
			n.Set("containerDefinitions", string(definitions))
		}
	}
	change(prod, room)
	approved := policytest.Baseline()
	approved.Productions[0].Endpoints = append(approved.Productions[0].Endpoints, baseline.Endpoint{Name: "legacy-orders", Protocol: "tcp", Port: 1521,
		Subnets: []string{"10.10.40.0/24"}, SecurityGroupID: "sg-0123456789abcdef0"})
	approved.Egress = baseline.Egress{Hosts: []baseline.Host{{Host: "git.example.com", Ports: []int{443}, Reason: "source code"},
		{Host: "wiki.example.com", Ports: []int{443}, Reason: "notes"}, {Host: "github.com", Ports: []int{443}, Reason: "issues"}}}
	return report.Picture([]*export.Stack{{Name: "prod", Resources: policytest.Deployed(prod)}, {Name: "room", Resources: policytest.Deployed(room)}}, approved)
}

// What the stacks' own outputs tell of getting in is shown by stack; what they do not tell is left out.
func TestGettingIn(t *testing.T) {
	text := picture(t, func(_, room *policytest.Stack) {
		room.Add("pulumi:pulumi:Stack", "secure-room-room", policytest.P{"registrationCode": "WSnrt+ABC123", "consoleSignIn": "",
			"switchRoleLinks": policytest.P{"AdminRole": "https://signin.example.com/admin", "ViewerRole": "https://signin.example.com/viewer"}})
	})
	assert.Contains(t, text, "\nGetting in\n"+
		"  room  registration code  WSnrt+ABC123\n"+
		"  room  role AdminRole     https://signin.example.com/admin\n"+
		"  room  role ViewerRole    https://signin.example.com/viewer\n\n")
	assert.Contains(t, picture(t, func(_, _ *policytest.Stack) {}), "Getting in\n  the stacks say nothing of it\n")
}

func TestPicture(t *testing.T) {
	text := picture(t, func(_, room *policytest.Stack) { room.Get("keiko").Set("workspaceProperties", nil) })
	assert.Contains(t, text, "issues; warning: github.com takes anybody's repositories")
	for _, line := range []string{
		"  hanako  operator  workspace-room-hanako  stops 120 minutes after its user has left",
		"  keiko   manager   workspace-room-keiko   runs always",
		"  203.0.113.10/32  Tokyo office",
		"  pcx-room-peering  room → production  requested by the room, accepted by production (-)",
		"  orders-db  tcp/5432  10.10.32.0/24, 10.10.33.0/24",
		"  git.example.com on 443   source code",
		"  wiki.example.com on 443  approved, not let out",
		"      by ingress rule terminals-to-orders-db of group orders-db-group for tcp/5432",
		"no route; the proxy alone",
	} {
		assert.Contains(t, text, line)
	}
	assert.Regexp(t, `terminal of hanako, keiko +→ database orders-db +tcp/5432`, text)
	assert.NotContains(t, text, "web-server")
	for _, line := range strings.Split(text, "\n") {
		assert.Equal(t, strings.TrimRight(line, " "), line)
	}
}

func TestPictureSaysWhoIsToldOfAlarms(t *testing.T) {
	text := picture(t, func(_, room *policytest.Stack) {
		room.Get("alarms-security").Set("pendingConfirmation", true)
		room.Add("aws:sns/topicSubscription:TopicSubscription", "hook", policytest.P{"protocol": "https", "endpoint": "https://hooks.example.net"})
	})
	assert.Contains(t, text, "\nTold of alarms\n"+
		"  security@example.com       approved      by email, has not consented yet\n"+
		"  https://hooks.example.net  not approved  by https\n\n")
	text = picture(t, func(_, room *policytest.Stack) { room.Remove("alarms-security") })
	assert.Contains(t, text, "Told of alarms\n  nobody: alarms show in the console alone\n")
}

func TestPictureOfAShutDoor(t *testing.T) {
	text := picture(t, func(prod, _ *policytest.Stack) { prod.Remove("terminals-to-orders-db") })
	assert.Contains(t, text, "Exposed endpoints\n  none: the door is shut\n")
}

func TestPictureShowsWhatIsWrong(t *testing.T) {
	text := picture(t, func(prod, room *policytest.Stack) {
		room.Add("aws:ec2/route:Route", "leak", policytest.P{"routeTableId": room.Get("terminals-0-table").Ref(), "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": room.Get("nat").Ref()})
		room.Remove("offices")
		room.Add("aws:workspaces/workspace:Workspace", "mallory", policytest.P{"directoryId": room.Get("terminals").Ref(), "userName": "mallory"})
		prod.Remove("door")
	})
	assert.Contains(t, text, "OPEN by the route to 0.0.0.0/0 by NAT gateway")
	assert.Contains(t, text, "anywhere: no IP access control group")
	assert.Contains(t, text, "requested; production has not accepted it")
	assert.Contains(t, text, "mallory  not approved")
}

// An endpoint that stood before is no resource; the rule on its group, the room's way and production's way back show it.
func TestPictureOfAnExistingEndpoint(t *testing.T) {
	open := func(prod, room *policytest.Stack) {
		prod.Add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "legacy", policytest.P{"securityGroupId": "sg-0123456789abcdef0",
			"referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "tcp", "fromPort": 1521, "toPort": 1521})
		room.Add("aws:ec2/route:Route", "to-legacy", policytest.P{"routeTableId": room.Get("terminals-0-table").Ref(),
			"destinationCidrBlock": "10.10.40.0/24", "vpcPeeringConnectionId": room.Get("peering").Ref()})
		room.Add("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out-to-legacy", policytest.P{
			"securityGroupId": room.Get("terminals-group").Ref(), "cidrIpv4": "10.10.40.0/24", "ipProtocol": "tcp", "fromPort": 1521, "toPort": 1521})
	}
	text := picture(t, open)
	assert.Regexp(t, `  legacy-orders +tcp/1521 +10\.10\.40\.0/24; stood before`, text)
	assert.Regexp(t, `terminal of hanako, keiko +→ existing endpoint legacy-orders +tcp/1521`, text)
	assert.Contains(t, text, "      by ingress rule legacy of group sg-0123456789abcdef0 for tcp/1521")

	for name, change := range map[string]func(prod, room *policytest.Stack){
		"another group let in": func(prod, _ *policytest.Stack) {
			prod.Get("legacy").Set("referencedSecurityGroupId", "sg-room-proxy-group")
		},
		"no way from the room": func(_, room *policytest.Stack) { room.Remove("to-legacy") },
		"no way back": func(prod, _ *policytest.Stack) {
			for _, name := range []string{"data-0-to-terminals-0", "data-0-to-terminals-1", "data-1-to-terminals-0", "data-1-to-terminals-1"} {
				prod.Remove(name)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			assert.NotRegexp(t, "legacy-orders +tcp/1521", picture(t, func(prod, room *policytest.Stack) { open(prod, room); change(prod, room) }))
		})
	}
	text = picture(t, func(prod, room *policytest.Stack) {
		open(prod, room)
		prod.Get("legacy").Set("securityGroupId", "sg-0fedcba987654321f")
	})
	assert.Regexp(t, `what carries sg-0fedcba987654321f, not approved +tcp/1521 +10\.10\.32\.0/23, 10\.10\.40\.0/24; stood before`, text)
}

func TestPictureOfNothing(t *testing.T) {
	text := report.Picture(nil, policytest.Baseline())
	assert.Contains(t, text, "none: the door is shut")
	assert.Contains(t, text, "nothing: there is no proxy")
}
