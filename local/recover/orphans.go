package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// settle waits until no provider of a killed CLI is at work on the local AWS any more. Such a provider ends by itself,
// but not in the middle of a step: what it still makes must be there before anyone asks what was made.
func settle(cloud string, patience time.Duration) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		left, err := orphans(cloud)
		if err != nil {
			return err
		}
		if len(left) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("providers of a killed update are still at work (processes %s); end them and try again",
				strings.Join(left, ", "))
		}
	}
}

// orphans are the providers on this local AWS whose CLI is gone. Those of another stack's living update are none.
func orphans(cloud string) ([]string, error) {
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, fmt.Errorf("looking for providers: %w", err)
	}
	mark := []byte("\x00SECURE_ROOM_LOCAL_AWS=" + cloud + "\x00")
	var left []string
	for _, path := range environments {
		process := filepath.Dir(path)
		name, parent := identity(process)
		if !strings.HasPrefix(name, "pulumi-resource") || parent == 0 || running(parent) {
			continue
		}
		environment, err := os.ReadFile(path)
		if err == nil && bytes.Contains(append([]byte{0}, environment...), mark) {
			left = append(left, filepath.Base(process))
		}
	}
	return left, nil
}

// identity reads a process's name and parent from proc(5)'s stat: pid (name) state parent …; a parent of 0 says that
// the process has ended.
func identity(process string) (name string, parent int) {
	content, err := os.ReadFile(filepath.Join(process, "stat"))
	if err != nil {
		return "", 0
	}
	before, rest, _ := strings.Cut(string(content), ") ")
	_, name, _ = strings.Cut(before, "(")
	if fields := strings.Fields(rest); len(fields) > 1 && fields[0] != "Z" {
		parent, _ = strconv.Atoi(fields[1])
	}
	return name, parent
}
