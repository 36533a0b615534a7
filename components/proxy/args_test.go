package proxy_test

import (
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

// refusal is what a proxy is refused with; nothing of it may have been registered by then.
func refusal(t *testing.T, name string, spoil func(*proxy.Args)) string {
	t.Helper()
	recorder := componenttest.New()
	var refused error
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		one := args()
		var err error
		if one.Network, err = room(ctx); err != nil {
			return err
		}
		one.Alarms = &alarms.Alarms{}
		spoil(one)
		_, refused = proxy.New(ctx, name, one)
		return nil
	}))
	require.Error(t, refused)
	assert.Empty(t, recorder.Names("secure-room:proxy:Proxy"))
	return refused.Error()
}

// TestBadArguments spoils a good proxy in one way each.
func TestBadArguments(t *testing.T) {
	host := func(entry allowlist.Entry) func(*proxy.Args) {
		return func(a *proxy.Args) { a.Hosts = append(a.Hosts, entry) }
	}
	const digest = "; write sha256: and 64 lower-case hexadecimal digits"
	for name, test := range map[string]struct {
		spoil func(*proxy.Args)
		want  []string
	}{
		"no network":       {func(a *proxy.Args) { a.Network = nil }, []string{"Network: missing; give the room's network"}},
		"no clients group": {func(a *proxy.Args) { a.ClientsGroupID = nil }, []string{"ClientsGroupID: missing; give the terminals' security group"}},
		"one subnet": {func(a *proxy.Args) { a.SubnetIDs = a.SubnetIDs[:1] }, []string{
			"SubnetIDs: there are 1; give at least two, in different availability zones"}},
		"no clients": {func(a *proxy.Args) { a.Clients = nil }, []string{"Clients: empty; give the terminals' subnets"}},
		"a tag":      {func(a *proxy.Args) { a.ImageDigest = "latest" }, []string{`ImageDigest: "latest" is not a digest` + digest}},
		"a short digest": {func(a *proxy.Args) { a.ImageDigest = "sha256:abc" }, []string{
			`ImageDigest: "sha256:abc" is not a digest` + digest}},
		"a namespace of one label": {func(a *proxy.Args) { a.Namespace = "internal" }, []string{
			`Namespace: "internal" is not a private zone; write one such as room.internal`}},
		"one task":     {func(a *proxy.Args) { a.MostTasks = 1 }, []string{"MostTasks: 1 is not allowed; give 2 to 20"}},
		"21 tasks":     {func(a *proxy.Args) { a.MostTasks = 21 }, []string{"MostTasks: 21 is not allowed; give 2 to 20"}},
		"no alarms":    {func(a *proxy.Args) { a.Alarms = nil }, []string{"Alarms: missing; give where the room's alarms go"}},
		"no threshold": {func(a *proxy.Args) { a.Thresholds.SentMiB = 0 }, []string{"Thresholds.SentMiB: 0 is not allowed; give 1 or more"}},
		"a log kept for no day": {func(a *proxy.Args) { a.LogRetentionDays = 0 }, []string{
			"LogRetentionDays: 0 is not allowed; keep the access log for at least a day"}},
		"a whole address": {host(allowlist.Entry{Host: "https://git.example.com/team", Ports: []int{443}, Reason: "source code"}), []string{
			`Hosts[2]: host "https://git.example.com/team" has a scheme; leave https:// out`,
			`Hosts[2]: host "https://git.example.com/team" has a path; leave /team out, since the proxy sees only the host's name`}},
		"a public suffix": {host(allowlist.Entry{Host: "co.jp", Subdomains: true, Ports: []int{443}, Reason: "everything"}), []string{
			`Hosts[2]: host "co.jp" is a public suffix, under which anybody may have a name (publicsuffix.org); name one host`}},
		"a console not reviewed": {func(a *proxy.Args) { a.Network.Region = "cn-north-1" }, []string{
			`Console: region "cn-north-1" is outside the commercial partition, and its console's names are not among the reviewed ones; choose a commercial region`}},
		"all at once": {func(a *proxy.Args) { *a = proxy.Args{} }, []string{
			"Network: missing; give the room's network",
			"ClientsGroupID: missing; give the terminals' security group",
			"SubnetIDs: there are 0; give at least two, in different availability zones",
			"Clients: empty; give the terminals' subnets",
			`ImageDigest: "" is not a digest` + digest,
			`Namespace: "" is not a private zone; write one such as room.internal`,
			"LogRetentionDays: 0 is not allowed; keep the access log for at least a day",
			"MostTasks: 0 is not allowed; give 2 to 20",
			"Alarms: missing; give where the room's alarms go",
			"Thresholds.DeniedRequests: 0 is not allowed; give 1 or more",
			"Thresholds.SentMiB: 0 is not allowed; give 1 or more",
			"Thresholds.SentMiBByTerminal: 0 is not allowed; give 1 or more"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, "proxy room-proxy cannot be made:\n"+strings.Join(test.want, "\n"), refusal(t, "room-proxy", test.spoil))
		})
	}
}

func TestAStackNameThatECRDoesNotTakeIsRefused(t *testing.T) {
	assert.Equal(t, `proxy room---.proxy cannot be made: project, stack and proxy make up the repository's name `+
		`"secure-room/test/room---.proxy", which ECR does not take; use letters, digits and single hyphens in them`,
		refusal(t, "room---.proxy", func(*proxy.Args) {}))
}

func TestNoArgumentsAtAll(t *testing.T) {
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		_, err := proxy.New(ctx, "room-proxy", nil)
		return err
	})
	assert.ErrorContains(t, err, "Network: missing; give the room's network")
	assert.Empty(t, recorder.All())
}

// A proxy without an endpoint that its tasks start through would never come up.
func TestANetworkWithoutAnEndpointThatTasksNeed(t *testing.T) {
	recorder := componenttest.New()
	err := recorder.Run(func(ctx *pulumi.Context) error {
		one := args()
		without := roomArgs()
		without.Endpoints.Services = []string{"ecr.api", "ecr.dkr"}
		var err error
		if one.Network, err = network.New(ctx, "room", without); err != nil {
			return err
		}
		one.Alarms = &alarms.Alarms{}
		_, err = proxy.New(ctx, "room-proxy", one)
		return err
	})
	assert.ErrorContains(t, err, "network room has no endpoint of logs to let proxy use; it has ecr.api, ecr.dkr, s3")
	assert.Empty(t, recorder.Names("aws:ecs/service:Service"))
}
