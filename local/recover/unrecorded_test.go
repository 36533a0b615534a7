package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/store"
)

func TestWhatNoStateHasEverHeldIsDeleted(t *testing.T) {
	cloud, err := store.Open(t.TempDir())
	require.NoError(t, err)
	put := func(id, urn string) {
		t.Helper()
		require.NoError(t, cloud.Change(func(tx *store.Transaction) error {
			return tx.Put(&store.Object{Key: store.Key{Account: "1", Region: "r", Token: "aws:ec2/vpc:Vpc", ID: id}, URN: urn})
		}))
	}
	ids := func() (found []string) {
		require.NoError(t, cloud.Look(func(tx *store.Transaction) error {
			all, err := tx.List(store.Key{})
			for _, object := range all {
				found = append(found, object.ID)
			}
			return err
		}))
		return found
	}
	const urn = "urn:pulumi:room::secure-room::aws:ec2/vpc:Vpc::room"
	put("vpc-held", urn)
	put("vpc-lost", urn)
	put("vpc-of-another-stack", "urn:pulumi:other::secure-room::aws:ec2/vpc:Vpc::other")
	put("vpc-made-by-aws", "")

	var out strings.Builder
	state := []byte(`{"deployment": {"resources": [{"urn": "` + urn + `", "type": "aws:ec2/vpc:Vpc", "id": "vpc-held"}]}}`)
	require.NoError(t, forget(cloud, []string{"room"}, [][]byte{state}, &out))
	assert.Equal(t, "vpc-lost was made for "+urn+", and its provider ended before it could say so: deleting it\n", out.String())
	assert.Equal(t, []string{"vpc-held", "vpc-made-by-aws", "vpc-of-another-stack"}, ids())

	// Taken out of the state on purpose.
	out.Reset()
	require.NoError(t, forget(cloud, []string{"room"}, [][]byte{[]byte(`{"deployment": {"resources": []}}`)}, &out))
	assert.Empty(t, out.String())
	assert.Contains(t, ids(), "vpc-held")

	assert.ErrorContains(t, forget(cloud, []string{"room"}, [][]byte{[]byte("{")}, &out), "stack room: reading the exported stack")
}

func TestMissing(t *testing.T) {
	cloud, err := store.Open(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, cloud.Change(func(tx *store.Transaction) error {
		return tx.Put(&store.Object{Key: store.Key{Account: "1", Region: "r", Token: "aws:ec2/vpc:Vpc", ID: "vpc-1"}})
	}))
	lost, err := missing(cloud, []byte(`{"deployment": {"resources": [
		{"urn": "there", "type": "aws:ec2/vpc:Vpc", "id": "vpc-1"}, {"urn": "gone", "type": "aws:ec2/vpc:Vpc", "id": "vpc-2"},
		{"urn": "only read", "type": "aws:ec2/vpc:Vpc", "id": "vpc-3", "external": true}, {"urn": "no AWS", "type": "random:index/randomPassword:RandomPassword", "id": "none"},
		{"urn": "provider", "type": "pulumi:providers:aws", "id": "x"}]}}`))
	require.NoError(t, err)
	assert.Equal(t, []string{"gone"}, lost)
}
