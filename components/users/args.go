package users

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/internal/person"
)

// Args is what the room's people are given rights from.
type Args struct {
	// Account is where they are.
	Account network.Account
	// People are the room's. One of them at least is a manager, or nobody could let anybody in.
	People []person.Person
	// TerminalIDs are the WorkSpaces that managers open and close, by user name.
	TerminalIDs map[string]pulumi.IDOutput
	// DirectoryID is the directory in which managers set passwords.
	DirectoryID pulumi.StringInput
	// RoomAddresses are the public addresses that the proxy goes out from: where AWS sees operators come from.
	RoomAddresses pulumi.StringArrayInput
}

// check returns every problem of the arguments, so that nothing is registered from half-right ones.
func (a *Args) check() error {
	problems := []error{person.Check(a.People)}
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	if a.Account.AccountID == "" || a.Account.Region == "" || a.Account.Partition == "" {
		refuse("Account: incomplete; give account, region and partition")
	}
	if !slices.ContainsFunc(a.People, func(p person.Person) bool { return p.Role == person.Manager }) {
		refuse("People: there is no manager, so nobody could let anybody in; give one person the role manager")
	}
	if len(a.TerminalIDs) == 0 {
		refuse("TerminalIDs: there are none; give the terminals that managers open")
	}
	if a.DirectoryID == nil {
		refuse("DirectoryID: missing; give the directory that holds the terminals' users")
	}
	if a.RoomAddresses == nil {
		refuse("RoomAddresses: missing; give the addresses that the proxy goes out from")
	}
	return errors.Join(problems...)
}

// names lists the people of one role, in their order.
func (a *Args) names(role person.Role) []string {
	var names []string
	for _, one := range a.People {
		if one.Role == role {
			names = append(names, one.Name)
		}
	}
	return names
}
