package iam

import (
	"slices"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// user is a user.
// AWS: "IAM API Reference, CreateUser".
func user() cloud.Kind {
	return cloud.Kind{
		Token: userToken, Global: true,
		Name:       cloud.Name{Property: "name", Limit: 64},
		ID:         nameAsID,
		Exists:     "EntityAlreadyExists: User with name %s already exists.",
		Missing:    "NoSuchEntity: The user with name %s cannot be found.",
		References: ownPolicies("permissionsBoundary"),
		Check:      check.Rules{"name": named(64), "path": pathRule, "permissionsBoundary": policyARNRule}.Report,
		Apply: func(tx *cloud.Transaction, before, now *cloud.Object) error {
			identify(tx, "user", "AIDA", "uniqueId", now)
			if err := known(now.Text("permissionsBoundary")); err != nil {
				return err
			}
			return unique(tx, before, now)
		},
	}
}

// group is a group.
// AWS: "IAM API Reference, CreateGroup".
func group() cloud.Kind {
	return cloud.Kind{
		Token: groupToken, Global: true,
		Name:    cloud.Name{Property: "name", Limit: 128},
		ID:      nameAsID,
		Exists:  "EntityAlreadyExists: Group with name %s already exists.",
		Missing: "NoSuchEntity: The group with name %s cannot be found.",
		Check:   check.Rules{"name": named(128), "path": pathRule}.Report,
		Apply: func(tx *cloud.Transaction, before, now *cloud.Object) error {
			identify(tx, "group", "AGPA", "uniqueId", now)
			return unique(tx, before, now)
		},
	}
}

// groupMembership is all members of a group; the id is a name that only Pulumi knows.
// AWS: "IAM API Reference, AddUserToGroup".
func groupMembership() cloud.Kind {
	return cloud.Kind{
		Token: "aws:iam/groupMembership:GroupMembership", Global: true,
		Name:       cloud.Name{Property: "name", Limit: 255},
		ID:         nameAsID,
		Exists:     "EntityAlreadyExists: Membership %s already exists.",
		References: []cloud.Reference{{Property: "group", To: groupToken}, {Property: "users", To: userToken}},
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			for _, name := range now.Texts("users") {
				if err := fewGroups(tx, now, name, []string{now.Text("group")}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// userGroupMembership is some of the groups that a user is in.
// AWS: "IAM API Reference, AddUserToGroup".
func userGroupMembership() cloud.Kind {
	return cloud.Kind{
		Token: "aws:iam/userGroupMembership:UserGroupMembership", Global: true,
		Prefix:     "terraform-",
		References: []cloud.Reference{{Property: "user", To: userToken}, {Property: "groups", To: groupToken}},
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			return fewGroups(tx, now, now.Text("user"), now.Texts("groups"))
		},
	}
}

// groupsLimit is "IAM and AWS STS quotas": groups an IAM user can be a member of.
const groupsLimit = 10

// fewGroups counts a user's groups, with those that one membership adds.
func fewGroups(tx *cloud.Transaction, now *cloud.Object, user string, added []string) error {
	groups := slices.Clone(added)
	whole, err := tx.List("aws:iam/groupMembership:GroupMembership")
	if err != nil {
		return err
	}
	for _, each := range whole {
		if each.ID != now.ID && slices.Contains(each.Texts("users"), user) {
			groups = append(groups, each.Text("group"))
		}
	}
	single, err := tx.List("aws:iam/userGroupMembership:UserGroupMembership")
	if err != nil {
		return err
	}
	for _, each := range single {
		if each.ID != now.ID && each.Text("user") == user {
			groups = append(groups, each.Texts("groups")...)
		}
	}
	slices.SortFunc(groups, strings.Compare)
	if n := len(slices.Compact(groups)); n > groupsLimit {
		return cloud.Refuse("LimitExceeded", "Cannot exceed quota for GroupsPerUser: %d (%s would be in %d)", groupsLimit, user, n)
	}
	return nil
}
