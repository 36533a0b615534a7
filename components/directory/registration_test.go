package directory_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPeopleAreRegisteredAfterTheJoin(t *testing.T) {
	r := register(t, args())
	joined := r.One(t, associationType, "room-join-domain")
	assert.Equal(t, map[string]any{"directoryId": "Directory:room", "directoryName": "corp.example.com",
		"firstController": "10.20.3.10", "secondController": "10.20.4.10"}, joined.Inputs["parameters"])
	registered := r.One(t, associationType, "room-register-people")
	assert.Equal(t, []any{map[string]any{"key": "InstanceIds", "values": []any{"Instance:room-management"}}}, registered.Inputs["targets"])
	assert.Positive(t, registered.Inputs["waitForSuccessTimeoutSeconds"])
	assert.Equal(t, []string{"parameters"}, registered.ReplaceOnChanges, "only a new association is waited for")
	assert.Contains(t, strings.Join(registered.Dependencies, "\n"), associationType+"::room-rotate-admin-password",
		"it reads what the rotation stores")
	parameters := registered.Inputs["parameters"].(map[string]any)
	assert.Equal(t, "arn:Secret:room-admin", parameters["adminSecretArn"])
	text, err := base64.StdEncoding.DecodeString(parameters["people"].(string))
	require.NoError(t, err)
	assert.JSONEq(t, `[{"name": "hanako", "givenName": "花子", "familyName": "Sato", "mail": "hanako.sato@example.com", "role": "operator"},
		{"name": "keiko", "givenName": "Keiko", "familyName": "Tanaka", "mail": "keiko.tanaka@example.com", "role": "manager"}]`, string(text))
}
