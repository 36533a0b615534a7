package cloud_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/store"
)

func TestFaultStrikesOnceAndWhereItWasAskedFor(t *testing.T) {
	const token = "aws:kms/key:Key"
	for _, row := range []struct {
		fault cloud.Fault
		says  string
		made  int
	}{
		{cloud.Denied, "AccessDenied: User is not authorized to perform: kms:CreateKey", 0},
		{cloud.Throttled, "ThrottlingException: Rate exceeded", 0},
		{cloud.Partial, "InternalFailure", 1},
		{cloud.TimedOut, "timeout while waiting for state", 1},
	} {
		t.Run(string(row.fault), func(t *testing.T) {
			c := cloudtest.New(t, kms.Service())
			count := func() (found int) {
				require.NoError(t, c.Store.Look(func(tx *store.Transaction) error {
					all, err := tx.List(store.Key{Token: token})
					found = len(all)
					return err
				}))
				return found
			}
			require.NoError(t, c.Store.Change(func(tx *store.Transaction) error {
				return cloud.Arrange(tx, row.fault, "create", "Key", 1, 1)
			}))
			c.Create("aws:kms/alias:Alias", "another-type", cloudtest.Inputs{"name": "alias/a", "targetKeyId": c.Create(token, "passes", cloudtest.Inputs{}).ID})
			before := count()
			_, err := c.TryCreate(token, "fails", cloudtest.Inputs{})
			assert.ErrorContains(t, err, row.says)
			assert.Equal(t, before+row.made, count())
			c.Create(token, "passes again", cloudtest.Inputs{})
		})
	}
}
