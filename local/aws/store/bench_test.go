package store_test

import (
	"fmt"
	"testing"

	"secure-room/local/aws/store"
)

// BenchmarkChange measures one operation from opening the file to its durable commit, in a cloud
// of 500 objects.
func BenchmarkChange(b *testing.B) {
	cloud := filled(b, 500)
	for i := 0; b.Loop(); i++ {
		err := cloud.Change(func(tx *store.Transaction) error { return tx.Put(thing(fmt.Sprint(i % 1000))) })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLook measures one reading operation.
func BenchmarkLook(b *testing.B) {
	cloud := filled(b, 500)
	for b.Loop() {
		err := cloud.Look(func(tx *store.Transaction) error {
			_, _, err := tx.Get(thing("7").Key)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func filled(tb testing.TB, count int) *store.Store {
	tb.Helper()
	cloud, err := store.Open(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	err = cloud.Change(func(tx *store.Transaction) error {
		for i := range count {
			if err := tx.Put(thing(fmt.Sprint(i))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return cloud
}

func thing(id string) *store.Object {
	return &store.Object{
		Key:    store.Key{Account: "123456789012", Region: "ap-northeast-1", Token: "aws:ec2/subnet:Subnet", ID: id},
		Values: map[string]any{"cidrBlock": "10.0.0.0/24", "vpcId": "vpc-0123456789abcdef0", "tags": map[string]any{"Name": "thing"}},
	}
}
