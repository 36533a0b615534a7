package workspaces

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/internal/problem"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
	"secure-room/internal/workspaceszone"
)

// Args is what a room's terminals are made from.
type Args struct {
	// DirectoryID is the directory that users log in with.
	DirectoryID pulumi.StringInput
	// Unit is the organizational unit, as a distinguished name, that terminals join.
	Unit pulumi.StringInput
	// Subnets are two in different availability zones, both of them zones that have WorkSpaces.
	Subnets []network.Subnet
	// GroupID is the perimeter's security group.
	GroupID pulumi.StringInput
	// SourceAddresses are the public addresses that terminals may be opened from, at most terminal.MostSources. Without any,
	// AWS would let in everyone from anywhere ("IP access control groups", Amazon WorkSpaces Administration Guide).
	SourceAddresses []source.Source
	// Terminal is what each terminal is made of. Its Bundle must be given; no AutoStopMinutes means
	// terminal.DefaultAutoStopMinutes.
	Terminal terminal.Shape
	// DeviceTypes are the devices that terminals are opened with; none means terminal.OfficeDevices.
	DeviceTypes []string
	// Maintenance lets AWS start stopped terminals once a month to bring Windows up to date ("WorkSpace maintenance",
	// Amazon WorkSpaces Administration Guide). Nobody gives leave to that.
	Maintenance bool
	// Tags are put on each terminal, beside Name and User.
	Tags map[string]string
	// Users get a terminal each. They must be in the directory by then.
	Users []User
	// Registered is done when they are.
	Registered pulumi.Resource
	// AdoptServiceRole uses the account's own workspaces_DefaultRole as it is: the name is fixed, so a second one cannot
	// be made. It is an error where the account has none, and where this stack has made it.
	AdoptServiceRole bool
	// DeletionProtection makes Pulumi refuse to delete or replace the terminals, their registration and the key of their
	// volumes until it is taken off.
	DeletionProtection bool
}

// User is one user of the room.
type User struct {
	// Name is the user's in the directory.
	Name string
	// Terminal is in what the user's terminal differs from the others.
	Terminal terminal.Shape
	// Expendable takes the terminal out of deletion protection: its user is about to leave.
	Expendable bool
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
	if n := len(a.SourceAddresses); n == 0 || n > terminal.MostSources {
		refuse("SourceAddresses: there are %d; give 1 to %d, as many as the IP access control groups of one directory hold", n, terminal.MostSources)
	}
	if strings.TrimSpace(a.Terminal.Bundle) == "" {
		refuse("Terminal.Bundle: missing; name one of Amazon's, such as Standard with Windows 10 (Server 2022 based)")
	}
	problems = append(problems, fieldErrors("Terminal", a.Terminal.Problems()))
	if a.DeviceTypes != nil {
		for _, text := range terminal.DeviceProblems(a.DeviceTypes) {
			refuse("DeviceTypes: %s", text)
		}
	}
	for _, text := range terminal.TagProblems(a.Tags) {
		refuse("Tags: %s", text)
	}
	problems = append(problems, a.checkSubnets(), a.checkUsers(), source.CheckPublic("SourceAddresses", a.SourceAddresses))
	return errors.Join(problems...)
}

// checkSubnets makes sure that AWS takes them for terminals.
func (a *Args) checkSubnets() error {
	if len(a.Subnets) != workspaceszone.Count {
		return fmt.Errorf("Subnets: there are %d; give two, in different availability zones", len(a.Subnets))
	}
	if a.Subnets[0].ZoneID == a.Subnets[1].ZoneID {
		return fmt.Errorf("Subnets: both are in %s; give two, in different availability zones", a.Subnets[0].ZoneID)
	}
	var problems []error
	for i, subnet := range a.Subnets {
		if offered := workspaceszone.Beside(subnet.ZoneID); len(offered) == 0 {
			problems = append(problems, fmt.Errorf("Subnets[%d]: %q is in no region known to have WorkSpaces; use one of %s", i,
				subnet.ZoneID, strings.Join(workspaceszone.Regions(), ", ")))
		} else if !slices.Contains(offered, subnet.ZoneID) {
			problems = append(problems, fmt.Errorf("Subnets[%d]: WorkSpaces are not offered in %s; use two of %s", i, subnet.ZoneID,
				strings.Join(offered, ", ")))
		}
	}
	return errors.Join(problems...)
}

// checkUsers makes sure of one terminal a user: AWS gives no second one in the same directory ("CreateWorkspaces",
// Amazon WorkSpaces API Reference), and user names there differ by more than case.
func (a *Args) checkUsers() error {
	var problems []error
	seen := map[string]bool{}
	for i, user := range a.Users {
		switch lower := strings.ToLower(user.Name); {
		case user.Name == "" || len(user.Name) > 63:
			problems = append(problems, fmt.Errorf("Users[%d].Name: %q is not a user name of 1 to 63 characters", i, user.Name))
		case seen[lower]:
			problems = append(problems, fmt.Errorf("Users[%d].Name: %q is listed twice; each user has one terminal", i, user.Name))
		default:
			seen[lower] = true
		}
		// What only both together show is worth a word where neither is wrong by itself.
		wrong := user.Terminal.Problems()
		if len(wrong) == 0 && len(a.Terminal.Problems()) == 0 {
			wrong = user.Terminal.Or(a.Terminal).Problems()
		}
		problems = append(problems, fieldErrors(fmt.Sprintf("Users[%d].Terminal", i), wrong))
	}
	return errors.Join(problems...)
}

func fieldErrors(field string, found []problem.Problem) error {
	var all []error
	for _, one := range found {
		all = append(all, fmt.Errorf("%s.%s: %s", field, one.Field, one.Text))
	}
	return errors.Join(all...)
}
