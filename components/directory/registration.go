package directory

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/directoryservice"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/person"
)

// join has the management instance join the directory.
func (d *Directory) join(ctx *pulumi.Context, active *directoryservice.Directory) (pulumi.Resource, error) {
	// An association's parameter is a single string (hashicorp/terraform issue 27047), so AWS-JoinDirectoryServiceDomain
	// could be told of one controller alone; the document of our own takes both.
	return run(ctx, d.name, task{document: "join-domain", parameters: pulumi.StringMap{
		"directoryId":      d.ID,
		"directoryName":    pulumi.String(d.domain),
		"firstController":  active.DnsIpAddresses.Index(pulumi.Int(0)),
		"secondController": active.DnsIpAddresses.Index(pulumi.Int(1)),
	}}, d.ManagementInstanceID, d)
}

// register has the management instance register the people in the directory: with the Active Directory tools as Admin,
// not by the Directory Service Data API, for which pulumi-aws 6 has no resource, which must be enabled for the directory
// first and answers in its primary Region only ("Managing users and groups with Directory Service Data", AWS Directory
// Service Administration Guide). It reads Admin's password from the secret, so the first rotation goes before it.
func (d *Directory) register(ctx *pulumi.Context, args *Args) error {
	people, err := encode(args.People)
	if err != nil {
		return err
	}
	d.registration, err = run(ctx, d.name, task{document: "register-people", parameters: pulumi.StringMap{
		"domain":         pulumi.String(d.domain),
		"shortName":      pulumi.String(d.shortName),
		"adminSecretArn": d.AdminSecretARN,
		"people":         pulumi.String(people),
	}}, d.ManagementInstanceID, d, pulumi.DependsOn([]pulumi.Resource{d.rotation}))
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
