package reach_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/graph"
	"secure-room/policy/index"
	"secure-room/policy/policytest"
	"secure-room/policy/reach"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// parts finds interfaces by the name of their owner and kind.
func parts(t *testing.T, g *graph.Graph) map[graph.Kind]*graph.Interface {
	t.Helper()
	found := map[graph.Kind]*graph.Interface{}
	for _, i := range g.Interfaces {
		found[i.Kind] = i
	}
	require.Len(t, found, 5)
	return found
}

func TestReach(t *testing.T) {
	g := graph.Build(index.New(policytest.Deployed(policytest.Production(), policytest.Room()), resource.Stack))
	part := parts(t, g)
	for _, c := range []struct {
		from, to graph.Kind
		want     string
		returns  bool
	}{
		{graph.Terminal, graph.Database, "tcp/5432", true},
		{graph.Terminal, graph.Service, "tcp/3128", true},
		{graph.Terminal, graph.Controller, "all protocols and ports", true},
		{graph.Terminal, graph.Instance, "nothing", false},
		{graph.Service, graph.Database, "nothing", false},
		{graph.Controller, graph.Database, "nothing", false},
		{graph.Database, graph.Terminal, "nothing", false},
		{graph.Instance, graph.Terminal, "nothing", false},
		{graph.Instance, graph.Controller, "nothing", false},
	} {
		t.Run(string(c.from)+" to "+string(c.to), func(t *testing.T) {
			paths := reach.New(g).Between(reach.Of(part[c.from]), reach.Of(part[c.to]))
			var services traffic.Services
			for _, path := range paths {
				services = services.Union(path.Services)
				assert.Equal(t, c.returns, path.Returns)
			}
			assert.Equal(t, c.want, services.String())
		})
	}
}

func TestShutDoorLeavesNoAnswer(t *testing.T) {
	prod := policytest.Production()
	for _, name := range []string{"data-0-to-terminals-0", "data-0-to-terminals-1", "data-1-to-terminals-0", "data-1-to-terminals-1"} {
		prod.Remove(name)
	}
	g := graph.Build(index.New(policytest.Deployed(prod, policytest.Room()), resource.Stack))
	part := parts(t, g)
	paths := reach.New(g).Between(reach.Of(part[graph.Terminal]), reach.Of(part[graph.Database]))
	require.NotEmpty(t, paths)
	for _, path := range paths {
		assert.False(t, path.Returns)
	}
}

func TestOut(t *testing.T) {
	g := graph.Build(index.New(policytest.Deployed(policytest.Production(), policytest.Room()), resource.Stack))
	part := parts(t, g)
	assert.Empty(t, reach.Out(part[graph.Terminal]))
	assert.Empty(t, reach.Out(part[graph.Controller]))
	assert.Empty(t, reach.Out(part[graph.Database]))
	assert.NotEmpty(t, reach.Out(part[graph.Service]))
}
