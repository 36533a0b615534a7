package pack_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	"secure-room/policy/policytest/analyzer"
)

// BenchmarkStart is how long the pack as it is deployed takes from the start of its process until it has answered
// ConfigureStack: cold is the first start of a binary just written, warm each further one. Building it is not in it.
func BenchmarkStart(b *testing.B) {
	built, address := filepath.Join(b.TempDir(), "policy"), serveEngine(b)
	output, err := exec.Command("go", "build", "-buildvcs=false", "-o", built, "secure-room/policy").CombinedOutput()
	require.NoError(b, err, string(output))
	content, err := os.ReadFile(built)
	require.NoError(b, err)
	measure := func(path func() string) func(*testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				process := exec.Command(path())
				b.StartTimer()
				_, stop := analyzer.Run(b, process, address)
				b.StopTimer()
				stop()
				b.StartTimer()
			}
		}
	}
	b.Run("cold", measure(func() string {
		fresh := filepath.Join(b.TempDir(), "policy")
		require.NoError(b, os.WriteFile(fresh, content, 0o700))
		return fresh
	}))
	b.Run("warm", measure(func() string { return built }))
}

// BenchmarkProtocol is how long the running pack takes to answer over gRPC: about each resource of large stacks, one after
// another, and about all of them together.
func BenchmarkProtocol(b *testing.B) {
	resources, approved := grown(1000)
	sent, err := analyzer.Resources(resources)
	require.NoError(b, err)
	client := analyzer.Start(b, approved)
	b.Run("alone", func(b *testing.B) {
		for b.Loop() {
			for _, one := range sent {
				_, err := client.Analyze(b.Context(), analyzer.Alone(one))
				require.NoError(b, err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(sent)), "ns/resource")
	})
	b.Run("together", func(b *testing.B) {
		for b.Loop() {
			answer, err := client.AnalyzeStack(b.Context(), &pulumirpc.AnalyzeStackRequest{Resources: sent})
			require.NoError(b, err)
			require.Empty(b, answer.GetDiagnostics())
		}
	})
}

// logs is an engine to which a pack can only tell something.
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
