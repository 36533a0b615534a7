package baseline_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"secure-room/policy/baseline"
)

// stackConfig is what the two stacks' committed configuration and the baseline both speak of.
type stackConfig struct {
	Config struct {
		Region  string `yaml:"aws:region"`
		Network struct {
			CIDR string `yaml:"cidr"`
		} `yaml:"secure-room:network"`
		Endpoints []struct {
			Name string `yaml:"name"`
			Port int    `yaml:"port"`
		} `yaml:"secure-room:endpoints"`
		SourceAddresses []baseline.SourceAddress `yaml:"secure-room:sourceAddresses"`
		Users           []baseline.User          `yaml:"secure-room:users"`
		Directory       struct {
			ManagementSources []baseline.SourceAddress `yaml:"managementSources"`
		} `yaml:"secure-room:directory"`
		Terminals struct {
			AutoStopMinutes int      `yaml:"autoStopMinutes"`
			DeviceTypes     []string `yaml:"deviceTypes"`
			Clipboard       string   `yaml:"clipboard"`
		} `yaml:"secure-room:terminals"`
		Egress baseline.Egress `yaml:"secure-room:egress"`
		Alarms struct {
			Emails []string `yaml:"emails"`
		} `yaml:"secure-room:alarms"`
	} `yaml:"config"`
}

func readConfig(t *testing.T, file string) stackConfig {
	t.Helper()
	text, err := os.ReadFile("../../" + file)
	require.NoError(t, err)
	var c stackConfig
	require.NoError(t, yaml.Unmarshal(text, &c))
	return c
}

// TestCommittedConfigIsApproved holds the two files that a user edits together, the config and the baseline, in step.
func TestCommittedConfigIsApproved(t *testing.T) {
	approved, err := baseline.Approved()
	require.NoError(t, err)
	prod, room := readConfig(t, "Pulumi.prod.yaml").Config, readConfig(t, "Pulumi.room.yaml").Config
	assert.Equal(t, approved.Region, prod.Region)
	assert.Equal(t, approved.Region, room.Region)
	assert.Equal(t, approved.Productions[0].CIDR, prod.Network.CIDR)
	assert.Equal(t, approved.Rooms[0].CIDR, room.Network.CIDR)
	require.Len(t, approved.Productions[0].Endpoints, len(prod.Endpoints))
	for i, e := range prod.Endpoints {
		assert.Equal(t, approved.Productions[0].Endpoints[i].Name, e.Name)
		assert.Equal(t, approved.Productions[0].Endpoints[i].Port, e.Port)
	}
	assert.Equal(t, approved.SourceAddresses, room.SourceAddresses)
	assert.Equal(t, len(approved.ManagementSources), len(room.Directory.ManagementSources))
	assert.Equal(t, approved.Users, room.Users)
	assert.Equal(t, approved.Egress, room.Egress)
	assert.Equal(t, approved.AlarmRecipients, room.Alarms.Emails)
	assert.Equal(t, approved.Terminals.DeviceTypes, room.Terminals.DeviceTypes)
	assert.Equal(t, approved.Terminals.Clipboard, room.Terminals.Clipboard)
	assert.LessOrEqual(t, room.Terminals.AutoStopMinutes, approved.Terminals.MaximumAutoStopMinutes)
}
