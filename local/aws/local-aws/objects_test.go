package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/store"
	"secure-room/local/mode"
)

func TestObjects(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(mode.Variable, folder)
	cloud, err := store.Open(folder)
	require.NoError(t, err)
	require.NoError(t, cloud.Change(func(tx *store.Transaction) error {
		for _, token := range []string{"aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"} {
			key := store.Key{Account: "123456789012", Region: "eu-west-1", Token: token, ID: "pcx-1"}
			if err := tx.Put(&store.Object{Key: key, Values: map[string]any{"acceptStatus": "active"}}); err != nil {
				return err
			}
		}
		return nil
	}))
	assert.Contains(t, says("list"), "123456789012 eu-west-1 aws:ec2/vpcPeeringConnection:VpcPeeringConnection pcx-1\n")
	assert.Contains(t, says("set", "pcx-1", "acceptStatus", `"deleted"`), "2 objects have the id or name pcx-1")
	assert.Contains(t, says("set", "VpcPeeringConnection=pcx-1", "acceptStatus", "deleted"), "is not JSON")
	assert.Empty(t, says("set", "VpcPeeringConnection=pcx-1", "acceptStatus", `"deleted"`))
	assert.Contains(t, says("show", "pcx-1"), `"acceptStatus": "deleted"`)
	assert.Empty(t, says("delete", "VpcPeeringConnectionAccepter=pcx-1"))
	assert.Empty(t, says("delete", "pcx-1"))
	assert.Contains(t, says("delete", "pcx-1"), "nothing in the local cloud has the id or name pcx-1")
	assert.Contains(t, says("format"), `unknown command "format"`)
	t.Setenv(mode.Variable, "")
	assert.Contains(t, says("list"), mode.Variable)
}

// says runs the command and gives what it printed, or its error.
func says(arguments ...string) string {
	var out strings.Builder
	command := root()
	command.SetArgs(arguments)
	command.SetOut(&out)
	if err := command.Execute(); err != nil {
		return out.String() + err.Error()
	}
	return out.String()
}
