package directory

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/directoryservice"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/person"
)

// register has the management instance join the directory and then register the people in it.
func (d *Directory) register(ctx *pulumi.Context, args *Args, active *directoryservice.Directory) error {
	// An association's parameter is a single string (hashicorp/terraform issue 27047), so AWS-JoinDirectoryServiceDomain
	// could be told of one controller alone; the document of our own takes both.
	joined, err := run(ctx, d.name, "join-domain", d.ManagementInstanceID, pulumi.StringMap{
		"directoryId":      d.ID,
		"directoryName":    pulumi.String(d.domain),
		"firstController":  active.DnsIpAddresses.Index(pulumi.Int(0)),
		"secondController": active.DnsIpAddresses.Index(pulumi.Int(1)),
	}, d)
	if err != nil {
		return err
	}
	people, err := encode(args.People)
	if err != nil {
		return err
	}
	d.registration, err = run(ctx, d.name, "register-people", d.ManagementInstanceID, pulumi.StringMap{
		"domain":         pulumi.String(d.domain),
		"shortName":      pulumi.String(d.shortName),
		"adminSecretArn": d.AdminSecretARN,
		"people":         pulumi.String(people),
	}, d, pulumi.DependsOn([]pulumi.Resource{joined, d.passwordKept})) // it reads the password from its secret
	return err
}

// encode writes people as the registration's parameter: base64, since names in any script must come through as they
// are and nothing in them may be taken for PowerShell.
func encode(people []person.Person) (string, error) {
	type entry struct {
		Name       string      `json:"name"`
		GivenName  string      `json:"givenName"`
		FamilyName string      `json:"familyName"`
		Mail       string      `json:"mail"`
		Role       person.Role `json:"role"`
	}
	entries := make([]entry, len(people))
	for i, one := range people {
		entries[i] = entry(one)
	}
	text, err := json.Marshal(entries)
	if err != nil {
		return "", fmt.Errorf("encoding the people: %w", err)
	}
	return base64.StdEncoding.EncodeToString(text), nil
}
