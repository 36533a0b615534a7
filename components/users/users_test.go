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
			{Name: "akira", GivenName: "Akira", FamilyName: "Ono", Mail: "akira@example.com", Role: person.Viewer},
		},
		TerminalIDs: map[string]pulumi.IDOutput{
			"keiko": pulumi.ID("ws-keiko").ToIDOutput(), "hanako": pulumi.ID("ws-hanako").ToIDOutput(),
		},
		DirectoryID:   pulumi.String("d-0123456789"),
		From:          users.From{Addresses: pulumi.StringArray{pulumi.String("192.0.2.1")}},
		LogGroupNames: []pulumi.StringInput{pulumi.String("/secure-room/test/room-proxy")},
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
	assert.Equal(t, []string{"room-akira", "room-hanako", "room-keiko", "room-taro"}, r.Names(userType))
	assert.Equal(t, "Taro", r.One(t, userType, "room-taro").Inputs["name"], "as the directory knows him")
	assert.Equal(t, []any{"hanako", "Taro"}, r.One(t, membershipType, "room-operators").Inputs["users"])
	assert.Equal(t, []any{"keiko"}, r.One(t, membershipType, "room-managers").Inputs["users"])
	assert.Equal(t, []any{"akira"}, r.One(t, membershipType, "room-viewers").Inputs["users"])
	for _, one := range r.All() {
		assert.NotContains(t, []string{"aws:iam/accessKey:AccessKey", "aws:iam/userLoginProfile:UserLoginProfile",
			"aws:iam/serviceSpecificCredential:ServiceSpecificCredential", "aws:iam/sshKey:SshKey",
			"aws:iam/userPolicy:UserPolicy", "aws:iam/userPolicyAttachment:UserPolicyAttachment"}, one.Type)
	}
	role := r.One(t, policyType, "room-OperatorRole")
	assert.Contains(t, role.Dependencies, urn("aws:iam/role:Role", "room-OperatorRole"))
	group := r.One(t, "aws:iam/groupPolicy:GroupPolicy", "room-operators")
	assert.Contains(t, group.Dependencies, urn("aws:iam/role:Role", "room-OperatorRole"), "the group may assume what exists")
	assert.Contains(t, r.One(t, roleType, "room-OperatorRole").Dependencies, urn(userType, "room-hanako"), "a role trusts users that exist")
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
		r.One(t, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "room-OperatorRole-ViewOnlyAccess").Inputs["policyArn"])
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
	a.People = a.People[2:3]
	delete(a.TerminalIDs, "hanako")
	r := register(t, a)
	assert.Equal(t, []string{"room-AdminRole"}, r.Names(roleType))
	assert.Equal(t, []string{"room-managers"}, r.Names(membershipType))
}

// urn is that of a resource below the component.
func urn(resourceType, name string) string {
	return fmt.Sprintf("urn:pulumi:%s::%s::secure-room:users:Users$%s::%s", componenttest.Stack, componenttest.Project, resourceType, name)
}

func TestARoomBehindEndpoints(t *testing.T) {
	a := args()
	a.From = users.From{VpcID: pulumi.String("vpc-0123456789abcdef0")}
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Sid": "FromTheRoomOnly", "Effect": "Deny", "Action": ["*"],
		"Resource": ["*"], "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"},
			"Bool": {"aws:ViaAWSService": "false"}}}]}`,
		register(t, a).One(t, policyType, "room-OperatorRole").Inputs["policy"].(string), "never both ways at once")
}

func TestViewersSeeAndReadLogs(t *testing.T) {
	r := register(t, args())
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "SeeTerminals", "Effect": "Allow", "Resource": ["*"], "Action": ["workspaces:DescribeWorkspaces",
			"workspaces:DescribeWorkspacesConnectionStatus", "workspaces:DescribeWorkspaceDirectories",
			"workspaces:DescribeWorkspaceBundles", "workspaces:DescribeIpGroups", "workspaces:DescribeTags", "ds:DescribeDirectories"]},
		{"Sid": "ReadLogs", "Effect": "Allow", "Action": ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
			"Resource": ["arn:aws:logs:ap-northeast-1:123456789012:log-group:/secure-room/test/room-proxy",
				"arn:aws:logs:ap-northeast-1:123456789012:log-group:/secure-room/test/room-proxy:*"]}]}`,
		r.One(t, policyType, "room-ViewerRole").Inputs["policy"].(string))
	assert.Contains(t, r.One(t, roleType, "room-ViewerRole").Inputs["assumeRolePolicy"], `["arn:User:room-akira"]`)

	a := args()
	a.LogGroupNames = nil
	assert.NotContains(t, register(t, a).One(t, policyType, "room-ViewerRole").Inputs["policy"], "ReadLogs", "an empty list of resources is no policy")
}

