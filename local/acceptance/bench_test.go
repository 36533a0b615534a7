package acceptance

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"secure-room/local/sandbox"
)

// BenchmarkPreview is how long a preview of a new production takes by the clock: without a policy pack, with one that has
// no rules, and with ours, by how many resources it makes; the smallest is production alone. Programs, packs and providers
// are built before.
func BenchmarkPreview(b *testing.B) {
	noRules, err := filepath.Abs("testdata/no-rules-pack")
	require.NoError(b, err)
	for _, size := range []int{0, 200, 1000} {
		s := sandbox.New(b, sandbox.Options{Program: "testdata/many"})
		s.Init(production, room)
		own := created(b, s, 0)
		resources := created(b, s, max(0, size-own))
		for _, asked := range []struct {
			name    string
			command []string
		}{
			{"without a pack", []string{"env", "-u", "PULUMI_OPTION_POLICY_PACK", "pulumi"}},
			{"with a pack without rules", []string{"env", "PULUMI_OPTION_POLICY_PACK=" + noRules, "pulumi"}},
			{"with the pack", []string{"env", "pulumi"}},
		} {
			preview := func() {
				result := s.Command(asked.command[0], append(asked.command[1:], "preview", "-s", production)...)
				require.Zero(b, result.Code, result.Output)
			}
			preview()
			b.Run(fmt.Sprintf("resources=%d/%s", resources, asked.name), func(b *testing.B) {
				for b.Loop() {
					preview()
				}
			})
		}
	}
}

var toCreate = regexp.MustCompile(`\+ (\d+) to create`)

// created is how many resources a preview would make with that many log groups beside production's own.
func created(b *testing.B, s *sandbox.Sandbox, more int) int {
	b.Helper()
	set := s.Pulumi("config", "set", "many:more", strconv.Itoa(more), "-s", production)
	require.Zero(b, set.Code, set.Output)
	result := s.Preview(production)
	require.Zero(b, result.Code, result.Output)
	found := toCreate.FindStringSubmatch(result.Output)
	require.NotNil(b, found, result.Output)
	count, err := strconv.Atoi(found[1])
	require.NoError(b, err)
	return count
}
