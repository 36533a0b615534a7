package settings

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/domain"
)

func readDirectory(v value) Directory {
	fields := v.fields("domain", "shortName", "edition", "managementSources", "deletionProtection")
	directory := Directory{
		Domain:    fields["domain"].that(domain.IsName, "a fully qualified domain name, such as corp.example.com"),
		ShortName: fields["shortName"].that(domain.IsShortName, "1 to 15 letters, digits and hyphens, first a letter, such as ROOM"),
		Edition:   fields["edition"].choice("Standard", "Enterprise"),

		DeletionProtection: true,
	}
	if protection := fields["deletionProtection"]; protection.given() {
		directory.DeletionProtection = protection.flag()
	}
	if sources := fields["managementSources"]; sources.given() {
		directory.ManagementSources = readManagementSources(sources)
	}
	return directory
}

// readAdminPassword gives the secret that the directory's Admin is to have, or nil when none is configured. How good
// it is the policy pack judges, wherever it comes from. It is never shown, in whatever form it was given.
func readAdminPassword(c config) pulumi.StringInput {
	const key = Namespace + ":adminPassword"
	password, given := c.ctx.GetConfig(key)
	switch {
	case !given:
		return nil
	case !c.ctx.IsConfigSecret(key):
		c.add(key, "stands in plaintext, so take it for known", "a new one set with pulumi config set --secret, or none at all, which has one generated")
	case password == "":
		c.add(key, "is empty", "a secret, or none at all, which has one generated")
	default:
		return pulumi.ToSecret(pulumi.String(password)).(pulumi.StringOutput)
	}
	return nil
}
