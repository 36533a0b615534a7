package acceptance

import (
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/store"
	"secure-room/local/sandbox"
)

var (
	soakRounds = flag.Int("soak", 1, "how many rounds of random changes and faults the soak has")
	soakSeed   = flag.Uint64("seed", 1, "where the soak's random numbers begin")
)

// changes are changes of config that the committed baseline allows: what is replaced, and by what.
var changes = []struct{ stack, from, to string }{
	{production, "  secure-room:rooms: [room]\n", ""},
	{production, "flowLogRetentionDays: 365", "flowLogRetentionDays: 400"},
	{room, "autoStopMinutes: 120", "autoStopMinutes: 60"},
	{room, "console: true", "console: false"},
	{room, "    - {cidr: 198.51.100.20/32, reason: VPN gateway}\n", ""},
	{room, "    - {name: taro, givenName: Taro, familyName: Suzuki, mail: taro.suzuki@example.com, role: operator}\n", ""},
}

// TestSoak changes config at random within the baseline, makes operations fail at random, updates and at times takes down,
// and lets `make up` converge: at the end of each round the states and the local AWS hold the same, and nothing twice.
func TestSoak(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(*soakSeed, 0))
	s := bothUp(t)
	original := map[string]string{}
	for _, stack := range []string{production, room} {
		text, err := os.ReadFile(s.ConfigFile(stack))
		require.NoError(t, err)
		original[stack] = string(text)
	}
	faults, operations := []string{"deny", "throttle", "partial", "timeout", "crash"}, []string{"create", "update", "delete"}
	for round := range *soakRounds {
		texts := map[string]string{production: original[production], room: original[room]}
		for _, change := range changes {
			if random.IntN(2) == 0 {
				changed := strings.Replace(texts[change.stack], change.from, change.to, 1)
				require.NotEqual(t, texts[change.stack], changed, "the committed config no longer has %q", change.from)
				texts[change.stack] = changed
			}
		}
		for stack, text := range texts {
			require.NoError(t, os.WriteFile(s.ConfigFile(stack), []byte(text), 0o600))
		}
		for range 1 + random.IntN(3) {
			arrange(t, s, faults[random.IntN(len(faults))], operations[random.IntN(len(operations))], "", random.IntN(12))
		}
		if random.IntN(4) == 0 {
			s.Destroy(room) // may fail, and then is left half done
		}
		s.Up([]string{production, room}[random.IntN(2)])
		require.Zero(t, s.LocalAWS("fault", "clear").Code)
		converge(t, s)
		t.Logf("round %d: %d resources", round, agree(t, s))
		require.False(t, t.Failed(), "round %d, seed %d", round, *soakSeed)
	}
}

// agree holds both states against the local AWS: each has what the other has, once. It gives how many resources there are.
func agree(t *testing.T, s *sandbox.Sandbox) int {
	t.Helper()
	inState, inCloud := map[string]int{}, map[string]int{}
	for _, stack := range []string{production, room} {
		for _, r := range s.Deployment(stack).Resources {
			if strings.HasPrefix(string(r.Type), "aws:") && !r.External {
				inState[string(r.Type)+" "+string(r.ID)]++
			}
		}
	}
	cloud, err := store.Open(s.AWS)
	require.NoError(t, err)
	require.NoError(t, cloud.Look(func(tx *store.Transaction) error {
		all, err := tx.List(store.Key{})
		for _, o := range all {
			// What AWS makes by itself, and keeps of what is deleted, has no URN.
			if o.URN != "" {
				inCloud[o.Token+" "+o.ID]++
			}
		}
		return err
	}))
	assert.Equal(t, inState, inCloud)
	return len(inState)
}
