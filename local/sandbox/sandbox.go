// Package sandbox runs the real Pulumi CLI in tests: on a project, a state folder and a local AWS of the test's own.
//
// Sandboxes share only what is read: the CLI, its language host and the providers that `make toolchain` has built. So
// tests that use them may run in parallel.
package sandbox

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// Options say what a sandbox runs. Folders are absolute or relative to the test's package.
type Options struct {
	// Project is the folder whose Pulumi.yaml and stack configurations are copied; by default this repository's.
	Project string
	// Program is the folder of the Go program to run instead of the project's own.
	Program string
	// Pack is the folder of the policy pack that goes with every preview and update; by default the repository's.
	Pack string
	// From is a folder that Keep has filled: the sandbox stands where the kept one stood.
	From string
}

// Sandbox is a copy of a Pulumi project, with a state folder and a local AWS of its own.
type Sandbox struct {
	t testing.TB
	// Folder holds Pulumi.yaml and Pulumi.<stack>.yaml, which a test may change, and a link to the program.
	Folder string
	// AWS is the folder of the local AWS's store.
	AWS string
	// Records is the folder in which the policy pack leaves records of what it let pass.
	Records string

	main  string // the program's folder, as Pulumi.yaml names it
	local string // .local of this repository
	state string
	home  string
	pack  string
}

// New makes a sandbox without stacks. It fails the test when the toolchain has not been built.
func New(t testing.TB, options Options) *Sandbox {
	t.Helper()
	root := repository(t)
	temporary := t.TempDir()
	s := &Sandbox{
		t:       t,
		Folder:  filepath.Join(temporary, "project"),
		AWS:     filepath.Join(temporary, "aws"),
		Records: filepath.Join(temporary, "records"),
		local:   filepath.Join(root, ".local"),
		state:   filepath.Join(temporary, "state"),
		home:    filepath.Join(temporary, "home"),
		pack:    absolute(t, options.Pack, filepath.Join(root, "policy")),
	}
	plugins := filepath.Join(s.local, "home", "plugins")
	for _, needed := range []string{s.tool("pulumi"), s.tool("pulumi-language-go"), plugins} {
		if _, err := os.Stat(needed); err != nil {
			t.Fatalf("this test runs the real Pulumi CLI, and %s is missing: run `make toolchain` first", needed)
		}
	}
	for _, folder := range []string{s.Folder, s.state, s.home, s.Records} {
		require.NoError(t, os.Mkdir(folder, 0o700))
	}
	// Logs and the like are the sandbox's own; the providers are only read.
	require.NoError(t, os.Symlink(plugins, filepath.Join(s.home, "plugins")))
	s.copyProject(absolute(t, options.Project, root), options.Program)
	if options.From != "" {
		s.restore(options.From)
	}
	return s
}

// copyProject copies a project's files. The program is only linked, so that it stays within its Go module; the CLI
// wants it below the project's folder.
func (s *Sandbox) copyProject(project, program string) {
	s.t.Helper()
	s.copyFiles(project, s.Folder)
	s.main = s.readMain(project)
	s.UseProgram(absolute(s.t, program, filepath.Join(project, s.main)))
}

// readMain is the folder, below the project's, in which Pulumi.yaml says the program lies.
func (s *Sandbox) readMain(project string) string {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join(s.Folder, "Pulumi.yaml"))
	require.NoError(s.t, err, "%s is no Pulumi project", project)
	var read struct{ Main string }
	require.NoError(s.t, yaml.Unmarshal(content, &read))
	require.NotEmpty(s.t, read.Main, "%s/Pulumi.yaml must say in `main` where the program is", project)
	return read.Main
}

// UseProgram has the sandbox's next commands run the Go program of another folder.
func (s *Sandbox) UseProgram(folder string) {
	s.t.Helper()
	link := filepath.Join(s.Folder, s.main)
	require.NoError(s.t, os.RemoveAll(link)) // a link: what it leads to stays
	require.NoError(s.t, os.Symlink(absolute(s.t, folder, ""), link))
}

// ConfigFile is where a stack's configuration lies.
func (s *Sandbox) ConfigFile(stack string) string {
	return filepath.Join(s.Folder, "Pulumi."+stack+".yaml")
}

// EditConfig replaces a piece of a stack's configuration, which must be there exactly once.
func (s *Sandbox) EditConfig(stack, old, replacement string) {
	s.t.Helper()
	content, err := os.ReadFile(s.ConfigFile(stack))
	require.NoError(s.t, err)
	require.Equal(s.t, 1, strings.Count(string(content), old), "how often %s holds %q", s.ConfigFile(stack), old)
	edited := strings.Replace(string(content), old, replacement, 1)
	require.NoError(s.t, os.WriteFile(s.ConfigFile(stack), []byte(edited), 0o600))
}

func (s *Sandbox) tool(name string) string { return filepath.Join(s.local, "bin", name) }

// environment is this process's, without what would lead a command to anything but the sandbox.
func (s *Sandbox) environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "PULUMI_") || strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "SECURE_ROOM_") {
			continue
		}
		kept = append(kept, variable)
	}
	return append(kept,
		"PATH="+filepath.Join(s.local, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"PULUMI_HOME="+s.home,
		"PULUMI_BACKEND_URL=file://"+s.state+"?metadata=skip", // local/env.sh says why
		"PULUMI_CONFIG_PASSPHRASE=secure-room-local",
		"PULUMI_SKIP_UPDATE_CHECK=true",
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true",
		"PULUMI_OPTION_POLICY_PACK="+s.pack,
		"SECURE_ROOM_LOCAL_AWS="+s.AWS,
		"SECURE_ROOM_POLICY_RECORDS="+s.Records,
	)
}

// repository finds the root of this repository above the test's package.
func repository(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	for {
		content, err := os.ReadFile(filepath.Join(folder, "go.mod"))
		if err == nil && bytes.HasPrefix(content, []byte("module secure-room\n")) {
			return folder
		}
		parent := filepath.Dir(folder)
		require.NotEqual(t, folder, parent, "no go.mod of secure-room above the test")
		folder = parent
	}
}

func absolute(t testing.TB, folder, otherwise string) string {
	t.Helper()
	if folder == "" {
		return otherwise
	}
	path, err := filepath.Abs(folder)
	require.NoError(t, err)
	return path
}
