package pack_test

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	engine "github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// BenchmarkStart is how long the pack takes from the start of its process until it has answered ConfigureStack: cold is the
// first start of a binary just copied, warm each further one. Building it is not in it.
func BenchmarkStart(b *testing.B) {
	built, address := build(b), serveEngine(b)
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			fresh := filepath.Join(b.TempDir(), "policy")
			content, err := os.ReadFile(built)
			require.NoError(b, err)
			require.NoError(b, os.WriteFile(fresh, content, 0o700))
			b.StartTimer()
			_, stop := start(b, fresh, address)
			b.StopTimer()
			stop()
			b.StartTimer()
		}
	})
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			_, stop := start(b, built, address)
			b.StopTimer()
			stop()
			b.StartTimer()
		}
	})
}

// BenchmarkAnalyze is how long the running pack takes to be asked over gRPC about each resource of large stacks, one after
// another. Its own baseline does not know the terminals' users, so it has a finding to write about each terminal.
func BenchmarkAnalyze(b *testing.B) {
	resources, _ := grown(1000)
	requests := make([]plugin.AnalyzerResource, 0, len(resources))
	for _, r := range resources {
		requests = append(requests, plugin.AnalyzerResource{URN: engine.URN(r.URN), Type: tokens.Type(r.Type), Name: r.Name,
			Properties: engine.ToResourcePropertyMap(r.Properties)})
	}
	connection, stop := start(b, build(b), serveEngine(b))
	defer stop()
	analyzer := plugin.NewAnalyzerWithClient("secure-room", pulumirpc.NewAnalyzerClient(connection))
	for b.Loop() {
		for _, request := range requests {
			_, err := analyzer.Analyze(b.Context(), request)
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(requests)), "ns/resource")
}

// build makes the pack's binary as it is deployed.
func build(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "policy")
	output, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "secure-room/policy").CombinedOutput()
	require.NoError(b, err, string(output))
	return path
}

// start runs the pack and does what the engine does before it asks for a verdict.
func start(b *testing.B, path, address string) (connection *grpc.ClientConn, stop func()) {
	b.Helper()
	command := exec.Command(path, address)
	output, err := command.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, command.Start())
	port, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(b, err)
	connection, err = grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(b, err)
	client := pulumirpc.NewAnalyzerClient(connection)
	_, err = client.Handshake(b.Context(), &pulumirpc.AnalyzerHandshakeRequest{EngineAddress: address})
	require.NoError(b, err)
	_, err = client.ConfigureStack(b.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "room", Project: "secure-room", DryRun: true})
	require.NoError(b, err)
	return connection, func() {
		require.NoError(b, connection.Close())
		require.NoError(b, command.Process.Kill())
		_ = command.Wait() // it says that the process was killed
	}
}

// logs is an engine that a pack can only tell something.
type logs struct {
	pulumirpc.UnimplementedEngineServer
}

func (logs) Log(context.Context, *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// serveEngine gives the address of an engine.
func serveEngine(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	server := grpc.NewServer()
	pulumirpc.RegisterEngineServer(server, logs{})
	go func() { _ = server.Serve(listener) }() // it returns once stopped
	b.Cleanup(server.Stop)
	return listener.Addr().String()
}
