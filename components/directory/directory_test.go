package directory_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/directory"
	"secure-room/components/network"
	"secure-room/internal/person"
	"secure-room/internal/source"
)

const (
	directoryType   = "aws:directoryservice/directory:Directory"
	instanceType    = "aws:ec2/instance:Instance"
	associationType = "aws:ssm/association:Association"
	ingressType     = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressType      = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	drawn           = "Drawn-by-the-provider-0123456789"
)

// args are right ones; a test changes what it is about.
func args() *directory.Args {
	return &directory.Args{
		Account:              network.Account{AccountID: componenttest.AccountID, Region: componenttest.Region, Partition: "aws"},
		Domain:               "corp.example.com",
		ShortName:            "ROOM",
		Edition:              "Standard",
		VpcID:                pulumi.String("vpc-1"),
		SubnetIDs:            []pulumi.StringInput{pulumi.String("subnet-1"), pulumi.String("subnet-2")},
		PasswordRotationDays: 30,
		LogRetentionDays:     365,
		DeletionProtection:   true,
		People: []person.Person{
			{Name: "hanako", GivenName: "花子", FamilyName: "Sato", Mail: "hanako.sato@example.com", Role: person.Operator},
			{Name: "keiko", GivenName: "Keiko", FamilyName: "Tanaka", Mail: "keiko.tanaka@example.com", Role: person.Manager},
		},
	}
}

// recorder answers as AWS would.
func recorder() *componenttest.Recorder {
	r := componenttest.New()
	r.Answers["aws:ssm/getParameter:getParameter"] = map[string]any{"insecureValue": "ami-windows", "value": "ami-windows"}
	r.Computed = map[string]map[string]any{
		directoryType: {"securityGroupId": "sg-controllers", "dnsIpAddresses": []any{"10.20.3.10", "10.20.4.10"}},
		"random:index/randomPassword:RandomPassword": {"result": drawn},
		associationType: {"associationId": "association"},
	}
	return r
}

// register registers a directory and gives what was registered.
func register(t *testing.T, a *directory.Args) *componenttest.Recorder {
	t.Helper()
	r := recorder()
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		_, err := directory.New(ctx, "room", a)
		return err
	}))
	return r
}

// secret is the value of an input that must be marked secret.
func secret(t *testing.T, value any) string {
	t.Helper()
	marked, is := value.(*resource.Secret)
	require.True(t, is, "not marked secret")
	return marked.Element.StringValue()
}

func TestDirectoryIsManagedMicrosoftAD(t *testing.T) {
	made := register(t, args()).One(t, directoryType, "room")
	assert.Equal(t, "MicrosoftAD", made.Inputs["type"])
	assert.Equal(t, "Standard", made.Inputs["edition"])
	assert.Equal(t, "corp.example.com", made.Inputs["name"])
	assert.Equal(t, "ROOM", made.Inputs["shortName"])
	assert.Equal(t, map[string]any{"vpcId": "vpc-1", "subnetIds": []any{"subnet-1", "subnet-2"}}, made.Inputs["vpcSettings"])
	assert.True(t, made.Protect)
	assert.Equal(t, []string{"password"}, made.IgnoreChanges)
}

func TestDeletionProtectionCanBeTakenOff(t *testing.T) {
	a := args()
	a.DeletionProtection = false
	r := register(t, a)
	assert.False(t, r.One(t, directoryType, "room").Protect)
	assert.False(t, r.One(t, "aws:kms/key:Key", "room-directory").Protect)
}

func TestGeneratedPasswordIsStrongAndSecret(t *testing.T) {
	r := register(t, args())
	generated := r.One(t, "random:index/randomPassword:RandomPassword", "room-admin")
	assert.GreaterOrEqual(t, generated.Inputs["length"], 32.0)
	for _, class := range []string{"minLower", "minUpper", "minNumeric", "minSpecial"} {
		assert.GreaterOrEqual(t, generated.Inputs[class], 1.0, class)
	}
	assert.Equal(t, drawn, secret(t, r.One(t, directoryType, "room").Inputs["password"]))
	assert.Empty(t, r.Names("aws:secretsmanager/secretVersion:SecretVersion"), "Pulumi never knows the password in force")
}