func TestAWSManagedAdministrationIsForAdminRoleAlone(t *testing.T) {
	const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
	assert.Equal(t, []string{"room-OperatorRole-ViewOnlyAccess"}, register(t, args()).Names(attachment), "not unless asked for")
	a := args()
	a.AWSManagedAdministration = true
	r := register(t, a)
	assert.Equal(t, []string{"room-AdminRole-AmazonWorkSpacesAdmin", "room-OperatorRole-ViewOnlyAccess"}, r.Names(attachment))
	managed := r.One(t, attachment, "room-AdminRole-AmazonWorkSpacesAdmin").Inputs
	assert.Equal(t, "arn:aws:iam::aws:policy/AmazonWorkSpacesAdmin", managed["policyArn"])
	assert.Equal(t, componenttest.Stack+"-AdminRole", managed["role"])
}

func TestOperatorsMayAssumeProductionsRole(t *testing.T) {
	a := args()
	const arn = "arn:aws:iam::210987654321:role/room-OperatorRole-in-prod"
	a.ProductionRoleARNs = []string{arn}
	r := register(t, a)
	assert.Contains(t, r.One(t, "aws:iam/groupPolicy:GroupPolicy", "room-operators").Inputs["policy"],
		`"Resource":["arn:Role:room-OperatorRole","`+arn+`"]`)
	for _, other := range []string{"room-managers", "room-viewers"} {
		assert.NotContains(t, r.One(t, "aws:iam/groupPolicy:GroupPolicy", other).Inputs["policy"], arn)
	}
}

// Roles and groups carry the stack's name, so that a second room in the account has its own.
func TestNamesInAWSAreTheStacks(t *testing.T) {
	r := register(t, args())
	assert.Equal(t, componenttest.Stack+"-AdminRole", r.One(t, roleType, "room-AdminRole").Inputs["name"])
	assert.Equal(t, componenttest.Stack+"-operators", r.One(t, "aws:iam/group:Group", "room-operators").Inputs["name"])
}

func TestBadArgs(t *testing.T) {
	many := func(role person.Role) func(*users.Args) {
		return func(a *users.Args) {
			for i := range 40 {
				a.People = append(a.People, person.Person{Name: fmt.Sprintf("somebody-number-%d", i), GivenName: "A", FamilyName: "B",
					Mail: "a@example.com", Role: role})
			}
		}
	}
	for name, test := range map[string]struct {
		spoil func(*users.Args)
		want  string
	}{
		"no account": {func(a *users.Args) { a.Account.Partition = "" }, "Account: incomplete; give account, region and partition"},
		"nobody":     {func(a *users.Args) { a.People = nil }, "People: there is nobody; name at least one person\nPeople: there is no manager, so nobody could let anybody in; give one person the role manager"},
		"no manager": {func(a *users.Args) { a.People = a.People[:2] }, "People: there is no manager, so nobody could let anybody in; give one person the role manager"},
		"unknown":    {func(a *users.Args) { a.People[0].Role = "root" }, `People[0].Role: "root" is not allowed; use "operator", "manager" or "viewer"`},
		"operators":  {many(person.Operator), "People: the operators are too many for one role, whose trust policy would have 2350 characters; AWS allows 2048"},
		"viewers":    {many(person.Viewer), "People: the viewers are too many for one role, whose trust policy would have 2311 characters; AWS allows 2048"},
		"terminals":  {func(a *users.Args) { a.TerminalIDs = nil }, "TerminalIDs: there are 0; give 1 to 100, those that managers open"},
		"a viewer's terminal": {func(a *users.Args) { a.TerminalIDs["akira"] = pulumi.ID("ws-akira").ToIDOutput() },
			`TerminalIDs: "akira" is no operator or manager of People, so nobody could use that terminal; leave it out`},
		"directory": {func(a *users.Args) { a.DirectoryID = nil }, "DirectoryID: missing; give the directory that holds the terminals' users"},
		"no way":    {func(a *users.Args) { a.From = users.From{} }, "From: give either Addresses, those that the proxy goes out from, or VpcID, the room's"},
		"both ways": {func(a *users.Args) { a.From.VpcID = pulumi.String("vpc-1") }, "From: give either Addresses, those that the proxy goes out from, or VpcID, the room's"},
	} {
		t.Run(name, func(t *testing.T) {
			a, r := args(), componenttest.New()
			test.spoil(a)
			err := r.Run(func(ctx *pulumi.Context) error {
				_, err := users.New(ctx, "room", a)
				return err
			})
			assert.ErrorContains(t, err, "users room cannot be made:\n"+test.want)
			assert.Empty(t, r.All())
		})
	}
}

func TestARoleHoldsThirtyPeople(t *testing.T) {
	a := args()
	for i := range 27 {
		one := a.People[0]
		one.Name = fmt.Sprintf("operator-number-%d", i)
		a.People = append(a.People, one)
	}
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
		"DirectoryID: missing", "From: give either"} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, r.All())
}
