package pack_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	"secure-room/policy/policytest"
	"secure-room/policy/policytest/analyzer"
)

func TestMain(m *testing.M) { analyzer.Main(m) }

// patience is how long one call may take.
const patience = 10 * time.Second

// asked is what the pack says over its protocol: of some resources alone, and of all together. An error stops a deploy just
// as a violation does (pulumi/pkg, resource/deploy/step_generator.go), but for Unimplemented, which the engine takes for an
// older pack's lack (sdk, plugin/analyzer_plugin.go, AnalyzeStack).
func asked(t testing.TB, client pulumirpc.AnalyzerClient, resources []*pulumirpc.AnalyzerResource, alone ...*pulumirpc.AnalyzerResource) (said []string) {
	t.Helper()
	note := func(answer *pulumirpc.AnalyzeResponse, err error) {
		if err != nil {
			code := status.Code(err)
			require.NotContains(t, []codes.Code{codes.Unimplemented, codes.Unavailable, codes.DeadlineExceeded}, code, err.Error())
			said = append(said, "error: "+err.Error())
		}
		for _, d := range answer.GetDiagnostics() {
			require.NotContains(t, d.Message, "broke down")
			said = append(said, d.Urn+": "+d.Message)
		}
	}
	for _, r := range alone {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		note(client.Analyze(ctx, analyzer.Alone(r)))
		cancel()
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	note(client.AnalyzeStack(ctx, &pulumirpc.AnalyzeStackRequest{Resources: resources}))
	return said
}

// stack is the good room or production as the engine sends it.
func stack(t testing.TB, s *policytest.Stack, preview bool) []*pulumirpc.AnalyzerResource {
	t.Helper()
	resources := policytest.Deployed(s)
	if preview {
		resources = policytest.Previewed(s)
	}
	sent, err := analyzer.Resources(resources)
	require.NoError(t, err)
	return sent
}

// FuzzProtocol damages what the engine sends: values of the wrong kind, sizes and depths beyond reason, wrong names and
// dependencies. The pack must come to a verdict of each, in time.
func FuzzProtocol(f *testing.F) {
	for seed := range uint64(24) {
		f.Add(seed, "x")
	}
	f.Add(uint64(1), "04da6b54-80e4-46f7-96ec-b56ff0331ba9")
	f.Add(uint64(2), "arn:aws:iam::*:root\x00\u202e")
	client := analyzer.Start(f, policytest.Baseline())
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		d := damage{Rand: rand.New(rand.NewPCG(seed, seed)), text: strings.ToValidUTF8(text, "?")}
		s := policytest.Room()
		if seed%2 == 0 {
			s = policytest.Production()
		}
		resources := stack(t, s, seed%3 == 0)
		for range 1 + d.IntN(4) {
			resources = d.resource(resources)
		}
		asked(t, client, resources, resources...)
	})
}

// damage damages at random.
type damage struct {
	*rand.Rand
	text string
}

// resource damages one resource.
func (d damage) resource(resources []*pulumirpc.AnalyzerResource) []*pulumirpc.AnalyzerResource {
	r := resources[d.IntN(len(resources))]
	other := resources[d.IntN(len(resources))]
	switch d.IntN(8) {
	case 0:
		r.Urn = []string{"", d.text, other.Urn, "urn:pulumi:::::", strings.Repeat("$", 1000)}[d.IntN(5)]
	case 1:
		r.Type = []string{"", d.text, ":", "aws:", "aws:ec2/route:", other.Type, strings.Repeat(":", 1000)}[d.IntN(7)]
	case 2:
		r.Parent, other.Parent = other.Urn, r.Urn
		r.Options, other.Options = &pulumirpc.AnalyzerResourceOptions{Parent: other.Urn, Protect: true}, nil
	case 3:
		for _, pair := range [][2]*pulumirpc.AnalyzerResource{{r, other}, {other, r}} {
			pair[0].Dependencies = append(pair[0].Dependencies, pair[1].Urn, pair[0].Urn, d.text)
			for key := range pair[0].Properties.GetFields() {
				pair[0].PropertyDependencies[key] = &pulumirpc.AnalyzerPropertyDependencies{Urns: []string{pair[1].Urn, pair[0].Urn, d.text}}
			}
		}
	case 4:
		r.Properties = []*structpb.Struct{nil, {}, other.Properties}[d.IntN(3)]
	case 5:
		return append(resources, proto.Clone(r).(*pulumirpc.AnalyzerResource))
	default:
		for key := range r.Properties.GetFields() {
			if d.IntN(3) == 0 {
				r.Properties.Fields[key] = d.into(r.Properties.Fields[key])
			}
		}
	}
	return resources
}

// into damages a value somewhere inside.
func (d damage) into(v *structpb.Value) *structpb.Value {
	switch kind := v.GetKind().(type) {
	case *structpb.Value_ListValue:
		if items := kind.ListValue.GetValues(); len(items) > 0 && d.IntN(2) == 0 {
			i := d.IntN(len(items))
			items[i] = d.into(items[i])
			return v
		}
	case *structpb.Value_StructValue:
		if fields := kind.StructValue.GetFields(); len(fields) > 0 && d.IntN(2) == 0 {
			key := slices.Sorted(func(yield func(string) bool) {
				for key := range fields {
					if !yield(key) {
						return
					}
				}
			})[d.IntN(len(fields))]
			fields[key] = d.into(fields[key])
			return v
		}
	}
	all := odd(d.text, v)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return all[names[d.IntN(len(names))]]
}

