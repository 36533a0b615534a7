// Package credential knows whether a secret holds the password that a directory's Admin has. It keeps no password: of one
// that a program gives it keeps what a slow hash makes of it, and one that a script draws on an instance never exists
// here, so a random mark stands for it.
package credential

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"secure-room/local/aws/cloud"
)

const (
	versionToken = "aws:secretsmanager/secretVersion:SecretVersion"
	// markToken are objects of no type that a program could register, beside what they belong to.
	markToken = "local:credential/mark:Mark"
	rounds    = 100_000
)

// Keep remembers which password something has from now on: a directory's Admin, or a version of a secret.
func Keep(tx *cloud.Transaction, holder *cloud.Object, password string) error {
	sum, err := pbkdf2.Key(sha256.New, password, []byte(tx.Account), rounds, sha256.Size)
	if err != nil {
		return fmt.Errorf("hashing a password: %w", err)
	}
	return keep(tx, holder, hex.EncodeToString(sum))
}

func keep(tx *cloud.Transaction, holder *cloud.Object, mark string) error {
	kept := &cloud.Object{Key: holder.Key, Values: cloud.Values{"mark": mark}}
	kept.Token = markToken
	kept.BelongTo(holder)
	return tx.Save(kept)
}

// Rotate is what a script does that draws a password, puts it into a secret and resets Admin's to it. The version before
// becomes AWSPREVIOUS, or is dropped when the script takes that label off as well.
func Rotate(tx *cloud.Transaction, directory, secret *cloud.Object, dropsPrevious bool) error {
	random := make([]byte, sha256.Size)
	_, _ = rand.Read(random) // never fails, see crypto/rand
	mark := hex.EncodeToString(random)
	if err := keep(tx, directory, mark); err != nil {
		return err
	}
	before, err := versions(tx, secret.ID)
	if err != nil {
		return err
	}
	for _, one := range before {
		if err := demote(tx, one, dropsPrevious); err != nil {
			return err
		}
	}
	made, err := tx.Add(secret, versionToken, cloud.Values{"secretId": secret.ID, "arn": secret.ID, "versionStages": []any{"AWSCURRENT"}})
	if err != nil {
		return err
	}
	return keep(tx, made, mark)
}

// demote takes AWSCURRENT from a version. One without any label is deprecated, and Secrets Manager may delete it; those
// that a program has registered stay, for the program to see.
// AWS: "Secrets Manager API Reference, UpdateSecretVersionStage".
func demote(tx *cloud.Transaction, version *cloud.Object, dropsPrevious bool) error {
	stages := []any{}
	if !dropsPrevious && slices.Contains(version.Texts("versionStages"), "AWSCURRENT") {
		stages = append(stages, "AWSPREVIOUS")
	}
	if len(stages) == 0 && version.URN == "" {
		return tx.Remove(version)
	}
	version.Put("versionStages", stages)
	return tx.Save(version)
}

// Opens says whether the current version of a secret is the password of a directory's Admin.
func Opens(tx *cloud.Transaction, secret, directory *cloud.Object) (bool, error) {
	admin, found, err := mark(tx, directory)
	if err != nil || !found {
		return false, err
	}
	all, err := versions(tx, secret.ID)
	if err != nil {
		return false, err
	}
	for _, one := range all {
		if !slices.Contains(one.Texts("versionStages"), "AWSCURRENT") {
			continue
		}
		held, found, err := mark(tx, one)
		return found && held == admin, err
	}
	return false, nil
}

func mark(tx *cloud.Transaction, holder *cloud.Object) (string, bool, error) {
	key := holder.Key
	key.Token = markToken
	kept, found, err := tx.GetAt(key)
	if err != nil || !found {
		return "", false, err
	}
	return kept.Text("mark"), true, nil
}

func versions(tx *cloud.Transaction, secretID string) ([]*cloud.Object, error) {
	all, err := tx.List(versionToken)
	return slices.DeleteFunc(all, func(one *cloud.Object) bool { return one.Text("secretId") != secretID }), err
}