func TestGivenPasswordBecomesSecret(t *testing.T) {
	a := args()
	a.AdminPassword = pulumi.String("Given-in-config-98765")
	r := register(t, a)
	assert.Equal(t, "Given-in-config-98765", secret(t, r.One(t, directoryType, "room").Inputs["password"]))
	assert.Empty(t, r.Names("random:index/randomPassword:RandomPassword"))
}

func TestBadPasswordIsNeitherUsedNorShown(t *testing.T) {
	for bad, problem := range map[string]string{
		"Sh0rt!":                "AdminPassword: it has 6 characters; give 8 to 64 characters, of three of the kinds lower case, upper case, digits and signs, without the word admin",
		"only-lower-and-signs":  "AdminPassword: it has 2 of the four kinds of characters; give 8",
		"Kettle-aDmin-Brick-71": "AdminPassword: it contains the word admin; give 8",
	} {
		for _, given := range []pulumi.StringInput{pulumi.String(bad), pulumi.ToSecret(pulumi.String(bad)).(pulumi.StringOutput)} {
			a, r := args(), recorder()
			a.AdminPassword = given
			err := r.Run(func(ctx *pulumi.Context) error {
				_, err := directory.New(ctx, "room", a)
				return err
			})
			require.ErrorContains(t, err, problem)
			assert.NotContains(t, err.Error(), bad)
			assert.Empty(t, r.Names(directoryType))
		}
	}
}

// TestPasswordStandsNowhereElse looks through every input of every resource.
func TestPasswordStandsNowhereElse(t *testing.T) {
	for _, one := range register(t, args()).All() {
		for key, value := range one.Inputs {
			holds := one.Type == directoryType && key == "password"
			assert.Equal(t, holds, strings.Contains(fmt.Sprintf("%+v", plain(value)), drawn), "%s %s: %s", one.Type, one.Name, key)
		}
	}
}

// plain opens a secret so that what is in it can be looked for.
func plain(value any) any {
	if marked, is := value.(*resource.Secret); is {
		return marked.Element.Mappable()
	}
	return value
}

func TestSecretIsEncryptedWithOwnKey(t *testing.T) {
	r := register(t, args())
	kept := r.One(t, "aws:secretsmanager/secret:Secret", "room-admin")
	assert.Equal(t, "arn:Key:room-directory", kept.Inputs["kmsKeyId"])
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Sid": "OwnAccountOnly", "Effect": "Deny", "Principal": "*",
		"Action": ["secretsmanager:*"], "Resource": ["*"],
		"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}}}]}`, kept.Inputs["policy"].(string))
	key := r.One(t, "aws:kms/key:Key", "room-directory")
	assert.Equal(t, true, key.Inputs["enableKeyRotation"])
	assert.True(t, key.Protect)
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "AccountRules", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": ["kms:*"], "Resource": ["*"]},
		{"Sid": "LogsEncrypt", "Effect": "Allow", "Principal": {"Service": "logs.ap-northeast-1.amazonaws.com"},
			"Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"], "Resource": ["*"],
			"Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:ap-northeast-1:123456789012:log-group:/aws/directoryservice/*"}}}]}`,
		key.Inputs["policy"].(string))
}

func TestLogIsForwarded(t *testing.T) {
	r := register(t, args())
	group := r.One(t, "aws:cloudwatch/logGroup:LogGroup", "room-directory")
	assert.Equal(t, "/aws/directoryservice/Directory:room", group.Inputs["name"])
	assert.Equal(t, "arn:Key:room-directory", group.Inputs["kmsKeyId"])
	assert.Equal(t, 365.0, group.Inputs["retentionInDays"])
	policy := r.One(t, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "room-directory")
	assert.Equal(t, "room-directory-Directory:room", policy.Inputs["policyName"])
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Sid": "DirectoryServiceWrites", "Effect": "Allow",
		"Principal": {"Service": "ds.amazonaws.com"}, "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
		"Resource": ["arn:LogGroup:room-directory:*"],
		"Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
			"ArnEquals": {"aws:SourceArn": "arn:aws:ds:ap-northeast-1:123456789012:directory/Directory:room"}}}]}`,
		policy.Inputs["policyDocument"].(string))
	subscription := r.One(t, "aws:directoryservice/logSubscription:LogSubscription", "room-directory")
	assert.Equal(t, map[string]any{"directoryId": "Directory:room", "logGroupName": "/aws/directoryservice/Directory:room"}, subscription.Inputs)
	assert.Contains(t, strings.Join(subscription.Dependencies, "\n"), "LogResourcePolicy::room-directory")
}

