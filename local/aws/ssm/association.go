package ssm

import (
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// association has a document run on managed instances. In the local cloud it runs at once, and well.
// AWS: "Systems Manager API Reference, CreateAssociation".
func association() cloud.Kind {
	return cloud.Kind{
		Token:      associationToken,
		ID:         func(*cloud.Transaction, *cloud.Object) string { return newAssociationID() },
		ARN:        "arn:{partition}:ssm:{region}:{account}:association/{id}",
		Missing:    "AssociationDoesNotExist: The association %s does not exist.",
		References: []cloud.Reference{{Property: "name", To: documentToken, By: "id|arn", Only: own}},
		Check:      checkAssociation,
		Apply:      applyAssociation,
	}
}

// own tells documents of the account from AWS's.
func own(name string) bool {
	return !strings.HasPrefix(name, "AWS") && !strings.HasPrefix(name, "Amazon")
}

var associationRules = check.Rules{
	"name":               check.Matches(`[a-zA-Z0-9_\-.:/]+`, 3, 200, "a document's name or ARN"),
	"associationName":    check.Matches(`[a-zA-Z0-9_\-.]+`, 3, 128, "letters, digits and _ - ."),
	"complianceSeverity": check.OneOf("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNSPECIFIED"),
	"syncCompliance":     check.OneOf("AUTO", "MANUAL"),
	"documentVersion":    check.Matches(`\$LATEST|\$DEFAULT|[1-9][0-9]*`, 1, 16, "$LATEST, $DEFAULT or a number"),
	"maxConcurrency":     check.Matches(`[1-9][0-9]{0,6}|[1-9][0-9]?%|100%`, 1, 7, "a number or a percentage"),
	"maxErrors":          check.Matches(`0|[1-9][0-9]{0,6}|[0-9]{1,2}%|100%`, 1, 7, "a number or a percentage"),
	"scheduleExpression": check.Matches(`(?:cron|rate|at)\(.+\)`, 1, 256, "cron(…), rate(…) or at(…)"),
	"targets.key":        check.Matches(`InstanceIds|tag-key|resource-groups:Name|ParameterValues|tag:.+`, 1, 163, "InstanceIds, tag:… or another kind of target"),
	// Terraform AWS provider, "aws_ssm_association": how long creation waits for the first run.
	"waitForSuccessTimeoutSeconds": check.Between(1, 86400),
}

// targetsLimit is "CreateAssociation, Targets".
const targetsLimit = 5

func checkAssociation(in cloud.Values, report cloud.Report) {
	associationRules.Report(in, report)
	targets := in.Objects("targets")
	switch {
	case len(targets) > targetsLimit:
		report("targets", "has %d elements, but can have %d", len(targets), targetsLimit)
	case in.Unset("instanceId") && in.Unset("targets"):
		report("targets", "is missing; name the instances that the document runs on")
	case !in.Unset("instanceId") && !in.Unset("targets"):
		report("instanceId", "conflicts with targets; give only one of them")
	}
}

func applyAssociation(tx *cloud.Transaction, _, now *cloud.Object) error {
	now.Put("associationId", now.ID)
	now.Default("documentVersion", "$DEFAULT")
	now.Default("parameters", cloud.Values{})
	if now.Unset("targets") {
		now.Put("targets", []any{cloud.Values{"key": "InstanceIds", "values": []any{now.Text("instanceId")}}})
	}
	if err := checkParameters(tx, now); err != nil {
		return err
	}
	for _, target := range now.Objects("targets") {
		if target.Text("key") != "InstanceIds" {
			continue
		}
		for _, id := range target.Texts("values") {
			if err := managedInstance(tx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

var instanceForm = regexp.MustCompile(`^m?i-[0-9a-f]{8,17}$`)

// managedInstance wants an instance that Systems Manager can have as a managed node: one with a role.
// AWS: "Configure instance permissions required for Systems Manager".
func managedInstance(tx *cloud.Transaction, id string) error {
	if id == "*" {
		return nil
	}
	instance, found, err := tx.Get(instanceToken, id)
	if err != nil {
		return err
	}
	if !found || !instanceForm.MatchString(id) {
		return cloud.Refuse("InvalidInstanceId", "%s is not an instance of this account in %s", id, tx.Region)
	}
	if instance.Text("iamInstanceProfile") == "" {
		return cloud.Refuse("InvalidInstanceId", "Instance %s is not a managed node: it has no instance profile, so its agent cannot sign on", id)
	}
	return nil
}

func newAssociationID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails, see crypto/rand
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	digits := hex.EncodeToString(id[:])
	return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
}
