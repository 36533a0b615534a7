package users

import (
	"net/url"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
)

// signInHosts are AWS Sign-In's by partition ("AWS Sign-In endpoints and quotas", AWS General Reference; "Sign in to the
// AWS Management Console", AWS GovCloud (US) User Guide; "Accounts", Amazon Web Services in China).
var signInHosts = map[string]string{
	"aws":        "signin.aws.amazon.com",
	"aws-cn":     "signin.amazonaws.cn",
	"aws-us-gov": "signin.amazonaws-us-gov.com",
}

// SignInLink is where the IAM users of an account sign in to the console; empty in a partition whose address is not known.
func SignInLink(account network.Account) string {
	host := signInHosts[account.Partition]
	if host == "" {
		return ""
	}
	return "https://" + account.AccountID + "." + host + "/console"
}

// switchRoleLink is where a user who has signed in switches to a role ("Switching to a role (console)", IAM User Guide);
// empty where there is no role.
func switchRoleLink(roleARN string) string {
	parts := strings.SplitN(roleARN, ":", 6) // arn:aws:iam::123456789012:role/room-AdminRole
	if len(parts) < 6 || signInHosts[parts[1]] == "" {
		return ""
	}
	query := url.Values{"account": {parts[4]}, "roleName": {strings.TrimPrefix(parts[5], "role/")}}
	return "https://" + signInHosts[parts[1]] + "/switchrole?" + query.Encode()
}

// SwitchRoleLinks are where a user who has signed in switches to each of some roles, by the same keys. Roles that are not
// there are left out.
func SwitchRoleLinks(roleARNs map[string]pulumi.StringInput) pulumi.StringMapOutput {
	return pulumi.StringMap(roleARNs).ToStringMapOutput().ApplyT(func(arns map[string]string) map[string]string {
		links := map[string]string{}
		for key, arn := range arns {
			if link := switchRoleLink(arn); link != "" {
				links[key] = link
			}
		}
		return links
	}).(pulumi.StringMapOutput)
}
