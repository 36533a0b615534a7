package proxy_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/internal/allowlist"
	"secure-room/internal/squid"
)

const (
	ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressType  = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

// args are right ones, but for the network; a test changes what it is about.
func args() *proxy.Args {
	return &proxy.Args{
		SubnetIDs:        []pulumi.StringInput{pulumi.String("subnet-1"), pulumi.String("subnet-2")},
		Clients:          []netip.Prefix{netip.MustParsePrefix("10.20.6.0/24"), netip.MustParsePrefix("10.20.7.0/24")},
		ClientsGroupID:   pulumi.String("sg-terminals"),
		ImageDigest:      "sha256:" + strings.Repeat("a", 64),
		Console:          true,
		Hosts:            []allowlist.Entry{{Host: "Git.Example.com", Ports: []int{443, 8443}, Reason: "source code"}},
		Namespace:        "room.internal",
		LogRetentionDays: 365,
	}
}

// made registers a proxy and returns it with what it registered.
func made(t *testing.T, args *proxy.Args) (*proxy.Proxy, *componenttest.Recorder) {
	t.Helper()
	recorder := componenttest.New()
	var p *proxy.Proxy
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) (err error) {
		if args.Network, err = room(ctx); err != nil {
			return err
		}
		p, err = proxy.New(ctx, "room-proxy", args)
		return err
	}))
	return p, recorder
}

// room is a network as the proxy needs it.
func room(ctx *pulumi.Context) (*network.Network, error) {
	return network.New(ctx, "room", &network.Args{
		CIDR:                 netip.MustParsePrefix("10.20.0.0/16"),
		AvailabilityZoneIDs:  []string{"apne1-az1", "apne1-az4"},
		Tiers:                []network.Tier{{Name: "proxy"}, {Name: "directory"}},
		FlowLogRetentionDays: 365,
		Endpoints: &network.Endpoints{Services: []string{"ecr.api", "ecr.dkr", "logs"}, Tier: "directory",
			S3Tiers: []string{"proxy"}},
	})
}

func containers(t *testing.T, recorder *componenttest.Recorder) []map[string]any {
	t.Helper()
	text, known := recorder.One(t, "aws:ecs/taskDefinition:TaskDefinition", "room-proxy").Inputs["containerDefinitions"].(string)
	require.True(t, known)
	var containers []map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &containers))
	return containers
}

func TestTheTaskRunsTheRenderedConfigurationAlone(t *testing.T) {
	p, recorder := made(t, args())
	all := containers(t, recorder)
	require.Len(t, all, 1)
	want := squid.Render(squid.Settings{Clients: args().Clients, Allow: p.Allowed})
	assert.Equal(t, []any{map[string]any{"name": "SQUID_CONF", "value": want}}, all[0]["environment"])
	assert.Equal(t, "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/secure-room/test/room-proxy@"+args().ImageDigest, all[0]["image"])
	assert.Equal(t, true, all[0]["readonlyRootFilesystem"])
	assert.Equal(t, "13:13", all[0]["user"])
	for _, absent := range []string{"command", "entryPoint", "secrets", "environmentFiles"} {
		assert.NotContains(t, all[0], absent)
	}
	assert.True(t, p.Allowed.Admits(allowlist.Destination{Host: "git.example.com", Port: 8443}))
	assert.Equal(t, "proxy.room.internal:3128", p.Address)
}

// A container definition that hung on a resource would be unknown at the first preview, and no policy could judge it.
func TestTheTasksTextHangsOnNoResource(t *testing.T) {
	_, recorder := made(t, args())
	text := recorder.One(t, "aws:ecs/taskDefinition:TaskDefinition", "room-proxy").Inputs["containerDefinitions"].(string)
	repository := recorder.One(t, "aws:ecr/repository:Repository", "room-proxy")
	logs := recorder.One(t, "aws:cloudwatch/logGroup:LogGroup", "room-proxy")
	assert.Contains(t, text, repository.Inputs["name"].(string)+"@sha256:")
	assert.Contains(t, text, `"awslogs-group":"`+logs.Inputs["name"].(string)+`"`)
	assert.NotContains(t, text, "arn:")
}

func TestTheServiceKeepsPeopleOut(t *testing.T) {
	_, recorder := made(t, args())
	service := recorder.One(t, "aws:ecs/service:Service", "room-proxy").Inputs
	assert.Equal(t, false, service["enableExecuteCommand"])
	assert.GreaterOrEqual(t, service["desiredCount"].(float64), 2.0)
	assert.Equal(t, map[string]any{"enable": true, "rollback": true}, service["deploymentCircuitBreaker"])
	assert.Equal(t, map[string]any{"subnets": []any{"subnet-1", "subnet-2"}, "assignPublicIp": false,
		"securityGroups": []any{"SecurityGroup:room-proxy"}}, service["networkConfiguration"])
}

func TestOnlyTerminalsReachTheProxy(t *testing.T) {
	_, recorder := made(t, args())
	var open []string
	for _, name := range recorder.Names(ingressType) {
		if recorder.One(t, ingressType, name).Inputs["securityGroupId"] == "SecurityGroup:room-proxy" {
			open = append(open, name)
		}
	}
	assert.Equal(t, []string{"room-proxy-from-terminals"}, open)
	in := recorder.One(t, ingressType, "room-proxy-from-terminals").Inputs
	assert.Equal(t, "sg-terminals", in["referencedSecurityGroupId"])
	assert.Equal(t, []any{3128.0, 3128.0, "tcp"}, []any{in["fromPort"], in["toPort"], in["ipProtocol"]})
	to := recorder.One(t, egressType, "room-proxy-terminals").Inputs
	assert.Equal(t, []any{"sg-terminals", "SecurityGroup:room-proxy"}, []any{to["securityGroupId"], to["referencedSecurityGroupId"]})
}

