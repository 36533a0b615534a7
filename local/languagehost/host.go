package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// loggedError is the exit code of a Go program that has told the engine its error itself
// (sdk/go/pulumi/internal/constant in Pulumi's repository).
const loggedError = 32

// host serves the engine. Calls that only `pulumi new`, `pulumi convert` and the like make (Template, Pack, Link,
// GenerateProject and others) answer "unimplemented".
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	life          context.Context
	engineAddress string
	builds        string
}

// newHost makes a host that keeps compiled programs in the folder builds and kills its children when life ends.
func newHost(life context.Context, engineAddress, builds string) *host {
	return &host{life: life, engineAddress: engineAddress, builds: builds}
}

func (h *host) Handshake(
	context.Context, *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (*host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "1.0.0"}, nil
}

// About answers `pulumi about`.
func (*host) About(context.Context, *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return nil, fmt.Errorf("finding go: %w", err)
	}
	return &pulumirpc.AboutResponse{Executable: path, Version: runtime.Version()}, nil
}

// GetRequiredPackages names none: the engine finds each provider when the program first uses it.
func (*host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// InstallDependencies answers `pulumi install`.
func (h *host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, answers grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	ctx, cancel := h.both(answers.Context())
	defer cancel()
	download := exec.CommandContext(ctx, "go", "mod", "download")
	download.Dir = request.GetInfo().GetProgramDirectory()
	output, err := download.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go mod download in %s: %w\n%s", download.Dir, err, output)
	}
	return answers.Send(&pulumirpc.InstallDependenciesResponse{Stdout: output})
}

// Run runs a stack's program to its end.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	environment, err := h.environment(request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := h.both(ctx)
	defer cancel()
	code, err := run(ctx, h.builds, request.GetInfo().GetProgramDirectory(), request.GetArgs(), func(command *exec.Cmd) {
		command.Dir = request.GetPwd()
		command.Env = append(os.Environ(), environment...)
		command.Stdout, command.Stderr = os.Stdout, os.Stderr // the engine shows what its host prints
	})
	switch {
	case errors.Is(err, context.Canceled):
		return nil, err
	case err != nil:
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	case code == loggedError:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case code != 0:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program ended with exit code %d", code)}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}

// environment is what the SDK's pulumi.Run looks for.
func (h *host) environment(request *pulumirpc.RunRequest) ([]string, error) {
	config, err := json.Marshal(request.GetConfig())
	if err != nil {
		return nil, fmt.Errorf("handing over the stack's config: %w", err)
	}
	secretKeys, err := json.Marshal(request.GetConfigSecretKeys())
	if err != nil {
		return nil, fmt.Errorf("handing over the names of the config's secrets: %w", err)
	}
	return []string{
		"PULUMI_ORGANIZATION=" + request.GetOrganization(),
		"PULUMI_PROJECT=" + request.GetProject(),
		"PULUMI_STACK=" + request.GetStack(),
		"PULUMI_ROOT_DIRECTORY=" + request.GetInfo().GetRootDirectory(),
		"PULUMI_CONFIG=" + string(config),
		"PULUMI_CONFIG_SECRET_KEYS=" + string(secretKeys),
		"PULUMI_DRY_RUN=" + strconv.FormatBool(request.GetDryRun()),
		"PULUMI_PARALLEL=" + strconv.Itoa(int(request.GetParallel())),
		"PULUMI_MONITOR=" + request.GetMonitorAddress(),
		"PULUMI_ENGINE=" + h.engineAddress,
	}, nil
}

// both gives a context that ends with the call or with the host, whichever is first.
func (h *host) both(call context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(call)
	stop := context.AfterFunc(h.life, cancel)
	return ctx, func() { stop(); cancel() }
}
