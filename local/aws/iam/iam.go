// Package iam is AWS Identity and Access Management in the local cloud.
package iam

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// The types that others refer to.
const (
	groupToken  = "aws:iam/group:Group"
	policyToken = "aws:iam/policy:Policy"
	roleToken   = "aws:iam/role:Role"
	userToken   = "aws:iam/user:User"
)

// Service lists the resource types and look-ups that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Functions: lookUps(), Kinds: slices.Concat(
		[]cloud.Kind{role(), serviceLinkedRole(), instanceProfile(), user(), group(), groupMembership(), userGroupMembership(), policy()},
		inlinePolicies(), attachments(),
	)}
}

// AWS: "IAM identifiers" and the constraints in the API reference's CreateRole, CreateUser, CreateGroup.
const (
	nameForm    = `[\w+=,.@-]+`
	nameAllowed = "letters, digits and _ + = , . @ -"
)

var (
	pathRule        = check.Matches(`/|/[!-~]+/`, 1, 512, "a slash, or a text between slashes")
	descriptionRule = check.Matches(`[\t\n\r -~¡-ÿ]*`, 0, 1000, "Latin letters and punctuation")
)

// named gives the check of a name: IAM keeps different lengths for different things.
func named(most int) check.Rule { return check.Matches(nameForm, 1, most, nameAllowed) }

// unique refuses a name that differs from another in its case alone.
// AWS: "CreateRole, RoleName": names are not distinguished by case.
func unique(tx *cloud.Transaction, before, now *cloud.Object) error {
	all, err := tx.List(now.Token)
	for _, other := range all {
		if before == nil && other.ID != now.ID && strings.EqualFold(other.Text("name"), now.Text("name")) {
			return cloud.Refuse("EntityAlreadyExists", "%s already exists under the name %s", now.Text("name"), other.Text("name"))
		}
	}
	return err
}

// identify sets the ARN with its path, and the unique id that begins with what it is of.
// AWS: "IAM identifiers, Unique identifiers".
func identify(tx *cloud.Transaction, what, prefix, output string, now *cloud.Object) {
	path := now.Text("path")
	if path == "" {
		path = "/"
	}
	now.Put("arn", fmt.Sprintf("arn:aws:iam::%s:%s%s%s", tx.Account, what, path, now.Text("name")))
	if now.Unset(output) {
		now.Put(output, prefix+uniqueID())
	}
}

// uniqueID makes the 17 capitals and digits after the prefix.
func uniqueID() string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var random [17]byte
	_, _ = rand.Read(random[:]) // never fails, see crypto/rand
	for i := range random {
		random[i] = digits[int(random[i])%len(digits)]
	}
	return string(random[:])
}

func nameAsID(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") }

// created is the time of creation, kept from then on.
func created(now *cloud.Object) {
	if now.Unset("createDate") {
		now.Put("createDate", time.Now().UTC().Format(time.RFC3339))
	}
}
