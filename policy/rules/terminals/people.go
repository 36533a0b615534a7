package terminals

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/baseline"
	"secure-room/policy/resource"
)

// user judges one IAM user.
func (c *checker) user(r *resource.Resource) {
	if name := r.Properties.Get("name"); c.approved(name) == nil {
		c.reject(r, fmt.Sprintf("IAM user %s is named %s, who is none of the baseline's users.", r.Name, resource.Quote(name)),
			"Name the user as the baseline does, or have the user approved.")
	}
}

// approved is the baseline user of a name; nil when there is none. Neither Windows nor IAM tells names apart by case. An approved name
// is plain ASCII, so a name of the same length in bytes that folds to it is so as well.
func (c *checker) approved(name property.Value) *baseline.User {
	text, standing := resource.Text(name)
	for i, user := range c.Baseline.Users {
		if standing == resource.Known && len(text) == len(user.Name) && strings.EqualFold(text, user.Name) {
			return &c.Baseline.Users[i]
		}
	}
	return nil
}

// credentials are the types that let somebody act without logging in, and so without a second factor, until somebody
// thinks of taking them away ("Security best practices in IAM", IAM User Guide).
var credentials = map[string]string{
	"aws:iam/accessKey:AccessKey":                                 "an access key",
	"aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "a password for one service",
	"aws:iam/signingCertificate:SigningCertificate":               "a signing certificate",
	"aws:iam/sshKey:SshKey":                                       "an SSH key",
}

func (c *checker) credential(r *resource.Resource) {
	if kind, long := credentials[r.Type]; long {
		c.reject(r, fmt.Sprintf("%s is %s, a lasting credential; none is allowed.", r.Name, kind), "Remove it; people assume a role after logging in with MFA.")
	}
}
