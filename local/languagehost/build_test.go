package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// program writes a Go program of its own module into a new folder.
func program(t *testing.T, body string) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module example\n\ngo 1.24\n"), 0o600))
	write(t, folder, body)
	return folder
}

func write(t *testing.T, folder, body string) {
	t.Helper()
	source := "package main\n\nimport \"os\"\n\nfunc main() {\n" + body + "\n}\n"
	require.NoError(t, os.WriteFile(filepath.Join(folder, "main.go"), []byte(source), 0o600))
}

// built compiles a program, runs it and gives what it printed.
func built(t *testing.T, builds, folder string) (output string, file os.FileInfo) {
	t.Helper()
	made, err := compile(context.Background(), builds, folder)
	require.NoError(t, err)
	defer made.release()
	file, err = os.Stat(made.path)
	require.NoError(t, err)
	said, err := exec.Command(made.path).Output()
	require.NoError(t, err)
	return string(said), file
}

func TestCompileFollowsTheSource(t *testing.T) {
	builds, folder := t.TempDir(), program(t, `os.Stdout.WriteString("first")`)
	output, first := built(t, builds, folder)
	assert.Equal(t, "first", output)

	_, again := built(t, builds, folder)
	assert.True(t, os.SameFile(first, again), "an unchanged program was linked again")

	write(t, folder, `os.Stdout.WriteString("second")`)
	output, _ = built(t, builds, folder)
	assert.Equal(t, "second", output)
}

func TestCompileFollowsLinks(t *testing.T) {
	folder := program(t, `os.Stdout.WriteString("linked")`)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(folder, link))
	output, _ := built(t, t.TempDir(), link)
	assert.Equal(t, "linked", output)
}

func TestCompileKeepsFoldersApart(t *testing.T) {
	builds := t.TempDir()
	one, two := program(t, `os.Stdout.WriteString("one")`), program(t, `os.Stdout.WriteString("two")`)
	for range 2 {
		output, _ := built(t, builds, one)
		assert.Equal(t, "one", output)
		output, _ = built(t, builds, two)
		assert.Equal(t, "two", output)
	}
}

func TestCompileSaysWhatIsWrong(t *testing.T) {
	builds := t.TempDir()
	folder := program(t, `os.Stdout.WriteString(mistake)`)
	_, err := compile(context.Background(), builds, folder)
	require.ErrorContains(t, err, folder+" does not compile:")
	assert.ErrorContains(t, err, "main.go:6:23: undefined: mistake")

	write(t, folder, `os.Stdout.WriteString("mended")`) // and the failure has released the lock
	output, _ := built(t, builds, folder)
	assert.Equal(t, "mended", output)

	_, err = compile(context.Background(), builds, filepath.Join(folder, "missing"))
	assert.ErrorContains(t, err, "finding the program to compile")
}

func TestCompileIsOneAtATime(t *testing.T) {
	builds, folder := t.TempDir(), program(t, `os.Stdout.WriteString("shared")`)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			output, _ := built(t, builds, folder)
			assert.Equal(t, "shared", output)
		})
	}
	all.Wait()
}
