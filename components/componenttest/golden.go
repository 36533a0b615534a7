package componenttest

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write golden files anew instead of comparing with them")

// Golden compares what was registered, one line a resource, with the golden file; with the flag -update it writes the
// file. What a program makes is then reviewed as a difference between two commits.
func (r *Recorder) Golden(t *testing.T, file string) {
	t.Helper()
	var lines []string
	for _, one := range r.All() {
		lines = append(lines, one.line())
	}
	slices.Sort(lines)
	text := strings.Join(lines, "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
		return
	}
	golden, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(golden), text, "what the program registers is not what %s lists; if it is meant, write the "+
		"list anew with: go test ./programs/... -update", file)
}

// line is a resource as golden files list it: type, name, the component that it belongs to, and the options that decide
// what a later update may do to it.
func (one Resource) line() string {
	line := one.Type + " " + one.Name
	if parent := resource.URN(one.Parent); one.Parent != "" && parent.Type() != resource.RootStackType {
		line += fmt.Sprintf(" (%s %s)", parent.Type(), parent.Name())
	}
	if one.Protect {
		line += " protect"
	}
	if len(one.IgnoreChanges) > 0 {
		line += " ignoreChanges=" + strings.Join(one.IgnoreChanges, ",")
	}
	if len(one.ReplaceOnChanges) > 0 {
		line += " replaceOnChanges=" + strings.Join(one.ReplaceOnChanges, ",")
	}
	return line
}
