package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// RunPlugin runs a plugin that is given as a folder of source, such as the policy pack, until the engine ends the call.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, answers grpc.ServerStreamingServer[pulumirpc.RunPluginResponse],
) error {
	ctx, cancel := h.both(answers.Context())
	defer cancel()
	stream := &pluginStream{answers: answers}
	code, err := run(ctx, h.builds, request.GetInfo().GetProgramDirectory(), request.GetArgs(), func(command *exec.Cmd) {
		command.Dir, command.Env = request.GetPwd(), request.GetEnv()
		command.Stdout, command.Stderr = stream.stdout(), stream.stderr()
	})
	if errors.Is(err, context.Canceled) {
		return nil // the engine has done with the plugin
	}
	if err != nil {
		// The engine shows a plugin's standard error but hides why a call failed: it would only say that the plugin
		// gave no port.
		if _, failed := fmt.Fprintln(stream.stderr(), err); failed != nil {
			return failed
		}
		code = 1
	}
	return stream.send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(code)},
	})
}

// pluginStream carries what a plugin prints to the engine. The two outputs of a process are copied by one goroutine
// each, and a gRPC stream takes one message at a time.
type pluginStream struct {
	answers grpc.ServerStreamingServer[pulumirpc.RunPluginResponse]
	lock    sync.Mutex
}

func (s *pluginStream) send(message *pulumirpc.RunPluginResponse) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.answers.Send(message)
}

func (s *pluginStream) stdout() io.Writer {
	return sender(func(text []byte) error {
		return s.send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stdout{Stdout: text}})
	})
}

func (s *pluginStream) stderr() io.Writer {
	return sender(func(text []byte) error {
		return s.send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stderr{Stderr: text}})
	})
}

// sender is a writer that hands each piece on.
type sender func([]byte) error

func (s sender) Write(text []byte) (int, error) {
	if err := s(bytes.Clone(text)); err != nil { // the caller will use its buffer again
		return 0, err
	}
	return len(text), nil
}
