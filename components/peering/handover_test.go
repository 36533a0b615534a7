package peering

import (
	"encoding/json"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
)

// What one stack writes, the other must be able to read.
func TestHandOverSurvivesTheJourney(t *testing.T) {
	var production, room map[string]any
	require.NoError(t, componenttest.New().Run(func(ctx *pulumi.Context) error {
		a := acceptance(t)
		for i, id := range []string{"sg-0bbbbbbbbbbbbbbbb", "sg-0cccccccccccccccc"} {
			a.Exposed[i].SecurityGroupID = pulumi.String(id)
			a.Exposed[i].Address = pulumi.String(a.Exposed[i].Name + ".example.rds.amazonaws.com")
		}
		r := request(t)
		asked := &Request{PeeringConnectionID: pulumi.ID("pcx-0eeeeeeeeeeeeeeee").ToIDOutput()}
		production = known(encodeProduction(a.Network, a.Exposed))
		room = known(encodeRoom(r.Network, map[string]*Request{prodStack: asked}, r.Terminals, r.TerminalSecurityGroupID,
			Operators{ARNs: pulumi.StringArray{pulumi.String("arn:aws:iam::123456789012:user/hanako")}, ThroughEndpoints: true}))
		return nil
	}))
	recorder := componenttest.New()
	recorder.StackOutputs[prodStack] = map[string]any{"production": throughJSON(t, production)}
	recorder.StackOutputs[roomStack] = map[string]any{"room": throughJSON(t, room)}
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		p, err := ReadProduction(ctx, prodStack)
		require.NoError(t, err)
		assert.Equal(t, productionOf(t), p)
		r, err := ReadRoom(ctx, roomStack)
		require.NoError(t, err)
		assert.Equal(t, roomOf(t), r)
		return nil
	}))
}

// throughJSON is how a stack's outputs reach another stack.
func throughJSON(t *testing.T, value map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return decoded(t, string(text))
}

// known waits for every value of an output that is being exported.
func known(encoded pulumi.Map) map[string]any {
	values := make(chan map[string]any)
	encoded.ToMapOutput().ApplyT(func(value map[string]any) bool { values <- value; return true })
	return <-values
}
