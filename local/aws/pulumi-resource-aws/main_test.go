package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"secure-room/local/mode"
)

func TestNothingIsServedUnlessAskedFor(t *testing.T) {
	t.Setenv(mode.Variable, "")
	require.ErrorContains(t, serve(), mode.Variable+" is not set")
}
