package sandbox

import (
	"os"
	"path/filepath"

	"github.com/stretchr/testify/require"
)

// Keep copies what the sandbox stands at (the stacks' configuration, their state, the local AWS and the pack's records) to
// a folder, which Options.From lets other sandboxes start from.
func (s *Sandbox) Keep(folder string) {
	s.t.Helper()
	config := filepath.Join(folder, "config")
	require.NoError(s.t, os.MkdirAll(config, 0o700))
	s.copyFiles(s.Folder, config)
	for name, own := range s.standing() {
		require.NoError(s.t, os.CopyFS(filepath.Join(folder, name), os.DirFS(own)))
	}
}

// restore brings the sandbox, in which nothing has been done yet, to what Keep has copied.
func (s *Sandbox) restore(folder string) {
	s.t.Helper()
	s.copyFiles(filepath.Join(folder, "config"), s.Folder)
	for name, own := range s.standing() {
		require.NoError(s.t, os.CopyFS(own, os.DirFS(filepath.Join(folder, name))))
	}
}

// standing are the folders in which commands leave something, by the name that a copy has.
func (s *Sandbox) standing() map[string]string {
	return map[string]string{"aws": s.AWS, "state": s.state, "records": s.Records}
}

// copyFiles copies a project's own files from one folder to another.
func (s *Sandbox) copyFiles(from, to string) {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(from, "Pulumi.*"))
	require.NoError(s.t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(s.t, err)
		require.NoError(s.t, os.WriteFile(filepath.Join(to, filepath.Base(file)), content, 0o600))
	}
}
