package room_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/internal/allowlist"
	"secure-room/internal/person"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
	"secure-room/programs/room"
	"secure-room/programs/settings"
)

const (
	productionStack = "organization/secure-room/prod"
	egressType      = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	ingressType     = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
)

func config() settings.Room {
	return settings.Room{
		Region:      componenttest.Region,
		Productions: []settings.Stack{{Name: "prod", Reference: productionStack}},
		Network: settings.Network{CIDR: netip.MustParsePrefix("10.20.0.0/16"),
			AvailabilityZoneIDs: []string{"apne1-az1", "apne1-az4", "apne1-az2"}, FlowLogRetentionDays: 365},
		Directory:       settings.Directory{Domain: "corp.example.com", ShortName: "ROOM", Edition: "Standard", PasswordRotationDays: 30},
		SourceAddresses: []source.Source{{CIDR: netip.MustParsePrefix("203.0.113.10/32"), Reason: "Tokyo office"}},
		Users: []settings.User{
			{Person: person.Person{Name: "hanako", GivenName: "Hanako", FamilyName: "Sato", Mail: "hanako@example.com", Role: person.Operator}},
			{Person: person.Person{Name: "keiko", GivenName: "Keiko", FamilyName: "Tanaka", Mail: "keiko@example.com", Role: person.Manager}},
			{Person: person.Person{Name: "akira", GivenName: "Akira", FamilyName: "Ono", Mail: "akira@example.com", Role: person.Viewer}},
		},
		Terminals: settings.Terminals{Shape: terminal.Shape{Bundle: "Standard with Windows 10 (Server 2022 based)", AutoStopMinutes: 120},
			DeviceTypes: terminal.OfficeDevices(), Clipboard: terminal.ClipboardOff},
		Proxy: settings.Proxy{ImageDigest: "sha256:" + strings.Repeat("a", 64), MaximumTasks: 4},
		Egress: settings.Egress{Console: true,
			Hosts: allowlist.List{{Host: "git.example.com", Ports: []int{443}, Reason: "source code"}}},
		Alarms: settings.Alarms{Emails: []string{"security@example.com"}, DeniedRequests: 50, SentMiB: 2048, SentMiBByTerminal: 512},
	}
}

func recorder() *componenttest.Recorder {
	r := componenttest.New()
	r.Answers["aws:ssm/getParameter:getParameter"] = map[string]any{"insecureValue": "ami-windows"}
	r.Answers["aws:workspaces/getBundle:getBundle"] = map[string]any{
		"id": "wsb-standard", "computeTypes": []any{map[string]any{"name": "STANDARD"}},
		"rootStorages": []any{map[string]any{"capacity": "80"}}, "userStorages": []any{map[string]any{"capacity": "50"}},
	}
	r.Answers["aws:iam/getRoles:getRoles"] = map[string]any{"names": []any{}}
	r.Computed = map[string]map[string]any{
		"aws:directoryservice/directory:Directory":   {"securityGroupId": "sg-controllers", "dnsIpAddresses": []any{"10.20.48.10", "10.20.49.10"}},
		"random:index/randomPassword:RandomPassword": {"result": "Drawn-by-the-provider-0123456789"},
		"aws:ssm/association:Association":            {"associationId": "association"},
	}
	r.StackOutputs[productionStack] = map[string]any{"production": map[string]any{
		"accountId": componenttest.AccountID, "region": componenttest.Region, "vpcId": "vpc-0123456789abcdef0", "cidr": "10.10.0.0/16",
		"endpoints": []any{map[string]any{"name": "orders-db", "protocol": "tcp", "port": 5432.0,
			"subnetCidrs": []any{"10.10.32.0/24", "10.10.33.0/24"}, "securityGroupId": "sg-0123456789abcdef0",
			"address": "orders-db.example.rds.amazonaws.com"}},
	}}
	return r
}

func run(r *componenttest.Recorder, s settings.Room) error {
	return r.Run(func(ctx *pulumi.Context) error { return room.Run(ctx, s) })
}

func TestEveryPartIsThere(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	for component, names := range map[string][]string{
		"secure-room:network:Network":          {"room"},
		"secure-room:directory:Directory":      {"room"},
		"secure-room:directory:TerminalPolicy": {"room"},
		"secure-room:directory:Tightening":     {"room"},
		"secure-room:workspaces:Perimeter":     {"room-terminals"},
		"secure-room:alarms:Alarms":            {"room-alarms"},
		"secure-room:proxy:Proxy":              {"room-proxy"},
		"secure-room:dnsfirewall:Firewall":     {"room"},
		"secure-room:workspaces:Terminals":     {"room"},
		"secure-room:users:Users":              {"room"},
		"secure-room:peering:Request":          {"prod"},
		"aws:workspaces/workspace:Workspace":   {"room-hanako", "room-keiko"},
	} {
		assert.Equal(t, names, r.Names(component), component)
	}
}

// TestNothingStandsAlone makes sure that every resource belongs to a component.
func TestNothingStandsAlone(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	for _, one := range r.All() {
		if !strings.HasPrefix(one.Type, "secure-room:") && !strings.HasPrefix(one.Type, "pulumi:") {
			assert.Contains(t, one.Parent, "::secure-room:", "%s %s", one.Type, one.Name)
		}
	}
}

// TestOnlyTheProxyGoesOut lists every security group rule that names addresses at large.
func TestOnlyTheProxyGoesOut(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	var open []string
	for _, one := range r.All() {
		for _, key := range []string{"cidrIpv4", "cidrIpv6"} {
			if block, given := one.Inputs[key].(string); given && strings.HasSuffix(block, "/0") {
				open = append(open, one.Type+" "+one.Name)
			}
		}
	}
	assert.Equal(t, []string{egressType + " room-proxy-out-443"}, open)
}

