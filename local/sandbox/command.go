package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/require"
)

// patience is how long a command may take; a warm one needs seconds, a first one compiles the AWS SDK.
const patience = 9 * time.Minute

// Result is how a command ended.
type Result struct {
	// Code is the exit code; -1 when a signal ended it.
	Code int
	// Output is all that was printed, without colours.
	Output string
}

// Init makes stacks.
func (s *Sandbox) Init(stacks ...string) {
	s.t.Helper()
	for _, stack := range stacks {
		result := s.Pulumi("stack", "init", stack, "--no-select")
		require.Zero(s.t, result.Code, result.Output)
	}
}

// Up updates a stack.
func (s *Sandbox) Up(stack string, flags ...string) Result {
	s.t.Helper()
	return s.Pulumi(append([]string{"up", "--yes", "-s", stack}, flags...)...)
}

// Preview previews an update.
func (s *Sandbox) Preview(stack string, flags ...string) Result {
	s.t.Helper()
	return s.Pulumi(append([]string{"preview", "-s", stack}, flags...)...)
}

// Refresh brings a stack's state to what the local AWS holds.
func (s *Sandbox) Refresh(stack string, flags ...string) Result {
	s.t.Helper()
	return s.Pulumi(append([]string{"refresh", "--yes", "-s", stack}, flags...)...)
}

// Destroy takes down what a stack holds.
func (s *Sandbox) Destroy(stack string, flags ...string) Result {
	s.t.Helper()
	return s.Pulumi(append([]string{"destroy", "--yes", "-s", stack}, flags...)...)
}

// Recover does what `make` does before it updates stacks.
func (s *Sandbox) Recover(stacks ...string) Result {
	s.t.Helper()
	return s.Command(s.tool("recover"), stacks...)
}

// Deployment is a stack's state. Secrets in it are encrypted.
func (s *Sandbox) Deployment(stack string) apitype.DeploymentV3 {
	s.t.Helper()
	result := s.Pulumi("stack", "export", "-s", stack)
	require.Zero(s.t, result.Code, result.Output)
	var exported struct{ Deployment apitype.DeploymentV3 }
	require.NoError(s.t, json.Unmarshal([]byte(result.Output), &exported))
	return exported.Deployment
}

// Pulumi runs the CLI in the sandbox's project.
func (s *Sandbox) Pulumi(arguments ...string) Result {
	s.t.Helper()
	return s.Command(s.tool("pulumi"), arguments...)
}

// SecureRoom runs the command that shows and verifies deployed stacks.
func (s *Sandbox) SecureRoom(arguments ...string) Result {
	s.t.Helper()
	return s.Command(s.tool("secure-room"), arguments...)
}

// LocalAWS runs the command that looks into the local AWS and changes it by hand.
func (s *Sandbox) LocalAWS(arguments ...string) Result {
	s.t.Helper()
	return s.Command(s.tool("local-aws"), arguments...)
}

// Command runs any program in the sandbox's project and environment.
func (s *Sandbox) Command(program string, arguments ...string) Result {
	s.t.Helper()
	return s.follow(program, arguments, func(string, *os.Process) {})
}

// UpKilled starts an update, and sends its CLI a signal as soon as that many resources have been made.
func (s *Sandbox) UpKilled(stack string, signal os.Signal, made int) Result {
	s.t.Helper()
	return s.upUntil(stack, made, func(cli *os.Process) { require.NoError(s.t, cli.Signal(signal)) })
}

// UpMeanwhile updates a stack; as soon as that many resources have been made, the CLI is halted while something else
// is done.
func (s *Sandbox) UpMeanwhile(stack string, made int, something func()) Result {
	s.t.Helper()
	return s.upUntil(stack, made, func(cli *os.Process) {
		require.NoError(s.t, cli.Signal(syscall.SIGSTOP))
		something()
		require.NoError(s.t, cli.Signal(syscall.SIGCONT))
	})
}

func (s *Sandbox) upUntil(stack string, made int, then func(cli *os.Process)) Result {
	s.t.Helper()
	count := 0
	return s.follow(s.tool("pulumi"), []string{"up", "--yes", "-s", stack}, func(line string, cli *os.Process) {
		if !strings.Contains(line, " created (") {
			return
		}
		if count++; count == made {
			then(cli)
		}
	})
}

// follow runs a program and shows each line that it prints to see, while the program runs.
func (s *Sandbox) follow(program string, arguments []string, see func(line string, process *os.Process)) Result {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir, command.Env = s.Folder, append(s.environment(), "NO_COLOR=1")
	reader, writer, err := os.Pipe()
	require.NoError(s.t, err)
	defer reader.Close()
	command.Stdout, command.Stderr = writer, writer
	require.NoError(s.t, command.Start())
	require.NoError(s.t, writer.Close())

	var output bytes.Buffer
	lines := bufio.NewReader(reader)
	for {
		line, err := lines.ReadString('\n')
		output.WriteString(line)
		see(line, command.Process)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				s.t.Errorf("reading what %s prints: %v", program, err)
			}
			break
		}
	}
	err = command.Wait()
	if ctx.Err() != nil {
		s.t.Fatalf("%s %s did not end:\n%s", program, strings.Join(arguments, " "), output.String())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(s.t, err)
	}
	return Result{Code: command.ProcessState.ExitCode(), Output: output.String()}
}
