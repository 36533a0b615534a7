package mode_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/mode"
)

func TestDemand(t *testing.T) {
	t.Setenv(mode.Variable, "")
	assert.ErrorContains(t, mode.Demand("pulumi-resource-random"), "SECURE_ROOM_LOCAL_AWS is not set")
	t.Setenv(mode.Variable, "1")
	assert.NoError(t, mode.Demand("pulumi-resource-random"))
}
