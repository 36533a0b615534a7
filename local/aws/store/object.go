// Package store keeps the local cloud's objects in one file of an embedded database.
// It knows neither AWS nor Pulumi. Every operation is one transaction: all or nothing, also when
// the process is killed in its middle, and one at a time among all processes that share the file.
package store

import "strings"

// Key tells one object from all others.
type Key struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	Token   string `json:"token"`
	ID      string `json:"id"`
}

// separator cannot occur in any part of a key.
const separator = "\x00"

func (k Key) encode() []byte {
	return []byte(strings.Join([]string{k.Account, k.Region, k.Token, k.ID}, separator))
}

// Object is what the store keeps.
type Object struct {
	Key
	// URN is the Pulumi resource whose creation made the object.
	URN string `json:"urn,omitempty"`
	// Owner, when set, is the object with which this one comes and goes.
	Owner *Key `json:"owner,omitempty"`
	// Values are the object's properties; secrets have been replaced by a mark before.
	Values map[string]any `json:"values"`
	// Given are the names of the properties that were inputs.
	Given []string `json:"given,omitempty"`
	// Uses are the objects that this one keeps from being deleted.
	Uses []Use `json:"uses,omitempty"`
	// Recorded says that a stack's state has been seen to hold it. What is not recorded may be what a provider made that ended
	// before it could say so.
	Recorded bool `json:"recorded,omitempty"`
}

// Use says that a property refers to another object.
type Use struct {
	Property string `json:"property"`
	Target   Key    `json:"target"`
}
