package secretsmanager

import (
	"crypto/rand"
	"fmt"
	"time"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const secretToken = "aws:secretsmanager/secret:Secret"

// secret is a secret without its value.
// AWS: "Secrets Manager API Reference, CreateSecret".
func secret() cloud.Kind {
	return cloud.Kind{
		Token: secretToken,
		Name:  cloud.Name{Property: "name", Limit: 512},
		ID: func(tx *cloud.Transaction, o *cloud.Object) string {
			return fmt.Sprintf("arn:aws:secretsmanager:%s:%s:secret:%s-%s", tx.Region, tx.Account, o.Text("name"), suffix())
		},
		ARN:        "{id}",
		Missing:    "ResourceNotFoundException: Secrets Manager can't find the specified secret %s.",
		References: []cloud.Reference{{Property: "kmsKeyId", To: "aws:kms/key:Key", By: "id|arn", Weak: true, Only: notAlias}},
		Check:      checkSecret,
		Apply:      applySecret,
		Delete:     schedule,
	}
}

func notAlias(key string) bool { return len(key) > 0 && key != "alias/aws/secretsmanager" }

var secretRules = check.Rules{
	"name":        check.Matches(`[A-Za-z0-9/_+=.@-]+`, 1, 512, "letters, digits and / _ + = . @ -"),
	"description": check.Length(0, 2048),
	"policy":      policyRule,
}

func checkSecret(in cloud.Values, report cloud.Report) {
	secretRules.Report(in, report)
	// "DeleteSecret, RecoveryWindowInDays"; zero deletes at once.
	if days := in.Number("recoveryWindowInDays"); in.Known("recoveryWindowInDays") && days != 0 {
		if fault := check.Between(7, 30)(days); fault != "" {
			report("recoveryWindowInDays", "%s, or 0 for no window", fault)
		}
	}
}

func applySecret(tx *cloud.Transaction, before, now *cloud.Object) error {
	now.Default("policy", "")
	if before != nil {
		return nil
	}
	all, err := tx.List(secretToken)
	if err != nil {
		return err
	}
	for _, other := range all {
		switch {
		case other.ID == now.ID:
		case other.Text(gone) == "" && other.Text("name") == now.Text("name"):
			return cloud.Refuse("ResourceExistsException", "The operation failed because the secret %s already exists.", now.Text("name"))
		case other.Text("goneName") == now.Text("name") && time.Now().Before(until(other)):
			return cloud.Refuse("InvalidRequestException", "You can't create this secret because a secret with this name is already scheduled for deletion: %s", now.Text("name"))
		}
	}
	return nil
}

// gone is where a deleted secret keeps until when it can be restored.
const gone = "deletionDate"

// schedule keeps a deleted secret's name taken during its recovery window.
// AWS: "Delete an AWS Secrets Manager secret".
func schedule(tx *cloud.Transaction, secret *cloud.Object) error {
	days := secret.Whole("recoveryWindowInDays")
	if days == 0 {
		return nil
	}
	kept := &cloud.Object{Key: secret.Key, Values: cloud.Values{
		"goneName": secret.Text("name"),
		gone:       time.Now().UTC().AddDate(0, 0, days).Format(time.RFC3339),
	}}
	kept.ID = secret.ID + " (scheduled for deletion)"
	return tx.Save(kept)
}

func until(deleted *cloud.Object) time.Time {
	date, _ := time.Parse(time.RFC3339, deleted.Text(gone)) // only schedule writes it
	return date
}

// suffix is the six characters that Secrets Manager appends to a secret's ARN.
func suffix() string {
	const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	var random [6]byte
	_, _ = rand.Read(random[:]) // never fails, see crypto/rand
	for i := range random {
		random[i] = characters[int(random[i])%len(characters)]
	}
	return string(random[:])
}
