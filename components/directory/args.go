package directory

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/internal/domain"
	"secure-room/internal/password"
	"secure-room/internal/person"
	"secure-room/internal/source"
)

// Args is what a directory is made from.
type Args struct {
	// Account is where the directory is: permissions name its resources by it.
	Account network.Account
	// Domain is the directory's DNS name, such as "corp.example.com"; ShortName its NetBIOS name, such as "ROOM".
	Domain, ShortName string
	// Edition is "Standard" or "Enterprise". Either holds more users than a room has; Enterprise adds Regions.
	Edition string
	// VpcID and SubnetIDs are where the two controllers stand: two subnets in different availability zones. The
	// management instance stands in the first.
	VpcID     pulumi.StringInput
	SubnetIDs []pulumi.StringInput
	// AdminPassword is what the directory is made with, until the first rotation; nil has one generated. There is no
	// default one.
	AdminPassword pulumi.StringInput
	// PasswordRotationDays is after how many days Admin gets a new password, 1 to 30.
	PasswordRotationDays int
	// LogRetentionDays is how long the controllers' security events are kept, a number that CloudWatch Logs offers.
	LogRetentionDays int
	// ManagementSources may reach the management instance by RDP. With none it is reached by Systems Manager alone
	// (port forwarding), which asks for no open port at all.
	ManagementSources []source.Source
	// People are registered in the directory. Those who leave the list are disabled there, never deleted.
	People []person.Person
	// DeletionProtection makes Pulumi refuse to delete or replace the directory and its key until it is taken off.
	DeletionProtection bool
}

// check returns every problem of the arguments, so that nothing is registered from half-right ones.
func (a *Args) check() error {
	var problems []error
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	if a.Account.AccountID == "" || a.Account.Region == "" || a.Account.Partition == "" {
		refuse("Account: incomplete; give the account, region and partition of the network that the directory stands in")
	}
	if !domain.IsName(a.Domain) {
		refuse("Domain: %q is not a fully qualified domain name; use one such as corp.example.com", a.Domain)
	}
	if !domain.IsShortName(a.ShortName) {
		refuse("ShortName: %q is not a NetBIOS name of 1 to 15 letters, digits and hyphens; use one such as ROOM", a.ShortName)
	}
	if a.Edition != "Standard" && a.Edition != "Enterprise" {
		refuse("Edition: %q is unknown; use Standard or Enterprise", a.Edition)
	}
	if given, known := a.AdminPassword.(pulumi.String); known {
		if fault := password.Fault(string(given)); fault != "" {
			refuse("AdminPassword: it %s; give %s", fault, password.Allowed)
		}
	}
	if a.PasswordRotationDays < 1 || a.PasswordRotationDays > password.MostDays {
		refuse("PasswordRotationDays: %d is not allowed; give 1 to %d days", a.PasswordRotationDays, password.MostDays)
	}
	if a.LogRetentionDays <= 0 {
		refuse("LogRetentionDays: %d is not allowed; keep the log for at least a day", a.LogRetentionDays)
	}
	if a.VpcID == nil {
		refuse("VpcID: missing; give the VPC that the directory stands in")
	}
	if len(a.SubnetIDs) != 2 {
		refuse("SubnetIDs: there are %d; give two, in different availability zones", len(a.SubnetIDs))
	}
	for _, one := range a.People {
		if strings.EqualFold(one.Name, a.ShortName) {
			refuse("People: %q is the directory's own name; give the person another", one.Name)
		}
	}
	problems = append(problems, source.CheckPrivate("ManagementSources", a.ManagementSources), person.Check(a.People))
	return errors.Join(problems...)
}
