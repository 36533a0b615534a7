package main

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	vpc  = `{"urn": "urn:vpc", "custom": true, "type": "aws:ec2/vpc:Vpc"`
	kept = vpc + `, "id": "vpc-old", "sequenceNumber": 12345678901234567890}`
)

func TestAdopt(t *testing.T) {
	creating := `{"type": "creating", "resource": ` + vpc + `, "inputs": {"secret": {"ciphertext": "x"}}, "dependencies": ["urn:a"]}}`
	adopted := vpc + `, "id": "vpc-new", "inputs": {"secret": {"ciphertext": "x"}}, "outputs": {"secret": {"ciphertext": "x"}},
		"dependencies": ["urn:a"]}`
	retired := vpc + `, "id": "vpc-old", "sequenceNumber": 12345678901234567890, "delete": true}`
	for _, row := range []struct {
		name, resources, pending string
		made                     []string
		want                     string
		findings                 []string
	}{
		{"a made resource is adopted with all it was created from", ``, creating, []string{"vpc-new"}, adopted,
			[]string{"urn:vpc: had been made, adopting vpc-new"}},
		{"one that was not made is forgotten", ``, creating, nil, ``,
			[]string{"urn:vpc: had not been made"}},
		{"one that the state has is not taken for the new one", kept, creating, []string{"vpc-old"}, kept,
			[]string{"urn:vpc: had not been made"}},
		{"a made replacement retires what it replaces", kept, creating, []string{"vpc-old", "vpc-new"}, retired + "," + adopted,
			[]string{"urn:vpc: had been made, adopting vpc-new"}},
		{"an update is in the state already", kept, `{"type": "updating", "resource": ` + kept + `}`, nil, kept,
			[]string{"urn:vpc: was updating, reading it again"}},
		{"a delete is in the state still", kept, `{"type": "deleting", "resource": ` + kept + `}`, nil, kept,
			[]string{"urn:vpc: was deleting, reading it again"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := stackOf(row.resources, `, "pending_operations": [`+row.pending+`]`)
			after, findings, err := adopt([]byte(before), func(urn, token string) ([]string, error) {
				assert.Equal(t, "urn:vpc aws:ec2/vpc:Vpc", urn+" "+token)
				return row.made, nil
			})
			require.NoError(t, err)
			assert.Equal(t, row.findings, findings)
			assert.JSONEq(t, stackOf(row.want, ""), string(after))
			if row.resources != "" {
				assert.Contains(t, string(after), "12345678901234567890", "a number was rounded")
			}
		})
	}
}

func TestAdoptLeavesAGoodStackAlone(t *testing.T) {
	for _, state := range []string{stackOf(kept, ""), `{"version": 3, "deployment": null}`} {
		after, findings, err := adopt([]byte(state), func(string, string) ([]string, error) {
			t.Error("the cloud was asked")
			return nil, nil
		})
		require.NoError(t, err)
		assert.Empty(t, findings)
		assert.Equal(t, state, string(after))
	}
}

func TestAdoptRefusesToGuess(t *testing.T) {
	state := []byte(stackOf("", `, "pending_operations": [{"type": "creating", "resource": `+vpc+`}}]`))
	_, _, err := adopt(state, func(string, string) ([]string, error) { return []string{"vpc-1", "vpc-2"}, nil })
	assert.EqualError(t, err, `2 objects were made for urn:vpc and not one is in the state: ["vpc-1" "vpc-2"]; delete all but one`)

	_, _, err = adopt(state, func(string, string) ([]string, error) { return nil, errors.New("no store") })
	assert.EqualError(t, err, "asking what was made for urn:vpc: no store")

	_, _, err = adopt([]byte("{"), nil)
	assert.ErrorContains(t, err, "reading the exported stack")
}

func stackOf(resources, rest string) string {
	state := `{"version": 3, "deployment": {"manifest": {"time": "2026-01-01T00:00:00Z"}, "resources": [` + resources + `]` + rest + `}}`
	if !json.Valid([]byte(state)) {
		panic("not JSON: " + state)
	}
	return state
}
