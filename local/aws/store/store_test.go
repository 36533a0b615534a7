package store_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/store"
)

func TestPutGetListDelete(t *testing.T) {
	cloud := filled(t, 0)
	osaka := thing("b")
	osaka.Region = "ap-northeast-3"
	put(t, cloud, thing("b"), thing("a"), osaka)
	look(t, cloud, func(tx *store.Transaction) {
		found, ok, err := tx.Get(thing("a").Key)
		require.NoError(t, err)
		assert.True(t, ok)
		assert.Equal(t, thing("a"), found)
		assert.Equal(t, []string{"a", "b"}, idsOf(t, tx, store.Key{Account: "123456789012", Region: "ap-northeast-1"}))
		assert.Equal(t, []string{"b", "b"}, idsOf(t, tx, store.Key{ID: "b"}), "any account and region")
		assert.Empty(t, idsOf(t, tx, store.Key{Account: "1"}), "a prefix is not a match")
	})
	change(t, cloud, func(tx *store.Transaction) error { return tx.Delete(thing("a").Key) })
	look(t, cloud, func(tx *store.Transaction) {
		_, ok, err := tx.Get(thing("a").Key)
		require.NoError(t, err)
		assert.False(t, ok)
	})
}

func TestFailedOperationLeavesNothing(t *testing.T) {
	cloud := filled(t, 0)
	refusal := errors.New("refused")
	err := cloud.Change(func(tx *store.Transaction) error {
		require.NoError(t, tx.Put(thing("half")))
		return refusal
	})
	require.ErrorIs(t, err, refusal)
	look(t, cloud, func(tx *store.Transaction) { assert.Empty(t, idsOf(t, tx, store.Key{})) })
}

func TestOwnedObjectsGoWithTheirOwner(t *testing.T) {
	cloud := filled(t, 0)
	owner, child, grandchild := thing("owner"), thing("child"), thing("grandchild")
	child.Owner, grandchild.Owner = &owner.Key, &child.Key
	put(t, cloud, owner, child, grandchild)
	change(t, cloud, func(tx *store.Transaction) error { return tx.Delete(owner.Key) })
	look(t, cloud, func(tx *store.Transaction) { assert.Empty(t, idsOf(t, tx, store.Key{})) })
}

func TestUsersFollowEachChange(t *testing.T) {
	cloud := filled(t, 0)
	user := thing("user")
	user.Uses = []store.Use{{Property: "vpcId", Target: thing("old").Key}}
	put(t, cloud, user)
	user.Uses[0].Target = thing("new").Key
	put(t, cloud, user)
	look(t, cloud, func(tx *store.Transaction) {
		assert.Empty(t, tx.Users(thing("old").Key))
		assert.Equal(t, []store.Key{user.Key}, tx.Users(thing("new").Key))
	})
	change(t, cloud, func(tx *store.Transaction) error { return tx.Delete(user.Key) })
	look(t, cloud, func(tx *store.Transaction) { assert.Empty(t, tx.Users(thing("new").Key)) })
}

func TestCreatedByAndDump(t *testing.T) {
	cloud := filled(t, 1)
	made := thing("made")
	made.URN = "urn:pulumi:room::secure-room::aws:ec2/subnet:Subnet::app"
	put(t, cloud, made)
	found, err := cloud.CreatedBy(made.URN)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, made, found[0])

	var dump bytes.Buffer
	require.NoError(t, cloud.Dump(&dump))
	assert.Contains(t, dump.String(), `"urn": "urn:pulumi:room::secure-room::aws:ec2/subnet:Subnet::app"`)
}

func TestManyHandlesAtOnce(t *testing.T) {
	folder := t.TempDir()
	var group sync.WaitGroup
	failures := make(chan error, 200)
	for worker := range 8 {
		cloud, err := store.Open(folder) // as other processes would
		require.NoError(t, err)
		group.Go(func() {
			for i := range 20 {
				failures <- cloud.Change(func(tx *store.Transaction) error { return tx.Put(thing(fmt.Sprintf("%d-%d", worker, i))) })
			}
		})
	}
	group.Wait()
	close(failures)
	for err := range failures {
		require.NoError(t, err)
	}
	cloud, err := store.Open(folder)
	require.NoError(t, err)
	look(t, cloud, func(tx *store.Transaction) { assert.Len(t, idsOf(t, tx, store.Key{}), 160) })
}

// TestKilledInTheMiddle kills another process inside its transaction: nothing of it stays, what was
// kept before does, and the next operation does not wait for the dead.
func TestKilledInTheMiddle(t *testing.T) {
	if folder := os.Getenv("STORE_TO_DIE_IN"); folder != "" {
		die(folder)
	}
	folder := t.TempDir()
	cloud, err := store.Open(folder)
	require.NoError(t, err)
	put(t, cloud, thing("before"))

	other := exec.Command(os.Args[0], "-test.run=^TestKilledInTheMiddle$")
	other.Env = append(os.Environ(), "STORE_TO_DIE_IN="+folder)
	output, err := other.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, other.Start())
	line, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "half done", strings.TrimSpace(line))
	require.NoError(t, other.Process.Kill())
	_ = other.Wait() // it was killed

	put(t, cloud, thing("after"))
	look(t, cloud, func(tx *store.Transaction) { assert.Equal(t, []string{"after", "before"}, idsOf(t, tx, store.Key{})) })
}

// die waits for its end in the middle of a transaction.
func die(folder string) {
	cloud, err := store.Open(folder)
	if err != nil {
		panic(err)
	}
	_ = cloud.Change(func(tx *store.Transaction) error {
		for i := range 100 {
			if err := tx.Put(thing(fmt.Sprint("half ", i))); err != nil {
				panic(err)
			}
		}
		fmt.Println("half done")
		select {}
	})
}

func put(t *testing.T, cloud *store.Store, objects ...*store.Object) {
	t.Helper()
	change(t, cloud, func(tx *store.Transaction) error {
		for _, object := range objects {
			if err := tx.Put(object); err != nil {
				return err
			}
		}
		return nil
	})
}

func change(t *testing.T, cloud *store.Store, operation func(*store.Transaction) error) {
	t.Helper()
	require.NoError(t, cloud.Change(operation))
}

func look(t *testing.T, cloud *store.Store, operation func(*store.Transaction)) {
	t.Helper()
	require.NoError(t, cloud.Look(func(tx *store.Transaction) error {
		operation(tx)
		return nil
	}))
}

func idsOf(t *testing.T, tx *store.Transaction, pattern store.Key) []string {
	t.Helper()
	objects, err := tx.List(pattern)
	require.NoError(t, err)
	var ids []string
	for _, object := range objects {
		ids = append(ids, object.ID)
	}
	return ids
}
