package lifeline_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/lifeline"
)

func TestGoneIsCalledWhenTheInputEnds(t *testing.T) {
	input, engine := io.Pipe()
	gone := make(chan struct{})
	lifeline.Watch(input, func() { close(gone) })

	_, err := engine.Write([]byte("an engine writes nothing, but words alone would not be its end\n"))
	require.NoError(t, err)
	select {
	case <-gone:
		t.Fatal("gone was called while the engine lived")
	case <-time.After(50 * time.Millisecond):
	}

	require.NoError(t, engine.Close())
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Fatal("gone was not called after the input's end")
	}
}

func TestGoneIsNotCalledAfterStop(t *testing.T) {
	input, engine := io.Pipe()
	called := make(chan struct{})
	stop := lifeline.Watch(input, func() { close(called) })
	stop()
	require.NoError(t, engine.Close())
	select {
	case <-called:
		assert.Fail(t, "gone was called although the plugin had ended by itself")
	case <-time.After(50 * time.Millisecond):
	}
}
