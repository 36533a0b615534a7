// Package analyzer runs the policy pack as the engine does: as a process of its own, over the Analyzer protocol.
package analyzer

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"gopkg.in/yaml.v3"

	"secure-room/policy/baseline"
	"secure-room/policy/pack"
	own "secure-room/policy/resource"
	"secure-room/policy/rules"
)

// variable holds the baseline of a test binary that is to serve the pack.
const variable = "SECURE_ROOM_TEST_PACK"

// Main serves the pack where the test binary was started by Start, and otherwise runs the tests. TestMain calls it, alone.
func Main(m *testing.M) {
	text := os.Getenv(variable)
	if text == "" {
		os.Exit(m.Run())
	}
	err := policyx.Main(func(*pulumi.Context) (policyx.PolicyPack, error) {
		approved, err := baseline.Parse("baseline", []byte(text))
		if err != nil {
			return nil, err
		}
		return pack.New(approved, rules.All())
	})
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// Start starts the pack under a baseline, made ready to analyze. It stops with the test.
func Start(tb testing.TB, approved *baseline.Baseline) pulumirpc.AnalyzerClient {
	tb.Helper()
	text, err := yaml.Marshal(approved)
	if err != nil {
		tb.Fatal("write the baseline:", err)
	}
	self, err := os.Executable()
	if err != nil {
		tb.Fatal("find the test binary:", err)
	}
	process := exec.Command(self)
	process.Env = append(os.Environ(), variable+"="+string(text))
	client, stop := Run(tb, process, "")
	tb.Cleanup(stop)
	return client
}

// Run runs a program that serves a pack, and makes it ready to analyze. The engine's address may be empty for a pack that
// has nothing to tell it.
func Run(tb testing.TB, process *exec.Cmd, engine string) (client pulumirpc.AnalyzerClient, stop func()) {
	tb.Helper()
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		tb.Fatal("read the pack's port:", err)
	}
	if err := process.Start(); err != nil {
		tb.Fatal("start the pack:", err)
	}
	end := func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	}
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		end()
		tb.Fatal("read the pack's port:", err)
	}
	connection, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largest), grpc.MaxCallSendMsgSize(largest)))
	if err != nil {
		end()
		tb.Fatal("connect to the pack:", err)
	}
	stop = func() {
		_ = connection.Close()
		end()
	}
	client = pulumirpc.NewAnalyzerClient(connection)
	if _, err := client.Handshake(context.Background(), &pulumirpc.AnalyzerHandshakeRequest{EngineAddress: engine}); err != nil {
		stop()
		tb.Fatal("greet the pack:", err)
	}
	if _, err := client.ConfigureStack(context.Background(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "room", Project: "secure-room", Organization: "organization"}); err != nil {
		stop()
		tb.Fatal("configure the pack:", err)
	}
	return client, stop
}

// largest is the engine's own limit of a message, in bytes (rpcutil, GrpcChannelOptions).
const largest = 400 << 20

// Resources writes resources as the engine sends them for the whole stack.
func Resources(resources []own.Resource) ([]*pulumirpc.AnalyzerResource, error) {
	sent := make([]*pulumirpc.AnalyzerResource, 0, len(resources))
	for _, r := range resources {
		properties, err := plugin.MarshalProperties(resource.ToResourcePropertyMap(r.Properties),
			plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, SkipInternalKeys: true})
		if err != nil {
			return nil, fmt.Errorf("write the properties of %s: %w", r.URN, err)
		}
		dependencies := map[string]*pulumirpc.AnalyzerPropertyDependencies{}
		for key, urns := range r.PropertyDependencies {
			dependencies[key] = &pulumirpc.AnalyzerPropertyDependencies{Urns: urns}
		}
		one := &pulumirpc.AnalyzerResource{Urn: r.URN, Type: r.Type, Name: r.Name, Properties: properties, Parent: r.Parent,
			Dependencies: r.Dependencies, PropertyDependencies: dependencies,
			Options: &pulumirpc.AnalyzerResourceOptions{Protect: r.Protect, IgnoreChanges: r.IgnoreChanges, Parent: r.Parent}}
		if r.Provider != "" {
			one.Provider = &pulumirpc.AnalyzerProviderResource{Urn: r.Provider}
		}
		sent = append(sent, one)
	}
	return sent, nil
}

// Alone writes a resource as the engine sends it before it is made.
func Alone(r *pulumirpc.AnalyzerResource) *pulumirpc.AnalyzeRequest {
	return &pulumirpc.AnalyzeRequest{Urn: r.Urn, Type: r.Type, Name: r.Name, Properties: r.Properties, Options: r.Options, Provider: r.Provider}
}
