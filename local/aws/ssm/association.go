package ssm

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// association has a document run on managed instances. In the local cloud it runs once, when it is made or changed, and
// what its scripts do to the rest of the cloud is done then (see script).
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
	"scheduleExpression": scheduleRule,
	"targets.key":        check.Matches(`InstanceIds|tag-key|resource-groups:Name|ParameterValues|tag:.+`, 1, 163, "InstanceIds, tag:… or another kind of target"),
	// Terraform AWS provider, "aws_ssm_association": how long creation waits for the first run.
	"waitForSuccessTimeoutSeconds": check.Between(1, 86400),
}

var rateForm = regexp.MustCompile(`^rate\(([1-9][0-9]*) (minute|hour|day)s?\)$`)

// scheduleRule is "Systems Manager User Guide, Reference: Cron and rate expressions for Systems Manager": the rate of an
// association is at least 30 minutes and less than 31 days.
func scheduleRule(value any) string {
	if fault := check.Matches(`(?:cron|rate|at)\(.+\)`, 1, 256, "cron(…), rate(…) or at(…)")(value); fault != "" {
		return fault
	}
	text, _ := value.(string)
	if !strings.HasPrefix(text, "rate(") {
		return ""
	}
	parts := rateForm.FindStringSubmatch(text)
	if parts == nil {
		return fmt.Sprintf("is %q, but a rate is written as in rate(30 minutes), rate(1 day) or rate(30 days)", text)
	}
	count, _ := strconv.Atoi(parts[1]) // too many digits read as the greatest number there is
	unit := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[parts[2]]
	if most := 31 * 24 * time.Hour; count >= int(most/unit) || time.Duration(count)*unit < 30*time.Minute {
		return fmt.Sprintf("is %q, but a rate must be at least 30 minutes and less than 31 days", text)
	}
	return ""
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
	run, err := scriptOf(tx, now)
	if err != nil {
		return err
	}
	return run.take(tx)
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
