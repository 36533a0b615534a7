package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func TestRunHandsOverTheStackAndTellsItsEnd(t *testing.T) {
	environment := `os.WriteFile("said", []byte(os.Getenv("PULUMI_STACK")+" "+os.Getenv("PULUMI_CONFIG")+" "+` +
		`os.Getenv("PULUMI_DRY_RUN")+" "+os.Getenv("PULUMI_ENGINE")), 0o600)` + "\n"
	for _, row := range []struct {
		name, body string
		want       *pulumirpc.RunResponse
	}{
		{"success", "os.Exit(0)", &pulumirpc.RunResponse{}},
		{"an error that the engine knows", "os.Exit(32)", &pulumirpc.RunResponse{Bail: true}},
		{"a crash", "os.Exit(3)", &pulumirpc.RunResponse{Error: "the program ended with exit code 3"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := program(t, environment+row.body)
			h := newHost(context.Background(), "127.0.0.1:1", t.TempDir())
			got, err := h.Run(context.Background(), &pulumirpc.RunRequest{
				Stack: "prod", Pwd: folder, DryRun: true, Config: map[string]string{"a:b": "c"},
				Info: &pulumirpc.ProgramInfo{ProgramDirectory: folder},
			})
			require.NoError(t, err)
			assert.Equal(t, row.want.String(), got.String())
			said, err := os.ReadFile(filepath.Join(folder, "said"))
			require.NoError(t, err)
			assert.Equal(t, `prod {"a:b":"c"} true 127.0.0.1:1`, string(said))
		})
	}
}

func TestRunTellsAProgramThatDoesNotCompile(t *testing.T) {
	folder := program(t, "mistake()\nos.Exit(0)")
	h := newHost(context.Background(), "", t.TempDir())
	got, err := h.Run(context.Background(), &pulumirpc.RunRequest{
		Pwd: folder, Info: &pulumirpc.ProgramInfo{ProgramDirectory: folder},
	})
	require.NoError(t, err)
	assert.Contains(t, got.GetError(), "undefined: mistake")
}

func TestRunPluginCarriesOutputAndExitCode(t *testing.T) {
	folder := program(t, `os.Stdout.WriteString("port"); os.Stderr.WriteString(os.Getenv("SAID")); os.Exit(4)`)
	answers := &recorder{context: t.Context()}
	h := newHost(context.Background(), "", t.TempDir())
	require.NoError(t, h.RunPlugin(&pulumirpc.RunPluginRequest{
		Pwd: folder, Env: []string{"SAID=complaint"}, Info: &pulumirpc.ProgramInfo{ProgramDirectory: folder},
	}, answers))
	assert.Equal(t, "port", answers.stdout.String())
	assert.Equal(t, "complaint", answers.stderr.String())
	assert.EqualValues(t, 4, answers.code)
}

func TestRunPluginTellsAPackThatDoesNotCompile(t *testing.T) {
	folder := program(t, "mistake()\nos.Exit(0)")
	answers := &recorder{context: t.Context()}
	require.NoError(t, newHost(context.Background(), "", t.TempDir()).RunPlugin(&pulumirpc.RunPluginRequest{
		Pwd: folder, Info: &pulumirpc.ProgramInfo{ProgramDirectory: folder},
	}, answers))
	assert.Contains(t, answers.stderr.String(), "undefined: mistake")
	assert.EqualValues(t, 1, answers.code)
}

// The host runs as the engine runs it. Its child tells its process id and would stay for a minute.
func TestNothingIsLeftBehind(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "bin", "pulumi-language-go")
	output, err := exec.Command("go", "build", "-buildvcs=false", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(output))
	folder := program(t, `os.Stdout.WriteString(strconv.Itoa(os.Getpid())); time.Sleep(time.Minute); os.Exit(0)`)
	source, err := os.ReadFile(filepath.Join(folder, "main.go"))
	require.NoError(t, err)
	source = bytes.Replace(source, []byte(`import "os"`), []byte(`import ("os"; "strconv"; "time")`), 1)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "main.go"), source, 0o600))

	for name, end := range map[string]func(host *os.Process, engine io.Closer) error{
		"the engine interrupts the host": func(host *os.Process, _ io.Closer) error { return host.Signal(os.Interrupt) },
		"the engine is gone":             func(_ *os.Process, engine io.Closer) error { return engine.Close() },
		"the host itself is killed":      func(host *os.Process, _ io.Closer) error { return host.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			// Started as from a background job: with interrupts ignored.
			host := exec.Command("sh", "-c", `trap "" INT; exec "$0" 127.0.0.1:1`, binary)
			engine, err := host.StdinPipe()
			require.NoError(t, err)
			stdout, err := host.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, host.Start())
			t.Cleanup(func() { _ = host.Process.Kill() })
			port, err := bufio.NewReader(stdout).ReadString('\n')
			require.NoError(t, err)

			connection, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port),
				grpc.WithTransportCredentials(insecure.NewCredentials()))
			require.NoError(t, err)
			t.Cleanup(func() { _ = connection.Close() })
			stream, err := pulumirpc.NewLanguageRuntimeClient(connection).RunPlugin(t.Context(), &pulumirpc.RunPluginRequest{
				Pwd: folder, Info: &pulumirpc.ProgramInfo{ProgramDirectory: folder},
			})
			require.NoError(t, err)
			first, err := stream.Recv()
			require.NoError(t, err)
			child, err := strconv.Atoi(string(first.GetStdout()))
			require.NoError(t, err)
			require.True(t, alive(child))

			started := time.Now()
			require.NoError(t, end(host.Process, engine))
			assert.Eventually(t, func() bool { return !alive(child) }, 5*time.Second, 10*time.Millisecond, "the child lives on")
			_ = host.Wait()
			assert.Less(t, time.Since(started), 3*time.Second, "the engine would have waited for the host")
		})
	}
}

// alive says whether a process runs: signal 0 only asks, and an ended one that nobody has waited for yet is not alive.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	state, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err != nil || !bytes.Contains(state, []byte(") Z "))
}

// recorder is the engine's end of RunPlugin.
type recorder struct {
	grpc.ServerStream
	context        context.Context
	stdout, stderr bytes.Buffer
	code           int32
}

func (r *recorder) Context() context.Context { return r.context }

func (r *recorder) Send(answer *pulumirpc.RunPluginResponse) error {
	r.stdout.Write(answer.GetStdout())
	r.stderr.Write(answer.GetStderr())
	r.code += answer.GetExitcode()
	return nil
}
