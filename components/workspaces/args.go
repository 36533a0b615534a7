package workspaces

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/source"
)

const (
	// DefaultAutoStopMinutes is how long after its user has left a terminal stops, unless said otherwise.
	DefaultAutoStopMinutes = 120
	// AWS counts in whole hours and stops after two days at most ("WorkspaceProperties", Amazon WorkSpaces API
	// Reference: RunningModeAutoStopTimeoutInMinutes, in 60-minute intervals); longer is as good as always on.
	hour               = 60
	longestAutoStop    = 48 * hour
	mostRulesInIPGroup = 10 // "Amazon WorkSpaces quotas", Amazon WorkSpaces Administration Guide
)

// Args is what a room's terminals are made from.
type Args struct {
	// DirectoryID is the directory that users log in with.
	DirectoryID pulumi.StringInput
	// Unit is the organizational unit, as a distinguished name, that terminals join.
	Unit pulumi.StringInput
	// SubnetIDs are two subnets in different availability zones, both of them zones that have WorkSpaces.
	SubnetIDs []pulumi.StringInput
	// GroupID is the perimeter's security group.
	GroupID pulumi.StringInput
	// SourceAddresses are the public addresses that terminals may be opened from. Without any, AWS would let in
	// everyone from anywhere ("IP access control groups", Amazon WorkSpaces Administration Guide).
	SourceAddresses []source.Source
	// Bundle is the name of one of Amazon's bundles: it decides operating system, compute type and volume sizes.
	Bundle string
	// AutoStopMinutes is a multiple of 60; 0 means DefaultAutoStopMinutes.
	AutoStopMinutes int
	// Users get a terminal each. They must be in the directory by then.
	Users []string
	// Registered is done when they are.
	Registered pulumi.Resource
	// AdoptServiceRole uses the account's own workspaces_DefaultRole as it is: the name is fixed, so a second one cannot
	// be made. It is an error where the account has none, and where this stack has made it.
	AdoptServiceRole bool
	// DeletionProtection makes Pulumi refuse to delete the key of the terminals' volumes until it is taken off.
	DeletionProtection bool
}

// check returns every problem of the arguments, so that nothing is registered from half-right ones.
func (a *Args) check() error {
	var problems []error
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	for _, one := range []struct {
		field   string
		missing bool
	}{
		{"DirectoryID", a.DirectoryID == nil}, {"Unit", a.Unit == nil}, {"GroupID", a.GroupID == nil},
		{"Registered", a.Registered == nil},
	} {
		if one.missing {
			refuse("%s: missing", one.field)
		}
	}
	if len(a.SubnetIDs) != 2 {
		refuse("SubnetIDs: there are %d; give two, in different availability zones", len(a.SubnetIDs))
	}
	if n := len(a.SourceAddresses); n == 0 || n > mostRulesInIPGroup {
		refuse("SourceAddresses: there are %d; give 1 to %d", n, mostRulesInIPGroup)
	}
	if strings.TrimSpace(a.Bundle) == "" {
		refuse("Bundle: missing; name one of Amazon's, such as Standard with Windows 10 (Server 2022 based)")
	}
	if m := a.AutoStopMinutes; m != 0 && (m < hour || m > longestAutoStop || m%hour != 0) {
		refuse("AutoStopMinutes: %d is not allowed; use a multiple of %d from %d to %d", m, hour, hour, longestAutoStop)
	}
	problems = append(problems, a.checkUsers(), source.CheckPublic("SourceAddresses", a.SourceAddresses))
	return errors.Join(problems...)
}

// checkUsers makes sure of one terminal a user: AWS gives no second one in the same directory ("CreateWorkspaces",
// Amazon WorkSpaces API Reference), and user names there differ by more than case.
func (a *Args) checkUsers() error {
	var problems []error
	seen := map[string]bool{}
	for i, user := range a.Users {
		switch lower := strings.ToLower(user); {
		case user == "" || len(user) > 63:
			problems = append(problems, fmt.Errorf("Users[%d]: %q is not a user name of 1 to 63 characters", i, user))
		case seen[lower]:
			problems = append(problems, fmt.Errorf("Users[%d]: %q is listed twice; each user has one terminal", i, user))
		default:
			seen[lower] = true
		}
	}
	return errors.Join(problems...)
}
