package settings

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/domain"
	"secure-room/internal/password"
)

func readDirectory(v value) Directory {
	fields := v.fields("domain", "shortName", "edition", "managementSources", "passwordRotationDays", "deletionProtection")
	directory := Directory{
		Domain:    fields["domain"].that(domain.IsName, "a fully qualified domain name, such as corp.example.com"),
		ShortName: fields["shortName"].that(domain.IsShortName, "1 to 15 letters, digits and hyphens, first a letter, such as ROOM"),
		Edition:   fields["edition"].choice("Standard", "Enterprise"),

		PasswordRotationDays: 30,
		DeletionProtection:   true,
	}
	if days := fields["passwordRotationDays"]; days.given() {
		directory.PasswordRotationDays = days.whole(1, password.MostDays,
			fmt.Sprintf("a whole number of days from 1 to %d; after 42 days the directory ends a password's life", password.MostDays))
	}
	if protection := fields["deletionProtection"]; protection.given() {
		directory.DeletionProtection = protection.flag()
	}
	if sources := fields["managementSources"]; sources.given() {
		directory.ManagementSources = readManagementSources(sources)
	}
	return directory
}

// readAdminPassword gives the secret that the directory is made with, or nil when none is configured. What AWS asks of it
// is checked here; how good it is the policy pack judges, wherever it comes from. It is never shown, in whatever form it
// was given.
func readAdminPassword(c config) pulumi.StringInput {
	const key = Namespace + ":adminPassword"
	text, given := c.ctx.GetConfig(key)
	fault := password.Fault(text)
	switch {
	case !given:
		return nil
	case !c.ctx.IsConfigSecret(key):
		c.add(key, "stands in plaintext, so take it for known", "a new one set with pulumi config set --secret, or none at all, which has one generated")
	case text == "":
		c.add(key, "is empty", "a secret, or none at all, which has one generated")
	case fault != "":
		c.add(key, fault, password.Allowed)
	default:
		return pulumi.ToSecret(pulumi.String(text)).(pulumi.StringOutput)
	}
	return nil
}
