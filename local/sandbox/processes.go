package sandbox

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
)

// Processes are the process ids of the commands of this sandbox, and of the programs, packs and providers started for
// them, that still run. It knows them by the sandbox's own AWS folder in their environment.
func (s *Sandbox) Processes() []int {
	s.t.Helper()
	mark := []byte("SECURE_ROOM_LOCAL_AWS=" + s.AWS + "\x00")
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil || len(environments) == 0 {
		s.t.Fatal("this test looks for processes in /proc and there are none")
	}
	var found []int
	for _, name := range environments {
		content, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile, or another user's
		}
		if bytes.Contains(append(content, 0), mark) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil {
				found = append(found, pid)
			}
		}
	}
	return found
}
