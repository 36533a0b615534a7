package iam

import (
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

// holder is what policies can be attached to.
type holder struct {
	// word is its name among the inputs: role, user or group.
	word, token string
	// limit is the aggregate size of its inline policies ("IAM and AWS STS quotas").
	limit int
}

var holders = []holder{{"role", roleToken, 10240}, {"user", userToken, 2048}, {"group", groupToken, 5120}}

// attachedLimit is "IAM and AWS STS quotas": managed policies attached to a role, user or group.
const attachedLimit = 10

// inlinePolicies are the policies that live within a role, a user or a group.
// AWS: "IAM API Reference, PutRolePolicy", "PutUserPolicy" and "PutGroupPolicy".
func inlinePolicies() (kinds []cloud.Kind) {
	for _, h := range holders {
		token := "aws:iam/" + h.word + "Policy:" + capital(h.word) + "Policy"
		kinds = append(kinds, cloud.Kind{
			Token: token, Global: true,
			Name:       cloud.Name{Property: "name", Limit: 128},
			ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text(h.word) + ":" + o.Text("name") },
			Exists:     "EntityAlreadyExists: Policy %s already exists.",
			References: []cloud.Reference{{Property: h.word, To: h.token}},
			Check:      check.Rules{"name": named(128), "policy": documentRule(policydocument.Identity, h.limit)}.Report,
			Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
				return h.fits(tx, token, now)
			},
		})
	}
	return kinds
}

// fits adds up a holder's inline policies.
func (h holder) fits(tx *cloud.Transaction, token string, now *cloud.Object) error {
	size := len(strings.Join(strings.Fields(now.Text("policy")), ""))
	all, err := tx.List(token)
	for _, other := range all {
		if other.ID != now.ID && other.Text(h.word) == now.Text(h.word) {
			size += len(strings.Join(strings.Fields(other.Text("policy")), ""))
		}
	}
	if err == nil && size > h.limit {
		return cloud.Refuse("LimitExceeded", "Maximum policy size of %d bytes exceeded for %s %s", h.limit, h.word, now.Text(h.word))
	}
	return err
}

// attachments are managed policies attached to a role, a user or a group.
// AWS: "IAM API Reference, AttachRolePolicy", "AttachUserPolicy" and "AttachGroupPolicy".
func attachments() (kinds []cloud.Kind) {
	for _, h := range holders {
		token := "aws:iam/" + h.word + "PolicyAttachment:" + capital(h.word) + "PolicyAttachment"
		kinds = append(kinds, cloud.Kind{
			Token: token, Global: true,
			// Attaching again is no error, so the provider numbers attachments.
			ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return cloud.NewID(o.Text(h.word) + "-") },
			References: append(ownPolicies("policyArn"), cloud.Reference{Property: h.word, To: h.token}),
			Check:      check.Rules{"policyArn": policyARNRule}.Report,
			Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
				return h.attached(tx, token, now)
			},
			Delete: func(tx *cloud.Transaction, gone *cloud.Object) error { return h.detach(tx, token, gone) },
		})
	}
	return kinds
}

// attached holds a new attachment against the quota and AWS's own list.
func (h holder) attached(tx *cloud.Transaction, token string, now *cloud.Object) error {
	if err := known(now.Text("policyArn")); err != nil {
		return err
	}
	all, err := tx.List(token)
	policies := map[string]bool{now.Text("policyArn"): true}
	for _, other := range all {
		if other.Text(h.word) == now.Text(h.word) {
			policies[other.Text("policyArn")] = true
		}
	}
	if err == nil && len(policies) > attachedLimit {
		return cloud.Refuse("LimitExceeded", "Cannot exceed quota for PoliciesPer%s: %d", capital(h.word), attachedLimit)
	}
	return err
}

// detach takes a policy off, however many resources have attached it.
func (h holder) detach(tx *cloud.Transaction, token string, gone *cloud.Object) error {
	all, err := tx.List(token)
	for _, other := range all {
		same := other.Text(h.word) == gone.Text(h.word) && other.Text("policyArn") == gone.Text("policyArn")
		if same && other.ID != gone.ID {
			if err := tx.Remove(other); err != nil {
				return err
			}
		}
	}
	return err
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
