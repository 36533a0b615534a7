package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// binary is a compiled program. Nobody else can replace it until it is released.
type binary struct {
	path string
	lock *os.File
}

// compile builds the program in a folder. The result lies at a place of its own for each folder, where the next build
// finds it: when nothing has changed, go build sees that from the binary's build id and neither compiles nor links.
//
// It is asked at each run rather than trusted from an earlier one, so a program older than its source never runs.
func compile(ctx context.Context, builds, folder string) (*binary, error) {
	// A project may link to its program; go looks for go.mod upwards from where the program really lies.
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return nil, fmt.Errorf("finding the program to compile: %w", err)
	}
	place := filepath.Join(builds, placeOf(folder))
	if err := os.MkdirAll(place, 0o755); err != nil {
		return nil, fmt.Errorf("compiling %s: %w", folder, err)
	}
	lock, err := acquire(filepath.Join(place, "lock"))
	if err != nil {
		return nil, fmt.Errorf("compiling %s: %w", folder, err)
	}
	built := &binary{path: filepath.Join(place, "program"), lock: lock}

	// Without version control stamps: they would make every commit a new binary.
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", built.path, ".")
	build.Dir = folder
	build.WaitDelay = time.Second // a killed compiler's own children must not keep us waiting
	output, err := build.CombinedOutput()
	if err == nil {
		return built, nil
	}
	built.release()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("compiling %s: %w", folder, ctx.Err())
	}
	if said := strings.TrimSpace(string(output)); said != "" {
		return nil, fmt.Errorf("%s does not compile:\n%s", folder, said)
	}
	return nil, fmt.Errorf("compiling %s: %w", folder, err)
}

// release lets others replace the binary. A process started from it goes on undisturbed, for go build makes a new file.
func (b *binary) release() { _ = b.lock.Close() }

// placeOf names the place of a folder's binary: readable, and different for each folder.
func placeOf(folder string) string {
	sum := sha256.Sum256([]byte(filepath.Clean(folder)))
	return filepath.Base(folder) + "-" + hex.EncodeToString(sum[:6])
}

// acquire takes a lock that ends with the process that holds it, at the latest.
func acquire(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return file, nil
}
