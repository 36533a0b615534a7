package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"secure-room/local/aws/store"
)

// forget deletes from the cloud what resources of these stacks have made and no state has ever held: what a provider made
// that ended before it could say so. The engine takes such a creation for one that has failed, and leaves no pending
// operation. What a state once held and was taken out of it, such as by `pulumi state delete`, is left alone.
func forget(cloud *store.Store, stacks []string, states [][]byte, out io.Writer) error {
	held := map[string]bool{}
	for i, state := range states {
		if err := hold(held, state); err != nil {
			return fmt.Errorf("stack %s: %w", stacks[i], err)
		}
	}
	return cloud.Change(func(tx *store.Transaction) error {
		all, err := tx.List(store.Key{})
		if err != nil {
			return err
		}
		for _, object := range all {
			switch {
			case object.Recorded || !ofAny(stacks, object.URN):
			case held[object.Token+" "+object.ID]:
				object.Recorded = true
				if err := tx.Put(object); err != nil {
					return err
				}
			default:
				fmt.Fprintf(out, "%s was made for %s, and its provider ended before it could say so: deleting it\n", object.ID, object.URN)
				if err := tx.Delete(object.Key); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// missing are the URNs of what a state holds and the cloud does not: a deletion whose end nobody saw, or one by hand.
func missing(cloud *store.Store, state []byte) ([]string, error) {
	resources, err := resourcesOf(state)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	err = cloud.Look(func(tx *store.Transaction) error {
		all, err := tx.List(store.Key{})
		for _, object := range all {
			there[object.Token+" "+object.ID] = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var lost []string
	for _, r := range resources {
		if strings.HasPrefix(r.Type, "aws:") && !r.External && !there[r.Type+" "+r.ID] {
			lost = append(lost, r.URN)
		}
	}
	return lost, nil
}

// hold notes which objects a state holds.
func hold(held map[string]bool, state []byte) error {
	resources, err := resourcesOf(state)
	for _, r := range resources {
		held[r.Type+" "+r.ID] = true
	}
	return err
}

// recorded is what we read of a resource in a state.
type recorded struct {
	URN      string `json:"urn"`
	Type     string `json:"type"`
	ID       string `json:"id"`
	External bool   `json:"external"`
}

func resourcesOf(state []byte) ([]recorded, error) {
	var stack struct {
		Deployment struct {
			Resources []recorded `json:"resources"`
		} `json:"deployment"`
	}
	if err := json.Unmarshal(state, &stack); err != nil {
		return nil, fmt.Errorf("reading the exported stack: %w", err)
	}
	return stack.Deployment.Resources, nil
}

// ofAny says whether a resource is of one of some stacks.
func ofAny(stacks []string, urn string) bool {
	for _, stack := range stacks {
		if strings.HasPrefix(urn, "urn:pulumi:"+stack+"::") {
			return true
		}
	}
	return false
}
