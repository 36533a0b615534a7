package terminals

import (
	"fmt"

	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

var personNotApproved = rule.Rule{
	ID:      "terminals/person-not-approved",
	Refuses: "An IAM user who is none of the baseline's users.",
	Why:     "Whoever has a user in the account may log in to AWS.",
	Source:  "IAM User Guide: IAM users",
	Fix:     "Name the user as the baseline does, or have the user approved.",
}

var lastingCredential = rule.Rule{
	ID:      "terminals/lasting-credential",
	Refuses: "An access key, service password, signing certificate or SSH key.",
	Why:     "It acts without a second factor until somebody thinks of taking it away.",
	Source:  "IAM User Guide: Security best practices in IAM",
	Fix:     "Remove it; people assume a role after logging in with MFA.",
}

// user judges one IAM user.
func (c *checker) user(r *resource.Resource) {
	if name := r.Properties.Get("name"); c.approved(name) == nil {
		c.reject(personNotApproved, r, fmt.Sprintf("IAM user %s is named %s, who is none of the baseline's users.", r.Name, resource.Quote(name)),
			"")
	}
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
		c.reject(lastingCredential, r, fmt.Sprintf("%s is %s, a lasting credential; none is allowed.", r.Name, kind), "")
	}
}
