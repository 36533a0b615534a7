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

	"secure-room/components/alarms"
	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/proxy"
	"secure-room/internal/allowlist"
)

const (
	ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressType  = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

// args are right ones, but for the network; a test changes what it is about.
func args() *proxy.Args {
	return &proxy.Args{
		SubnetIDs:      []pulumi.StringInput{pulumi.String("subnet-1"), pulumi.String("subnet-2")},
		Clients:        []netip.Prefix{netip.MustParsePrefix("10.20.6.0/24"), netip.MustParsePrefix("10.20.7.0/24")},
		ClientsGroupID: pulumi.String("sg-terminals"),
		ImageDigest:    "sha256:" + strings.Repeat("a", 64),
		Console:        true,
		Hosts: []allowlist.Entry{
			{Host: "Git.Example.com", Ports: []int{443}, Reason: "source code"},
			{Host: "git.example.com", Ports: []int{8080}, Methods: []string{"GET"}, Reason: "its pages"},
		},
		Namespace:        "room.internal",
		LogRetentionDays: 365,
		MostTasks:        4,
		Thresholds:       proxy.Thresholds{DeniedRequests: 50, SentMiB: 2048, SentMiBByTerminal: 512},
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
		if args.Alarms, err = alarms.New(ctx, "room-alarms", &alarms.Args{Account: args.Network.Account}); err != nil {
			return err
		}
		p, err = proxy.New(ctx, "room-proxy", args)
		return err
	}))
	return p, recorder
}

// room is a network as the proxy needs it.
func room(ctx *pulumi.Context) (*network.Network, error) {
	return network.New(ctx, "room", roomArgs())
}

func roomArgs() *network.Args {
	return &network.Args{
		CIDR:                 netip.MustParsePrefix("10.20.0.0/16"),
		AvailabilityZoneIDs:  []string{"apne1-az1", "apne1-az4"},
		Tiers:                []network.Tier{{Name: "proxy"}, {Name: "directory"}},
		FlowLogRetentionDays: 365,
		Endpoints: &network.Endpoints{Services: []string{"ecr.api", "ecr.dkr", "logs"}, Tier: "directory",
			S3Tiers: []string{"proxy"}},
	}
}

func containers(t *testing.T, recorder *componenttest.Recorder) []map[string]any {
	t.Helper()
	text, known := recorder.One(t, "aws:ecs/taskDefinition:TaskDefinition", "room-proxy").Inputs["containerDefinitions"].(string)
	require.True(t, known)
	var containers []map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &containers))
	return containers
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

func TestWhatIsLetOut(t *testing.T) {
	p, _ := made(t, args())
	assert.True(t, p.Allowed.Admits(allowlist.Destination{Host: "git.example.com", Port: 8080, Method: "GET"}))
	assert.True(t, p.Allowed.Admits(allowlist.Destination{Host: "ap-northeast-1.console.aws.amazon.com", Port: 443, Method: allowlist.Connect}))
	assert.False(t, p.Allowed.Admits(allowlist.Destination{Host: "git.example.com", Port: 8080, Method: allowlist.Connect}))
	assert.Equal(t, "proxy.room.internal:3128", p.Address)
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
		"0.0.0.0/0:8080":                 "room-proxy-out-8080",
		"SecurityGroup:room-ecr.api:443": "room-proxy-to-ecr.api",
		"SecurityGroup:room-ecr.dkr:443": "room-proxy-to-ecr.dkr",
		"SecurityGroup:room-logs:443":    "room-proxy-to-logs",
		"prefix list of room-s3:443":     "room-proxy-to-s3",
	}, ways)
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
