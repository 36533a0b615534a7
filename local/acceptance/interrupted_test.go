package acceptance

import (
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/sandbox"
)

// However an update is interrupted, what `make up` does next (recover, then update) converges: the stacks hold what an
// undisturbed run leaves, the local AWS holds just that, and nothing is made twice.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	undisturbed := map[string]*sandbox.Sandbox{production: productionUp(t), room: bothUp(t)}
	for _, test := range []struct {
		stack  string
		signal os.Signal
		made   int
	}{
		{production, syscall.SIGINT, 1}, {production, syscall.SIGKILL, 20},
		{room, syscall.SIGINT, 20}, {room, syscall.SIGKILL, 1}, {room, syscall.SIGKILL, 20}, {room, syscall.SIGKILL, 45},
	} {
		t.Run(fmt.Sprintf("%s %s after %d", test.stack, test.signal, test.made), func(t *testing.T) {
			t.Parallel()
			s := stacks(t)
			if test.stack == room {
				s = productionUp(t)
			}
			killed := s.UpKilled(test.stack, test.signal, test.made)
			if test.stack == room { // production is small enough to be done before an interrupt is heeded
				assert.NotZero(t, killed.Code, "the update was interrupted:\n%s", killed.Output)
			}
			recovered := s.Recover(production, room)
			require.Zero(t, recovered.Code, recovered.Output)
			up(t, s, test.stack)
			if test.stack == room {
				up(t, s, production)
			}
			for _, stack := range []string{production, room} {
				assert.Equal(t, types(undisturbed[test.stack], stack), types(s, stack))
				assert.Empty(t, s.Deployment(stack).PendingOperations)
			}
			assert.Equal(t, objects(t, undisturbed[test.stack].AWS), objects(t, s.AWS), "nothing made twice, nothing lost")
			assert.Empty(t, s.Processes(), "nothing is left running")
		})
	}
}