// The marks by which Pulumi tells values of its own kinds (sdk, go/common/resource/sig).
const (
	mark          = "4dabf18193072939515e22adb298388d"
	secretMark    = "1b47061264138c4ac30d75fd1eb44270"
	assetMark     = "c44067f5952c0a294b673a41bacd8c17"
	archiveMark   = "0def7320c3a5731c473e5ecbe6d01bc7"
	referenceMark = "5cf8f73096256a8f31e491e813e4eb8e"
	outputMark    = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
)

// odd are values that no property of a good stack has, some of them around its own value.
func odd(text string, own *structpb.Value) map[string]*structpb.Value {
	marked := func(kind string, fields map[string]*structpb.Value) *structpb.Value {
		fields[mark] = structpb.NewStringValue(kind)
		return structpb.NewStructValue(&structpb.Struct{Fields: fields})
	}
	unknown := structpb.NewStringValue(plugin.UnknownStringValue)
	deep := structpb.NewStringValue(text)
	for range 800 {
		deep = structpb.NewListValue(&structpb.ListValue{Values: []*structpb.Value{deep}})
	}
	many := make([]*structpb.Value, 10_000)
	for i := range many {
		many[i] = own
	}
	return map[string]*structpb.Value{
		"a number":               structpb.NewNumberValue(-1e300),
		"text":                   structpb.NewStringValue("?" + text),
		"a list of odd things":   structpb.NewListValue(&structpb.ListValue{Values: []*structpb.Value{structpb.NewListValue(nil), structpb.NewNullValue(), unknown}}),
		"an object":              structpb.NewStructValue(&structpb.Struct{Fields: map[string]*structpb.Value{"x": structpb.NewNullValue()}}),
		"an object without keys": structpb.NewStructValue(nil),
		"a secret unknown":       marked(secretMark, map[string]*structpb.Value{"value": unknown}),
		"a secret in a secret":   marked(secretMark, map[string]*structpb.Value{"value": marked(secretMark, map[string]*structpb.Value{"value": structpb.NewNumberValue(-2)})}),
		"a secret without value": marked(secretMark, map[string]*structpb.Value{}),
		"an unknown output":      marked(outputMark, map[string]*structpb.Value{"secret": structpb.NewBoolValue(true)}),
		"an output of an output": marked(outputMark, map[string]*structpb.Value{"value": marked(outputMark, map[string]*structpb.Value{"value": structpb.NewNumberValue(-3)})}),
		"an odd output":          marked(outputMark, map[string]*structpb.Value{"dependencies": structpb.NewNumberValue(1)}),
		"an asset":               marked(assetMark, map[string]*structpb.Value{"text": structpb.NewStringValue(text)}),
		"an asset of nothing":    marked(assetMark, map[string]*structpb.Value{}),
		"an archive":             marked(archiveMark, map[string]*structpb.Value{"path": structpb.NewStringValue("/")}),
		"a reference":            marked(referenceMark, map[string]*structpb.Value{"urn": structpb.NewStringValue("urn:pulumi:a::b::c::d"), "id": structpb.NewStringValue("?")}),
		"a reference to nothing": marked(referenceMark, map[string]*structpb.Value{"urn": structpb.NewStringValue(text), "id": unknown}),
		"a mark nobody knows":    marked(text, map[string]*structpb.Value{}),
		"something deep":         deep,
		"very long text":         structpb.NewStringValue(strings.Repeat("0.0.0.0/0,", 100_000)),
		"very many":              structpb.NewListValue(&structpb.ListValue{Values: many}),
	}
}

// judged are properties that some rule needs to read.
var judged = map[string][]string{
	"room": {"room.cidrBlock", "terminals-0-to-data-0.destinationCidrBlock", "terminals-out-to-data-0.ipProtocol", "terminals-out-to-data-0.cidrIpv4",
		"terminals-0.cidrBlock", "offices.rules", "hanako.rootVolumeEncryptionEnabled", "hanako.workspaceProperties", "hanako.userName",
		"terminals.workspaceCreationProperties", "terminals.selfServicePermissions", "terminals.ipGroupIds", "peering.peerOwnerId"},
	"prod": {"production.cidrBlock", "terminals-to-orders-db.ipProtocol", "terminals-to-orders-db.fromPort", "data-0-to-terminals-0.destinationCidrBlock"},
}

// TestDamagedPropertiesNeverPass puts each odd value in place of each judged property: the stack that was good is refused.
func TestDamagedPropertiesNeverPass(t *testing.T) {
	client := analyzer.Start(t, policytest.Baseline())
	for name, properties := range judged {
		s := map[string]*policytest.Stack{"room": policytest.Room(), "prod": policytest.Production()}[name]
		require.Empty(t, asked(t, client, stack(t, s, false)), name)
		for _, property := range properties {
			name, key, _ := strings.Cut(property, ".")
			for kind := range odd("x", nil) {
				resources := stack(t, s, false)
				i := slices.IndexFunc(resources, func(r *pulumirpc.AnalyzerResource) bool { return r.Name == name })
				require.GreaterOrEqual(t, i, 0, name)
				require.Contains(t, resources[i].Properties.Fields, key, name)
				resources[i].Properties.Fields[key] = odd("x", resources[i].Properties.Fields[key])[kind]
				delete(resources[i].PropertyDependencies, key)
				assert.NotEmpty(t, asked(t, client, resources, resources[i]), "%s of %s is %s", key, name, kind)
			}
		}
	}
}
