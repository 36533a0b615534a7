package users_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/users"
	"secure-room/internal/person"
)

const (
	roleType       = "aws:iam/role:Role"
	policyType     = "aws:iam/rolePolicy:RolePolicy"
	userType       = "aws:iam/user:User"
	membershipType = "aws:iam/groupMembership:GroupMembership"
)

func args() *users.Args {
	return &users.Args{
		Account: network.Account{AccountID: componenttest.AccountID, Region: componenttest.Region, Partition: "aws"},
		People: []person.Person{
			{Name: "hanako", GivenName: "Hanako", FamilyName: "Sato", Mail: "hanako@example.com", Role: person.Operator},
			{Name: "Taro", GivenName: "Taro", FamilyName: "Suzuki", Mail: "taro@example.com", Role: person.Operator},
			{Name: "keiko", GivenName: "Keiko", FamilyName: "Tanaka", Mail: "keiko@example.com", Role: person.Manager},
		},
		TerminalIDs: map[string]pulumi.IDOutput{
			"keiko": pulumi.ID("ws-keiko").ToIDOutput(), "hanako": pulumi.ID("ws-hanako").ToIDOutput(),
		},
		DirectoryID:   pulumi.String("d-0123456789"),
		RoomAddresses: pulumi.StringArray{pulumi.String("192.0.2.1")},
	}
}

func register(t *testing.T, a *users.Args) *componenttest.Recorder {
	t.Helper()
	r := componenttest.New()
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		_, err := users.New(ctx, "room", a)
		return err
	}))
	return r
}

func TestUsersAndGroups(t *testing.T) {
	r := register(t, args())
	assert.Equal(t, []string{"room-hanako", "room-keiko", "room-taro"}, r.Names(userType))
	assert.Equal(t, "Taro", r.One(t, userType, "room-taro").Inputs["name"], "as the directory knows him")
	assert.Equal(t, []any{"hanako", "Taro"}, r.One(t, membershipType, "room-operators").Inputs["users"])
	assert.Equal(t, []any{"keiko"}, r.One(t, membershipType, "room-managers").Inputs["users"])
	for _, one := range r.All() {
		assert.NotContains(t, []string{"aws:iam/accessKey:AccessKey", "aws:iam/userLoginProfile:UserLoginProfile",
			"aws:iam/userPolicy:UserPolicy", "aws:iam/userPolicyAttachment:UserPolicyAttachment"}, one.Type)
	}
}

func TestOnlyManagersWithSecondFactorAssumeAdminRole(t *testing.T) {
	r := register(t, args())
	admin := r.One(t, roleType, "room-AdminRole")
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Sid": "NamedUsersWithSecondFactor", "Effect": "Allow",
		"Action": ["sts:AssumeRole"], "Principal": {"AWS": ["arn:User:room-keiko"]},
		"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}`, admin.Inputs["assumeRolePolicy"].(string))
	operator := r.One(t, roleType, "room-OperatorRole").Inputs["assumeRolePolicy"].(string)
	assert.Contains(t, operator, `["arn:User:room-hanako","arn:User:room-taro"]`)
	assert.NotContains(t, operator, "keiko")
}

func TestAdminRoleOpensThisRoomsTerminalsOnly(t *testing.T) {
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "SeeTerminals", "Effect": "Allow", "Resource": ["*"], "Action": ["workspaces:DescribeWorkspaces",
			"workspaces:DescribeWorkspacesConnectionStatus", "workspaces:DescribeWorkspaceDirectories",
			"workspaces:DescribeWorkspaceBundles", "workspaces:DescribeIpGroups", "workspaces:DescribeTags", "ds:DescribeDirectories"]},
		{"Sid": "OpenAndCloseTerminals", "Effect": "Allow",
			"Action": ["workspaces:StartWorkspaces", "workspaces:StopWorkspaces", "workspaces:RebootWorkspaces"],
			"Resource": ["arn:aws:workspaces:ap-northeast-1:123456789012:workspace/ws-hanako",
				"arn:aws:workspaces:ap-northeast-1:123456789012:workspace/ws-keiko"]},
		{"Sid": "SetPasswords", "Effect": "Allow", "Action": ["ds:ResetUserPassword"],
			"Resource": ["arn:aws:ds:ap-northeast-1:123456789012:directory/d-0123456789"]}]}`,
		register(t, args()).One(t, policyType, "room-AdminRole").Inputs["policy"].(string))
}

func TestOperatorsComeFromTheRoomOnly(t *testing.T) {
	r := register(t, args())
	const fromRoom = `{"Sid": "FromTheRoomOnly", "Effect": "Deny", "Action": ["*"], "Resource": ["*"],
		"Condition": {"NotIpAddress": {"aws:SourceIp": ["192.0.2.1"]}, "Bool": {"aws:ViaAWSService": "false"}}}`
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [`+fromRoom+`]}`,
		r.One(t, policyType, "room-OperatorRole").Inputs["policy"].(string))
	assert.Equal(t, "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
		r.One(t, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "room-OperatorRole-view").Inputs["policyArn"])
	const member = `{"Sid": "AssumeRole", "Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": ["arn:Role:room-%s"]},
		{"Sid": "OwnPasswordAndSecondFactor", "Effect": "Allow", "Action": ["iam:GetUser", "iam:ChangePassword",
			"iam:ListMFADevices", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ResyncMFADevice"],
			"Resource": ["arn:aws:iam::123456789012:user/${aws:username}", "arn:aws:iam::123456789012:mfa/${aws:username}"]},
		{"Sid": "PasswordRules", "Effect": "Allow", "Resource": ["*"],
			"Action": ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"]}`
	operators := r.One(t, "aws:iam/groupPolicy:GroupPolicy", "room-operators").Inputs["policy"].(string)
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [`+fmt.Sprintf(member, "OperatorRole")+`,`+fromRoom+`]}`, operators)
	// A manager lets the first one in, so he cannot be in the room already.
	managers := r.One(t, "aws:iam/groupPolicy:GroupPolicy", "room-managers").Inputs["policy"].(string)
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [`+fmt.Sprintf(member, "AdminRole")+`]}`, managers)
}

func TestARoomOfManagersNeedsNoOperatorRole(t *testing.T) {
	a := args()
	a.People = a.People[2:]
	r := register(t, a)
	assert.Equal(t, []string{"room-AdminRole"}, r.Names(roleType))
	assert.Equal(t, []string{"room-managers"}, r.Names(membershipType))
}

func TestARoleHoldsOnlySoManyPeople(t *testing.T) {
	a := args()
	for i := range 40 {
		one := a.People[0]
		one.Name = fmt.Sprintf("operator-number-%d", i)
		a.People = append(a.People, one)
	}
	err := componenttest.New().Run(func(ctx *pulumi.Context) error {
		_, err := users.New(ctx, "room", a)
		return err
	})
	require.ErrorContains(t, err, "People: the operators are too many for one role")

	a.People = a.People[:30]
	trust := register(t, a).One(t, roleType, "room-OperatorRole").Inputs["assumeRolePolicy"].(string)
	assert.Less(t, len(trust), 2048)
}

func TestBadArgsAreListedAtOnceAndRegisterNothing(t *testing.T) {
	r := componenttest.New()
	err := r.Run(func(ctx *pulumi.Context) error {
		people := args().People[:2]
		people[1].Name = "hanako"
		_, err := users.New(ctx, "room", &users.Args{People: people})
		return err
	})
	for _, problem := range []string{"Account: incomplete", "there is no manager", `"hanako" is listed twice`, "TerminalIDs: there are 0",
		"DirectoryID: missing", "RoomAddresses: missing"} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, r.All())
}
