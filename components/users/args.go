package users

import (
	"errors"
	"fmt"
	"maps"
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
	// TerminalIDs are the WorkSpaces that managers open and close, by the name of an operator or manager.
	TerminalIDs map[string]pulumi.IDOutput
	// DirectoryID is the directory in which managers set passwords.
	DirectoryID pulumi.StringInput
	// From is where operators must come from: the room.
	From From
	// LogGroupNames are the room's logs, which viewers may read.
	LogGroupNames []pulumi.StringInput
	// ProductionRoleARNs are roles of productions that operators may assume, from the room, beside OperatorRole.
	ProductionRoleARNs []string
	// AWSManagedAdministration attaches AmazonWorkSpacesAdmin to AdminRole, beside the narrow policy that it has: with it
	// managers also create, change, rebuild and delete every WorkSpace of the account. AWS says that the policy serves
	// its SDKs, not the console ("AWS managed policies for WorkSpaces", Amazon WorkSpaces Administration Guide).
	AWSManagedAdministration bool
}

const (
	// A role is told of the people who may assume it by name, and of the terminals that it may open one by one; both
	// texts have a limit ("IAM and AWS STS quotas", IAM User Guide): 2,048 characters for a role's trust policy, and
	// 10,240 for what is written into a role, of which a terminal takes some 70.
	longestTrust  = 2048
	mostTerminals = 100
	// sessionSeconds is how long people keep a role before they show their second factor again.
	sessionSeconds = 3600
)

// check returns every problem of the arguments, so that nothing is registered from half-right ones.
func (a *Args) check(ctx *pulumi.Context) error {
	problems := []error{person.Check(a.People)}
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	if a.Account.AccountID == "" || a.Account.Region == "" || a.Account.Partition == "" {
		refuse("Account: incomplete; give account, region and partition")
	}
	if !slices.ContainsFunc(a.People, func(p person.Person) bool { return p.Role == person.Manager }) {
		refuse("People: there is no manager, so nobody could let anybody in; give one person the role manager")
	}
	problems = append(problems, checkRoleName(ctx.Stack()+"-OperatorRole"))
	for _, role := range []person.Role{person.Manager, person.Operator, person.Viewer} {
		if length := trustLength(a.arns(role)); length > longestTrust {
			refuse("People: the %ss are too many for one role, whose trust policy would have %d characters; AWS allows %d",
				role, length, longestTrust)
		}
	}
	if n := len(a.TerminalIDs); n == 0 || n > mostTerminals {
		refuse("TerminalIDs: there are %d; give 1 to %d, those that managers open", n, mostTerminals)
	}
	for _, name := range slices.Sorted(maps.Keys(a.TerminalIDs)) {
		if !slices.ContainsFunc(person.WithTerminal(a.People), func(p person.Person) bool { return p.Name == name }) {
			refuse("TerminalIDs: %q is no operator or manager of People, so nobody could use that terminal; leave it out", name)
		}
	}
	if a.DirectoryID == nil {
		refuse("DirectoryID: missing; give the directory that holds the terminals' users")
	}
	if !a.From.one() {
		refuse("From: give either Addresses, those that the proxy goes out from, or VpcID, the room's")
	}
	return errors.Join(problems...)
}

// checkRoleName refuses a name that is too long ("CreateRole", IAM API Reference). Stacks' names may have 100 characters.
func checkRoleName(name string) error {
	if len(name) > 64 {
		return fmt.Errorf("the role's name %s has %d characters; AWS allows 64, so give the stack a shorter name", name, len(name))
	}
	return nil
}

// arns are the IAM users of one role's people.
func (a *Args) arns(role person.Role) []string {
	var arns []string
	for _, name := range a.names(role) {
		arns = append(arns, fmt.Sprintf("arn:%s:iam::%s:user/%s", a.Account.Partition, a.Account.AccountID, name))
	}
	return arns
}

// trustLength is how long the trust policy for some users comes out.
func trustLength(arns []string) int {
	const frame = `{"Statement":[{"Action":["sts:AssumeRole"],"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}},` +
		`"Effect":"Allow","Principal":{"AWS":[]},"Sid":"NamedUsersWithSecondFactor"}],"Version":"2012-10-17"}`
	length := len(frame)
	for _, arn := range arns {
		length += len(`"",`) + len(arn)
	}
	return length
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
