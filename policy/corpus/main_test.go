package corpus_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage pile up further before it is collected: these tests make more of it than anything else, collecting
// took a third of their time, and the machine has memory enough.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