func TestBadArgsAreListedAtOnceAndRegisterNothing(t *testing.T) {
	a := args()
	a.Account = network.Account{}
	a.Domain, a.ShortName, a.Edition = "corp", "A-NAME-OF-16-CHR", "Small"
	a.VpcID, a.SubnetIDs = nil, a.SubnetIDs[:1]
	a.PasswordRotationDays, a.LogRetentionDays = 31, 0
	a.ManagementSources = []source.Source{{CIDR: netip.MustParsePrefix("0.0.0.0/0"), Reason: "all"}}
	a.People[0].Name = strings.Repeat("x", 21)
	a.People[1].Role = "root"
	r := recorder()
	err := r.Run(func(ctx *pulumi.Context) error {
		_, err := directory.New(ctx, "room", a)
		return err
	})
	for _, problem := range []string{
		"directory room cannot be made:",
		"Account: incomplete; give the account, region and partition of the network that the directory stands in",
		`Domain: "corp" is not a fully qualified domain name; use one such as corp.example.com`,
		`ShortName: "A-NAME-OF-16-CHR" is not a NetBIOS name of 1 to 15 letters, digits and hyphens; use one such as ROOM`,
		`Edition: "Small" is unknown; use Standard or Enterprise`,
		"PasswordRotationDays: 31 is not allowed; give 1 to 30 days",
		"LogRetentionDays: 0 is not allowed; keep the log for at least a day",
		"VpcID: missing; give the VPC that the directory stands in",
		"SubnetIDs: there are 1; give two, in different availability zones",
		"ManagementSources[0].CIDR: 0.0.0.0/0 is wider", "People[0].Name", "People[1].Role",
	} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, r.All())
}

func TestOtherBadArgs(t *testing.T) {
	for problem, make := range map[string]func(*pulumi.Context) error{
		"directory room cannot be made:\nAccount: incomplete": func(ctx *pulumi.Context) error {
			_, err := directory.New(ctx, "room", nil)
			return err
		},
		`People: "room" is the directory's own name; give the person another`: func(ctx *pulumi.Context) error {
			a := args()
			a.People[0].Name = "room"
			_, err := directory.New(ctx, "room", a)
			return err
		},
		"PasswordRotationDays: 0 is not allowed; give 1 to 30 days": func(ctx *pulumi.Context) error {
			a := args()
			a.PasswordRotationDays = 0
			_, err := directory.New(ctx, "room", a)
			return err
		},
		"terminal policy room cannot be made:\nDirectory: missing; give the directory whose terminals are meant\n" +
			"ProxyAddress: missing; give the proxy's host and port": func(ctx *pulumi.Context) error {
			_, err := directory.NewTerminalPolicy(ctx, "room", nil)
			return err
		},
		"tightening room cannot be made:\nDirectory: missing; give the directory whose controllers are meant": func(ctx *pulumi.Context) error {
			_, err := directory.NewTightening(ctx, "room", nil)
			return err
		},
	} {
		r := recorder()
		assert.ErrorContains(t, r.Run(make), problem)
		assert.Empty(t, r.All())
	}
}
