package iam

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
	"secure-room/local/aws/principal"
)

// role is a role.
// AWS: "IAM API Reference, CreateRole".
func role() cloud.Kind {
	return cloud.Kind{
		Token: roleToken, Global: true,
		Name:       cloud.Name{Property: "name", Limit: 64},
		ID:         nameAsID,
		Exists:     "EntityAlreadyExists: Role with name %s already exists.",
		Missing:    "NoSuchEntity: The role with name %s cannot be found.",
		References: ownPolicies("managedPolicyArns", "permissionsBoundary"),
		Check:      checkRole,
		Apply:      applyRole,
	}
}

var roleRules = check.Rules{
	"name":                  named(64),
	"path":                  pathRule,
	"description":           descriptionRule,
	"maxSessionDuration":    check.Between(3600, 43200),
	"managedPolicyArns":     policyARNRule,
	"permissionsBoundary":   policyARNRule,
	"inlinePolicies.name":   named(128),
	"inlinePolicies.policy": documentRule(policydocument.Identity, 10240),
	// "IAM and AWS STS quotas": role trust policy length, 2,048 by default and 8,192 at most.
	"assumeRolePolicy": documentRule(policydocument.Trust, 2048),
}

func checkRole(in cloud.Values, report cloud.Report) {
	roleRules.Report(in, report)
	if n := len(in.List("managedPolicyArns")); n > attachedLimit {
		report("managedPolicyArns", "has %d policies, but a role can have %d", n, attachedLimit)
	}
}

func applyRole(tx *cloud.Transaction, before, now *cloud.Object) error {
	if err := unique(tx, before, now); err != nil {
		return err
	}
	if err := trusted(tx, now.Text("assumeRolePolicy")); err != nil {
		return err
	}
	if err := known(append(now.Texts("managedPolicyArns"), now.Text("permissionsBoundary"))...); err != nil {
		return err
	}
	identify(tx, "role", "AROA", "uniqueId", now)
	created(now)
	return nil
}

// trusted checks that those whom a trust policy admits exist.
// AWS: "Troubleshoot IAM roles": a deleted principal leaves a policy that cannot be saved.
func trusted(tx *cloud.Transaction, text string) error {
	document, err := policydocument.Parse(text, policydocument.Trust)
	if err != nil {
		return cloud.Refuse("MalformedPolicyDocument", "assumeRolePolicy %s", err)
	}
	missing, err := principal.Missing(tx, document)
	if err != nil {
		return err
	}
	if missing != "" {
		return cloud.Refuse("MalformedPolicyDocument", `Invalid principal in policy: "AWS":"%s"`, missing)
	}
	return nil
}

// instanceProfile hands a role to an EC2 instance.
// AWS: "IAM API Reference, CreateInstanceProfile" and "AddRoleToInstanceProfile".
func instanceProfile() cloud.Kind {
	return cloud.Kind{
		Token: "aws:iam/instanceProfile:InstanceProfile", Global: true,
		Name:       cloud.Name{Property: "name", Limit: 128},
		ID:         nameAsID,
		Exists:     "EntityAlreadyExists: Instance Profile %s already exists.",
		Missing:    "NoSuchEntity: Instance Profile %s cannot be found.",
		References: []cloud.Reference{{Property: "role", To: roleToken}},
		Check:      check.Rules{"name": named(128), "path": pathRule}.Report,
		Apply: func(tx *cloud.Transaction, before, now *cloud.Object) error {
			identify(tx, "instance-profile", "AIPA", "uniqueId", now)
			created(now)
			return unique(tx, before, now)
		},
	}
}

// serviceLinkedRole is a role that a service defines and alone can use.
// AWS: "IAM API Reference, CreateServiceLinkedRole".
func serviceLinkedRole() cloud.Kind {
	return cloud.Kind{
		Token: "aws:iam/serviceLinkedRole:ServiceLinkedRole", Global: true,
		ID:     func(tx *cloud.Transaction, o *cloud.Object) string { return linkedARN(tx, o) },
		Exists: "InvalidInput: Service role name %s has been taken in this account, please try a different suffix.",
		Check: check.Rules{
			"awsServiceName": check.Matches(`[\w+=,.@-]+\.amazonaws\.com`, 1, 128, "a service's name such as ecs.amazonaws.com"),
			"customSuffix":   named(64),
			"description":    descriptionRule,
		}.Report,
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			now.Put("arn", now.ID)
			now.Put("name", linkedName(now))
			now.Put("path", linkedPath(now))
			if now.Unset("uniqueId") {
				now.Put("uniqueId", "AROA"+uniqueID())
			}
			created(now)
			return nil
		},
	}
}
