package main

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"time"
)

// run compiles the program in a folder and runs it to its end, with the command that prepare completes. It gives the
// exit code, or an error when the program did not compile or start or was stopped.
func run(ctx context.Context, builds, folder string, args []string, prepare func(*exec.Cmd)) (int, error) {
	program, err := compile(ctx, builds, folder)
	if err != nil {
		return 0, err
	}
	command := exec.CommandContext(ctx, program.path, args...)
	command.WaitDelay = time.Second
	prepare(command)
	dieWithParent(command)

	ended := make(chan error)
	go func() {
		// The system tells a child that its parent died when the parent's thread ends, not its process: so this
		// thread must be nobody else's, and live until the child has ended.
		runtime.LockOSThread()
		err := command.Start()
		program.release() // only now: what was compiled is what runs
		if err == nil {
			err = command.Wait()
		}
		ended <- err
	}()
	err = <-ended

	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	default:
		return 0, err
	}
}
