package authority

import (
	"fmt"

	"secure-room/policy/resource"
)

const (
	passwordPolicyType = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"
	// shortestPassword is what the CIS AWS Foundations Benchmark asks for (1.8). IAM takes 6 where nothing is said
	// ("UpdateAccountPasswordPolicy", IAM API Reference).
	shortestPassword = 14
)

// passwords judges what an account's password policy takes.
func (c *checker) passwords(r *resource.Resource) {
	if r.Type != passwordPolicyType {
		return
	}
	length, standing := resource.Number(c.Scope.Given(r, "minimumPasswordLength"))
	if standing != resource.Known || length < shortestPassword {
		c.add(accountPasswords.At(r, fmt.Sprintf("The account's password policy %s does not ask for %d characters.", r.Name, shortestPassword)))
	}
	// The provider's default is true, IAM's own false.
	if change, standing := resource.Truth(c.Scope.Given(r, "allowUsersToChangePassword")); standing != resource.Absent && !change {
		c.add(accountPasswords.At(r, fmt.Sprintf("The account's password policy %s keeps people from changing their passwords.", r.Name)))
	}
}
