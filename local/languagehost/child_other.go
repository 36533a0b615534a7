//go:build !linux

package main

import "os/exec"

// dieWithParent does nothing where the system has no such service: there a child outlives this process when it alone
// is killed, but not when the engine is.
func dieWithParent(*exec.Cmd) {}