func TestWaysOut(t *testing.T) {
	_, recorder := made(t, args())
	ways := map[string]any{}
	for _, name := range recorder.Names(egressType) {
		rule := recorder.One(t, egressType, name).Inputs
		assert.Equal(t, []any{"tcp", rule["toPort"]}, []any{rule["ipProtocol"], rule["fromPort"]})
		if rule["securityGroupId"] == "SecurityGroup:room-proxy" {
			for _, key := range []string{"cidrIpv4", "referencedSecurityGroupId", "prefixListId"} {
				if rule[key] != nil {
					ways[fmt.Sprintf("%v:%v", rule[key], rule["toPort"])] = name
				}
			}
		}
	}
	assert.Equal(t, map[string]any{
		"0.0.0.0/0:443":                  "room-proxy-out-443",
		"0.0.0.0/0:8443":                 "room-proxy-out-8443",
		"SecurityGroup:room-ecr.api:443": "room-proxy-to-ecr.api",
		"SecurityGroup:room-ecr.dkr:443": "room-proxy-to-ecr.dkr",
		"SecurityGroup:room-logs:443":    "room-proxy-to-logs",
		"prefix list of room-s3:443":     "room-proxy-to-s3",
	}, ways)
}

// A task that starts before it may pull its image fails, and with it the first deploy.
func TestTheServiceWaitsForItsWays(t *testing.T) {
	_, recorder := made(t, args())
	waits := strings.Join(recorder.One(t, "aws:ecs/service:Service", "room-proxy").Dependencies, "\n") + "\n"
	for _, one := range []string{"room-ecr.api-from-proxy", "room-proxy-to-ecr.api", "room-proxy-to-s3", "room-logs-from-proxy",
		"room-proxy-out-443", "room-ecr.dkr", "room-s3", "room-proxy-execution"} {
		assert.Contains(t, waits, "::"+one+"\n")
	}
}

func TestPermissionsAreTheRepositorysAndTheLogsAlone(t *testing.T) {
	_, recorder := made(t, args())
	assert.NotContains(t, recorder.Names("aws:iam/rolePolicy:RolePolicy"), "room-proxy-task", "the task's role has none")
	var policy struct {
		Statement []struct{ Action, Resource []string }
	}
	require.NoError(t, json.Unmarshal([]byte(recorder.One(t, "aws:iam/rolePolicy:RolePolicy", "room-proxy-execution").Inputs["policy"].(string)), &policy))
	for _, statement := range policy.Statement {
		if statement.Action[0] == "ecr:GetAuthorizationToken" {
			continue
		}
		for _, resource := range statement.Resource {
			assert.Regexp(t, `^arn:aws:(ecr:ap-northeast-1:123456789012:repository/secure-room/test/room-proxy|logs:ap-northeast-1:123456789012:log-group:/secure-room/test/room-proxy:\*)$`, resource)
		}
	}
}

func TestWhatIsKeptIsEncrypted(t *testing.T) {
	_, recorder := made(t, args())
	repository := recorder.One(t, "aws:ecr/repository:Repository", "room-proxy").Inputs
	assert.Equal(t, []any{map[string]any{"encryptionType": "KMS", "kmsKey": "arn:Key:room-proxy"}}, repository["encryptionConfigurations"])
	assert.Equal(t, "IMMUTABLE", repository["imageTagMutability"])
	logs := recorder.One(t, "aws:cloudwatch/logGroup:LogGroup", "room-proxy").Inputs
	assert.Equal(t, []any{"arn:Key:room-proxy", 365.0}, []any{logs["kmsKeyId"], logs["retentionInDays"]})
}

func TestBadArgumentsRegisterNothing(t *testing.T) {
	bad := args()
	bad.SubnetIDs = bad.SubnetIDs[:1]
	bad.Clients = nil
	bad.ImageDigest = "latest"
	bad.Namespace = "internal"
	bad.LogRetentionDays = 0
	bad.Hosts = []allowlist.Entry{
		{Host: "https://git.example.com/team", Ports: []int{443}, Reason: "source code"},
		{Host: "co.jp", Subdomains: true, Ports: []int{443}, Reason: "everything"},
	}
	for name, test := range map[string]struct {
		args *proxy.Args
		want []string
	}{
		"none": {nil, []string{"Network: missing; give the room's network", "ClientsGroupID: missing", "SubnetIDs: there are 0", "Clients: empty"}},
		"many": {bad, []string{
			"SubnetIDs: there are 1", "Clients: empty", `ImageDigest: "latest" is not a digest`, `Namespace: "internal"`,
			"LogRetentionDays: 0", `Hosts[0]: host "https://git.example.com/team" has a scheme`,
			`Hosts[0]: host "https://git.example.com/team" has a path`, `Hosts[1]: host "co.jp" is a public suffix`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			recorder := componenttest.New()
			err := recorder.Run(func(ctx *pulumi.Context) error {
				_, err := proxy.New(ctx, "room-proxy", test.args)
				return err
			})
			for _, want := range test.want {
				assert.ErrorContains(t, err, want)
			}
			assert.Empty(t, recorder.All())
		})
	}
}

func TestAStackNameThatECRDoesNotTakeIsRefused(t *testing.T) {
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		one := args()
		var err error
		if one.Network, err = room(ctx); err != nil {
			return err
		}
		_, err = proxy.New(ctx, "room---.proxy", one)
		return err
	})
	assert.ErrorContains(t, err, "which ECR does not take")
	assert.Empty(t, recorder.Names("secure-room:proxy:Proxy"))
}
