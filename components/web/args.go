package web

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/internal/image"
	"secure-room/internal/site"
)

// Args is what a web tier is made from.
type Args struct {
	// Network is the one that it stands in.
	Network *network.Network
	// Public are the balancer's subnets, App the tasks': each at least two, in different zones, one a zone.
	Public, App []network.Subnet
	// Image is what the tasks run: registry/repository@sha256:…, in the account's own ECR or a registry that anybody may
	// pull from.
	Image string
	// Port is the one that the container listens on, without TLS. A container that does not run as root binds to 1024 to
	// 65535.
	Port int
	// HealthPath is what the balancer asks a task for; it must answer with 200 to 399.
	HealthPath string
	// CertificateARN is the certificate that the balancer shows, of the network's own account and region.
	CertificateARN string
	// RedirectHTTP has the balancer listen on port 80 as well, only to send browsers to HTTPS.
	RedirectHTTP bool
	// Database is what the tasks use; nil for none.
	Database *Database
	// DeletionProtection makes AWS refuse to delete the balancer until it is taken off.
	DeletionProtection bool
	// LogRetentionDays is how long the containers' log is kept.
	LogRetentionDays int
}

// Database is one that the tasks may reach.
type Database struct {
	Port int
	// SecurityGroupID is the database's own group, and Address where it is found.
	SecurityGroupID, Address pulumi.StringInput
	// SecretARN names the secret that holds its password, and KeyARN the key that encrypts the secret.
	SecretARN, KeyARN pulumi.StringInput
}

// nameForm keeps a load balancer's name, with the eight characters that Pulumi appends, within AWS's 32
// ("CreateLoadBalancer", Elastic Load Balancing API Reference).
var nameForm = regexp.MustCompile(`^[a-z](-?[a-z0-9]){0,22}$`)

// check returns the image, and every problem of the arguments.
func (a *Args) check(name string) (image.Image, error) {
	var problems []error
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	if !nameForm.MatchString(name) {
		refuse("name: %q is not one; use 1 to 23 small letters, digits and single hyphens, such as web", name)
	}
	if a.Network == nil {
		refuse("Network: is missing; give the network that the web tier stands in")
	}
	for field, subnets := range map[string][]network.Subnet{"Public": a.Public, "App": a.App} {
		zones := map[string]bool{}
		for _, subnet := range subnets {
			zones[subnet.ZoneID] = true
		}
		if len(zones) < 2 || len(zones) != len(subnets) {
			refuse("%s: there are %d subnets in %d zones; give one subnet in each of at least 2 zones", field, len(subnets), len(zones))
		}
	}
	read, err := image.Parse(a.Image)
	switch {
	case err != nil:
		refuse("Image: %q %w", a.Image, err)
	case a.Network != nil && read.AccountID != "" && (read.AccountID != a.Network.AccountID || read.Region != a.Network.Region):
		refuse("Image: it is in ECR of account %s in %s; use the network's own account %s in %s, or a registry that anybody may pull from",
			read.AccountID, read.Region, a.Network.AccountID, a.Network.Region)
	}
	if a.Port < 1024 || a.Port > 65535 {
		refuse("Port: is %d; use 1024 to 65535, such as 8080", a.Port)
	}
	if !site.IsPath(a.HealthPath) {
		refuse("HealthPath: %q is not %s", a.HealthPath, site.AllowedPath)
	}
	region, account, ok := site.ParseARN(a.CertificateARN)
	switch {
	case !ok:
		refuse("CertificateARN: %q is not %s", a.CertificateARN, site.AllowedARN)
	case a.Network != nil && (region != a.Network.Region || account != a.Network.AccountID):
		refuse("CertificateARN: it is of account %s in %s; a load balancer takes those of its own account %s in %s", account, region,
			a.Network.AccountID, a.Network.Region)
	}
	if d := a.Database; d != nil && (d.Port < 1 || d.Port > 65535 || d.SecurityGroupID == nil || d.Address == nil || d.SecretARN == nil || d.KeyARN == nil) {
		refuse("Database: it is incomplete; give its port, security group, address, secret and key")
	}
	if a.LogRetentionDays <= 0 {
		refuse("LogRetentionDays: %d is not allowed; keep the log for at least a day", a.LogRetentionDays)
	}
	return read, errors.Join(problems...)
}
