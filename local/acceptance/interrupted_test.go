package acceptance

import (
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// However an update is interrupted, what `make up` does next (recover, then update) converges: the stacks hold what an
// undisturbed run leaves, the local AWS holds just that, and nothing is made twice.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	undisturbed := stacks(t)
	bothUp(t, undisturbed)
	want := map[string][]string{production: types(undisturbed, production), room: types(undisturbed, room)}
	wantObjects := objects(t, undisturbed.AWS)

	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGKILL} {
		for _, made := range []int{1, 20, 45} {
			t.Run(fmt.Sprintf("%s after %d", signal, made), func(t *testing.T) {
				t.Parallel()
				s := stacks(t)
				for _, stack := range []string{production, room} {
					killed := s.UpKilled(stack, signal, made)
					if stack == room { // production is small enough to be done before a late interrupt is heeded
						assert.NotZero(t, killed.Code, "the update was interrupted:\n%s", killed.Output)
					}
					recovered := s.Recover(production, room)
					require.Zero(t, recovered.Code, recovered.Output)
					up(t, s, stack)
				}
				up(t, s, production)
				for _, stack := range []string{production, room} {
					assert.Equal(t, want[stack], types(s, stack))
					assert.Empty(t, s.Deployment(stack).PendingOperations)
				}
				assert.Equal(t, wantObjects, objects(t, s.AWS), "nothing made twice, nothing lost")
				assert.Empty(t, s.Processes(), "nothing is left running")
			})
		}
	}
}
