// Command pulumi-language-go is the Go language host of local mode: what the Pulumi CLI starts to run the stack
// programs and the policy pack of a project that says `runtime: go`.
//
// The official host comes with the official CLI, not with the CLI's Go module, so a CLI built from source needs this
// one. It knows no option of its own: the same Pulumi.yaml works with either host.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"

	"secure-room/local/lifeline"
)

func main() {
	flag.String("tracing", "", "given by the engine, not used") // the SDK itself defines -logtostderr and -v
	flag.Parse()
	if err := serve(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-go:", err)
		os.Exit(1)
	}
}

// serve answers the engine until it interrupts us or is gone.
func serve(engineAddress string) error {
	builds, err := buildFolder()
	if err != nil {
		return err
	}
	// The engine ends a plugin with an interrupt and waits five seconds before it kills. The signal must be asked for
	// by name, because a shell's background job starts with interrupts ignored and so do its children.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	lifeline.Watch(os.Stdin, stop)

	cancel := make(chan bool)
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, newHost(ctx, engineAddress, builds))
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("serving: %w", err)
	}
	context.AfterFunc(ctx, func() {
		close(cancel) // the server stops when the running calls have returned: their children are killed by now
		time.AfterFunc(3*time.Second, func() { os.Exit(0) })
	})
	fmt.Println(handle.Port) // the engine reads the port from our first line
	return <-handle.Done
}

// buildFolder is where compiled programs are kept: .local/build, beside the folder .local/bin that we run from.
func buildFolder() (string, error) {
	executable, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding the build folder: %w", err)
	}
	return filepath.Join(filepath.Dir(filepath.Dir(executable)), "build"), nil
}
