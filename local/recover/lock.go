package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// lock is what the CLI's file backend writes while it works on a stack (backend/diy/lock.go in Pulumi's repository).
type lock struct {
	PID       int       `json:"pid"`
	Username  string    `json:"username"`
	Hostname  string    `json:"hostname"`
	Timestamp time.Time `json:"timestamp"`
}

// lockFolder is where the file backend at this address keeps the locks of its stacks.
func lockFolder(backend string) (string, error) {
	address, err := url.Parse(backend)
	if err != nil || address.Scheme != "file" || address.Path == "" {
		return "", fmt.Errorf("PULUMI_BACKEND_URL is %q: local mode keeps state in a folder, file://…", backend)
	}
	return filepath.Join(address.Path, ".pulumi", "locks"), nil
}

// readLocks gives the locks on a stack.
func readLocks(folder, stack string) ([]lock, error) {
	names, err := filepath.Glob(filepath.Join(folder, "organization", "*", stack, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("looking for locks: %w", err)
	}
	var locks []lock
	for _, name := range names {
		content, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // released meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("reading a lock: %w", err)
		}
		var held lock
		// A lock whose writing was cut short is nobody's any more.
		_ = json.Unmarshal(content, &held)
		locks = append(locks, held)
	}
	return locks, nil
}

// alive gives an error that says who holds the lock, unless the holder is known to have ended.
func (l lock) alive() error {
	here, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("judging a lock: %w", err)
	}
	switch {
	case l.PID == 0:
		return nil
	case l.Hostname != here:
		return fmt.Errorf("locked since %s by %s on %s (process %d), which cannot be seen from %s; "+
			"when it has ended there, `pulumi cancel` releases the stack",
			l.Timestamp.Format(time.RFC3339), l.Username, l.Hostname, l.PID, here)
	case running(l.PID):
		return fmt.Errorf("being worked on since %s by process %d; wait for its end, or end it",
			l.Timestamp.Format(time.RFC3339), l.PID)
	default:
		return nil
	}
}

// running says whether a process is a living Pulumi. The number of one that ended may be another's by now.
func running(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		return true // no /proc to say more
	}
	name, parent := identity(filepath.Join("/proc", strconv.Itoa(pid)))
	return name == "pulumi" && parent != 0
}
