// Package workspaces is Amazon WorkSpaces in the local cloud: IP access control groups, registered
// directories, and the terminals themselves.
package workspaces

import (
	"crypto/rand"
	"net/netip"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	ipGroupToken   = "aws:workspaces/ipGroup:IpGroup"
	directoryToken = "aws:workspaces/directory:Directory"
	workspaceToken = "aws:workspaces/workspace:Workspace"
	keyToken       = "aws:kms/key:Key"
	roleToken      = "aws:iam/role:Role"
	managedToken   = "aws:directoryservice/directory:Directory"
)

// Service lists the resource types and look-ups that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{
		Kinds:     []cloud.Kind{ipGroup(), directory(), workspace()},
		Functions: []cloud.Function{{Token: "aws:workspaces/getBundle:getBundle", Call: getBundle}},
	}
}

// ipGroup says from where terminals may be opened.
// AWS: "WorkSpaces API Reference, CreateIpGroup".
func ipGroup() cloud.Kind {
	return cloud.Kind{
		Token:   ipGroupToken,
		Name:    cloud.Name{Property: "name", Limit: 255},
		ID:      func(*cloud.Transaction, *cloud.Object) string { return "wsipg-" + lowerCase(9) },
		Missing: "ResourceNotFoundException: The IP access control group %s does not exist.",
		Check:   checkIPGroup,
		Apply: func(tx *cloud.Transaction, before, now *cloud.Object) error {
			all, err := tx.List(ipGroupToken)
			for _, other := range all {
				if other.ID != now.ID && other.Text("name") == now.Text("name") {
					return cloud.Refuse("ResourceAlreadyExistsException", "The IP access control group %s already exists.", now.Text("name"))
				}
			}
			if err == nil && before == nil && len(all) >= groupsLimit {
				return cloud.Refuse("ResourceLimitExceededException", "An account has at most %d IP access control groups in a Region.", groupsLimit)
			}
			return err
		},
	}
}

// "Amazon WorkSpaces quotas": IP access control groups, rules in each, and groups for each directory.
const (
	groupsLimit            = 100
	rulesLimit             = 10
	groupsOfDirectoryLimit = 25
)

func checkIPGroup(in cloud.Values, report cloud.Report) {
	check.Rules{"name": check.Length(1, 255), "description": check.Length(0, 255), "rules.description": check.Length(0, 255), "rules.source": addressRange}.Report(in, report)
	if n := len(in.List("rules")); n > rulesLimit {
		report("rules", "has %d rules, but can have %d", n, rulesLimit)
	}
}

// addressRange is "IpRuleItem, ipRule": an IPv4 range in CIDR notation.
func addressRange(value any) string {
	text, _ := value.(string)
	block, err := netip.ParsePrefix(text)
	if err != nil || !block.Addr().Is4() || block != block.Masked() {
		return "is \"" + text + "\", but must be an IPv4 range in CIDR notation without host bits, such as 203.0.113.10/32"
	}
	return ""
}

// lowerCase makes the part of an id that WorkSpaces draws from small letters and digits.
func lowerCase(length int) string {
	const characters = "bcdfghjklmnpqrstvwxyz0123456789"
	random := make([]byte, length)
	_, _ = rand.Read(random) // never fails, see crypto/rand
	for i := range random {
		random[i] = characters[int(random[i])%len(characters)]
	}
	return string(random)
}
