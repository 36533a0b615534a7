package users

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// statement is one of an IAM policy ("IAM JSON policy elements reference", IAM User Guide).
type statement map[string]any

func policy(statements ...statement) pulumi.StringOutput {
	return pulumi.JSONMarshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
}

// trust lets the named users, signed in with a second factor, assume a role. Bool, not BoolIfExists: a long-lived
// access key has no such key in its context and would otherwise pass ("AWS global condition context keys").
func trust(arns []any) pulumi.StringOutput {
	return policy(statement{
		"Sid": "NamedUsersWithSecondFactor", "Effect": "Allow", "Action": []string{"sts:AssumeRole"},
		"Principal": map[string]any{"AWS": arns},
		"Condition": map[string]any{"Bool": map[string]any{"aws:MultiFactorAuthPresent": "true"}},
	})
}

// adminPolicy is what opening and closing terminals takes, on this room's terminals. AmazonWorkSpacesAdmin would also
// create, rebuild and delete terminals and could give them internet access, on every terminal of the account.
func adminPolicy(args *Args) pulumi.StringOutput {
	var terminals []any
	for _, user := range slices.Sorted(maps.Keys(args.TerminalIDs)) {
		terminals = append(terminals, pulumi.Sprintf("arn:%s:workspaces:%s:%s:workspace/%s",
			args.Account.Partition, args.Account.Region, args.Account.AccountID, args.TerminalIDs[user]))
	}
	return policy(
		seeTerminals(),
		statement{
			"Sid": "OpenAndCloseTerminals", "Effect": "Allow", "Resource": terminals,
			"Action": []string{"workspaces:StartWorkspaces", "workspaces:StopWorkspaces", "workspaces:RebootWorkspaces"},
		},
		// Whoever sets a password opens a terminal as well: the call enables a disabled user ("ResetUserPassword",
		// AWS Directory Service API Reference). So it stands here and nowhere else.
		statement{
			"Sid": "SetPasswords", "Effect": "Allow", "Action": []string{"ds:ResetUserPassword"},
			"Resource": []any{pulumi.Sprintf("arn:%s:ds:%s:%s:directory/%s",
				args.Account.Partition, args.Account.Region, args.Account.AccountID, args.DirectoryID)},
		},
	)
}

// seeTerminals is what it takes to see who has a terminal and whether it runs.
func seeTerminals() statement {
	return statement{
		"Sid": "SeeTerminals", "Effect": "Allow", "Resource": []string{"*"},
		"Action": []string{
			"workspaces:DescribeWorkspaces", "workspaces:DescribeWorkspacesConnectionStatus",
			"workspaces:DescribeWorkspaceDirectories", "workspaces:DescribeWorkspaceBundles",
			"workspaces:DescribeIpGroups", "workspaces:DescribeTags", "ds:DescribeDirectories",
		},
	}
}

// viewerPolicy is what an auditor asks: who has a terminal, and where it went. It changes nothing and shows none of
// production's data, so it is not bound to the room.
func viewerPolicy(args *Args) pulumi.StringOutput {
	statements := []statement{seeTerminals()}
	var logs []any
	for _, name := range args.LogGroupNames {
		group := pulumi.Sprintf("arn:%s:logs:%s:%s:log-group:%s", args.Account.Partition, args.Account.Region, args.Account.AccountID, name)
		logs = append(logs, group, pulumi.Sprintf("%s:*", group))
	}
	if len(logs) > 0 {
		statements = append(statements, statement{
			"Sid": "ReadLogs", "Effect": "Allow", "Resource": logs,
			"Action": []string{"logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"},
		})
	}
	return policy(statements...)
}

// memberPolicy is what people may do before they have assumed their role: assume it, and look after their own password
// and second factor ("AWS: Allows MFA-authenticated IAM users to manage their own MFA device", IAM User Guide).
func memberPolicy(args *Args, roleARNs []any, more ...statement) pulumi.StringOutput {
	own := func(kind string) string {
		return fmt.Sprintf("arn:%s:iam::%s:%s/${aws:username}", args.Account.Partition, args.Account.AccountID, kind)
	}
	return policy(append([]statement{
		{"Sid": "AssumeRole", "Effect": "Allow", "Action": []string{"sts:AssumeRole"}, "Resource": roleARNs},
		{
			"Sid": "OwnPasswordAndSecondFactor", "Effect": "Allow",
			"Action": []string{
				"iam:GetUser", "iam:ChangePassword", "iam:ListMFADevices", "iam:CreateVirtualMFADevice",
				"iam:EnableMFADevice", "iam:ResyncMFADevice",
			},
			"Resource": []string{own("user"), own("mfa")},
		},
		{
			"Sid": "PasswordRules", "Effect": "Allow", "Resource": []string{"*"},
			"Action": []string{"iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"},
		},
	}, more...)...)
}
