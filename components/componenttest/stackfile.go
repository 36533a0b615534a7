package componenttest

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// StackFile is the config of a stack's file, such as Pulumi.room.yaml, as YAML values.
func StackFile(t *testing.T, file string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var stack struct{ Config map[string]any }
	require.NoError(t, yaml.Unmarshal(text, &stack))
	return stack.Config
}

// Configure hands config to the programs that the test runs, as the engine and a language host would: what is a list or
// a group of fields becomes JSON. It returns what was handed over.
func Configure(t *testing.T, config map[string]any) map[string]string {
	t.Helper()
	flat := make(map[string]string, len(config))
	for key, value := range config {
		switch value := value.(type) {
		case []any, map[string]any:
			encoded, err := json.Marshal(value)
			require.NoError(t, err)
			flat[key] = string(encoded)
		case nil: // a key with nothing behind it
			flat[key] = ""
		default:
			flat[key] = fmt.Sprint(value)
		}
	}
	encoded, err := json.Marshal(flat)
	require.NoError(t, err)
	t.Setenv(pulumi.EnvConfig, string(encoded))
	return flat
}
