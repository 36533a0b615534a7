package acceptance

import (
	"context"
	"net"
	"strings"
	"testing"

	engine "github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"secure-room/policy/resource"
)

// marshalled are properties as they go over the wire, unknown and secret ones as well.
func marshalled(t *testing.T, r resource.Resource) *structpb.Struct {
	t.Helper()
	properties, err := plugin.MarshalProperties(engine.ToResourcePropertyMap(r.Properties),
		plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true})
	require.NoError(t, err)
	return properties
}

// registration is how a program registers a resource, of which its inputs and what a preview shows of it are given.
func registration(t *testing.T, inputs, previewed resource.Resource) *pulumirpc.RegisterResourceRequest {
	t.Helper()
	component := strings.HasPrefix(inputs.Type, "secure-room:") || strings.HasPrefix(inputs.Type, "awsx:")
	request := &pulumirpc.RegisterResourceRequest{Type: inputs.Type, Name: inputs.Name, Parent: inputs.Parent, Custom: !component,
		Object: marshalled(t, inputs), Protect: &inputs.Protect, IgnoreChanges: inputs.IgnoreChanges, AliasURNs: inputs.Aliases,
		Provider: inputs.Provider, Dependencies: previewed.Dependencies, AcceptSecrets: true, AcceptResources: true,
		PropertyDependencies: map[string]*pulumirpc.RegisterResourceRequest_PropertyDependencies{}}
	for key, urns := range previewed.PropertyDependencies {
		request.PropertyDependencies[key] = &pulumirpc.RegisterResourceRequest_PropertyDependencies{Urns: urns}
	}
	return request
}

// provider answers for every package and type: whatever is asked for would be made, with the outputs that are given.
type provider struct {
	pulumirpc.UnimplementedResourceProviderServer
	outputs map[string]*structpb.Struct
}

// serveProvider serves until the test ends, and says on which port.
func serveProvider(t *testing.T, previewed []resource.Resource) int {
	t.Helper()
	p := &provider{outputs: map[string]*structpb.Struct{}}
	for _, r := range previewed {
		p.outputs[r.URN] = marshalled(t, r)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	pulumirpc.RegisterResourceProviderServer(server, p)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().(*net.TCPAddr).Port
}

func (*provider) Attach(context.Context, *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (*provider) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "6.83.0"}, nil
}

func (*provider) CheckConfig(_ context.Context, r *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: r.News}, nil
}

func (*provider) Configure(context.Context, *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	return &pulumirpc.ConfigureResponse{AcceptSecrets: true, AcceptResources: true, SupportsPreview: true, AcceptOutputs: true}, nil
}

func (*provider) Check(_ context.Context, r *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: r.News}, nil
}

func (p *provider) Create(_ context.Context, r *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	return &pulumirpc.CreateResponse{Properties: p.outputs[r.Urn]}, nil
}