// TestNamesThatTheRoomMayAskFor lists them all: the console's, the Git host's, those of AWS's services that the proxy and the
// management instance use, and the proxy's own.
func TestNamesThatTheRoomMayAskFor(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	const region = ".ap-northeast-1.amazonaws.com"
	assert.ElementsMatch(t, []any{
		"a.b.cdn.console.awsstatic.com", "ap-northeast-1.console.aws.amazon.com", "ap-northeast-1.signin.aws", "ap-northeast-1.signin.aws.amazon.com",
		"console.aws.amazon.com", "global.console.aws.amazon.com", "signin.aws.amazon.com", "us-east-1.console.aws.amazon.com",
		"us-east-1.signin.aws.amazon.com", "git.example.com", "proxy.room.internal",
		"123456789012.dkr.ecr" + region, "api.ecr" + region, "logs" + region, "ds" + region, "ec2" + region, "ec2messages" + region,
		"secretsmanager" + region, "ssm" + region, "ssmmessages" + region, "s3" + region,
		"prod-ap-northeast-1-starport-layer-bucket.s3" + region, "aws-windows-downloads-ap-northeast-1.s3" + region,
		"amazon-ssm-ap-northeast-1.s3" + region, "aws-ssm-ap-northeast-1.s3" + region, "aws-ssm-document-attachments-ap-northeast-1.s3" + region,
	}, r.One(t, "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList", "room-allow").Inputs["domains"])
}

// TestTerminalsReach lists every rule out of the terminals' group: the directory, the proxy and the exposed subnets.
func TestTerminalsReach(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	reached := map[string]bool{}
	for _, name := range r.Names(egressType) {
		rule := r.One(t, egressType, name).Inputs
		if rule["securityGroupId"] != "SecurityGroup:room-terminals" {
			continue
		}
		if to := rule["referencedSecurityGroupId"]; to == "sg-controllers" {
			continue // components/directory/membership says which ports
		} else if to != nil {
			reached[fmt.Sprintf("%v %v-%v", to, rule["fromPort"], rule["toPort"])] = true
		} else {
			reached[fmt.Sprintf("%v %v-%v", rule["cidrIpv4"], rule["fromPort"], rule["toPort"])] = true
		}
	}
	assert.Equal(t, map[string]bool{"SecurityGroup:room-proxy 3128-3128": true, "10.10.32.0/24 5432-5432": true,
		"10.10.33.0/24 5432-5432": true}, reached)
	for _, name := range r.Names(ingressType) {
		assert.NotEqual(t, "SecurityGroup:room-terminals", r.One(t, ingressType, name).Inputs["securityGroupId"])
	}
}

func TestOperatorsAreHeldToTheProxysAddress(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	policy := r.One(t, "aws:iam/rolePolicy:RolePolicy", "room-OperatorRole").Inputs["policy"]
	gateways := r.Names("aws:ec2/eip:Eip")
	require.Len(t, gateways, 1)
	assert.Contains(t, policy, fmt.Sprintf(`"aws:SourceIp":["public address of %s"]`, gateways[0]))
}

func TestOperatorsMayAssumeTheirRoleInProduction(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	assert.Contains(t, r.One(t, "aws:iam/groupPolicy:GroupPolicy", "room-operators").Inputs["policy"],
		"arn:aws:iam::"+componenttest.AccountID+":role/"+componenttest.Stack+"-OperatorRole-in-prod")
}

func TestViewersAreInIAMAlone(t *testing.T) {
	r := recorder()
	require.NoError(t, run(r, config()))
	assert.Equal(t, []string{"room-akira", "room-hanako", "room-keiko"}, r.Names("aws:iam/user:User"))
	for _, one := range r.All() {
		if !strings.HasPrefix(one.Type, "aws:iam/") {
			assert.NotContains(t, strings.ToLower(fmt.Sprint(one.Name, one.Inputs)), "akira", "%s %s", one.Type, one.Name)
		}
	}
}

func TestOperatorsBehindEndpointsAreHeldToTheVPC(t *testing.T) {
	r, s := recorder(), config()
	s.Access.OperatorsFrom = settings.FromVPCEndpoint
	require.NoError(t, run(r, s))
	policy := r.One(t, "aws:iam/rolePolicy:RolePolicy", "room-OperatorRole").Inputs["policy"]
	assert.Contains(t, policy, `"StringNotEquals":{"aws:SourceVpc":"Vpc:room"}`)
	assert.NotContains(t, policy, "aws:SourceIp")
}

func TestProductionMustBeUpFirst(t *testing.T) {
	r := recorder()
	r.StackOutputs[productionStack] = nil
	err := run(r, config())
	require.ErrorContains(t, err, "bring production up first, with pulumi up -s prod")
	for _, one := range r.All() {
		assert.Equal(t, "pulumi:pulumi:StackReference", one.Type)
	}
}

func TestOverlapWithProductionIsRefused(t *testing.T) {
	r, s := recorder(), config()
	s.Network.CIDR = netip.MustParsePrefix("10.10.0.0/16")
	assert.ErrorContains(t, run(r, s), "overlap")
}

// TestGolden runs the program with the committed config and compares all that it registers with testdata.
func TestGolden(t *testing.T) {
	r := recorder()
	componenttest.Configure(t, componenttest.StackFile(t, "../../Pulumi.room.yaml"))
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		s, err := settings.ReadRoom(ctx)
		require.NoError(t, err)
		return room.Run(ctx, s)
	}))
	r.Golden(t, "testdata/resources.golden")
}
