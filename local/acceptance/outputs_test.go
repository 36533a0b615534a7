package acceptance

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// No output of a stack or of a component is a secret, or holds the value of one: outputs are printed, and read by other stacks.
func TestNoOutputIsSecretOrHoldsOne(t *testing.T) {
	t.Parallel()
	s := bothUp(t)
	secrets := map[string]bool{}
	outputs := map[string]string{}
	for _, stack := range []string{production, room} {
		exported := s.Pulumi("stack", "export", "--show-secrets", "-s", stack)
		require.Zero(t, exported.Code, exported.Output)
		var deployment struct{ Deployment apitype.DeploymentV3 }
		require.NoError(t, json.Unmarshal([]byte(exported.Output), &deployment))
		for _, r := range deployment.Deployment.Resources {
			collect(t, secrets, r.Inputs)
			collect(t, secrets, r.Outputs)
			if !r.Custom {
				text, err := json.Marshal(r.Outputs)
				require.NoError(t, err)
				outputs[string(r.URN)] = string(text)
			}
		}
	}
	require.NotEmpty(t, secrets, "the room's state holds the password that Admin starts with")
	require.Contains(t, outputs, "urn:pulumi:room::secure-room::pulumi:pulumi:Stack::secure-room-room")
	for urn, text := range outputs {
		assert.NotContains(t, text, resource.SecretSig, urn)
		for secret := range secrets {
			assert.False(t, strings.Contains(text, secret), "%s holds a secret's value", urn)
		}
	}
}

// collect adds every text of eight characters and more that is marked secret somewhere in a state's values; no password is shorter.
func collect(t *testing.T, into map[string]bool, value any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			collect(t, into, item)
		}
	case map[string]any:
		if v[resource.SigKey] == resource.SecretSig {
			var plain any
			text, _ := v["plaintext"].(string)
			require.NoError(t, json.Unmarshal([]byte(text), &plain))
			texts(into, plain)
			return
		}
		for _, item := range v {
			collect(t, into, item)
		}
	}
}

// texts adds the texts in a secret.
func texts(into map[string]bool, value any) {
	switch v := value.(type) {
	case string:
		if len(v) >= 8 {
			into[v] = true
		}
	case []any:
		for _, item := range v {
			texts(into, item)
		}
	case map[string]any:
		for _, item := range v {
			texts(into, item)
		}
	}
}
