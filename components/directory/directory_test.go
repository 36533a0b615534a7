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
		Account:            network.Account{AccountID: componenttest.AccountID, Region: componenttest.Region, Partition: "aws"},
		Domain:             "corp.example.com",
		ShortName:          "ROOM",
		Edition:            "Standard",
		VpcID:              pulumi.String("vpc-1"),
		SubnetIDs:          []pulumi.StringInput{pulumi.String("subnet-1"), pulumi.String("subnet-2")},
		DeletionProtection: true,
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
	kept := r.One(t, "aws:secretsmanager/secretVersion:SecretVersion", "room-admin")
	assert.Equal(t, drawn, secret(t, kept.Inputs["secretString"]))
	assert.Contains(t, kept.IgnoreChanges, "secretString")
}

func TestGivenPasswordBecomesSecret(t *testing.T) {
	a := args()
	a.AdminPassword = pulumi.String("Given-in-config-98765")
	r := register(t, a)
	assert.Equal(t, "Given-in-config-98765", secret(t, r.One(t, directoryType, "room").Inputs["password"]))
	assert.Empty(t, r.Names("random:index/randomPassword:RandomPassword"))
}

// TestPasswordStandsNowhereElse looks through every input of every resource.
func TestPasswordStandsNowhereElse(t *testing.T) {
	for _, one := range register(t, args()).All() {
		for key, value := range one.Inputs {
			holds := one.Type == directoryType && key == "password" ||
				one.Type == "aws:secretsmanager/secretVersion:SecretVersion" && key == "secretString"
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
}

func TestBadArgsAreListedAtOnceAndRegisterNothing(t *testing.T) {
	a := args()
	a.Account = network.Account{}
	a.Domain, a.ShortName, a.Edition = "corp", "A-NAME-OF-16-CHR", "Small"
	a.VpcID, a.SubnetIDs = nil, a.SubnetIDs[:1]
	a.ManagementSources = []source.Source{{CIDR: netip.MustParsePrefix("0.0.0.0/0"), Reason: "all"}}
	a.People[0].Name = strings.Repeat("x", 21)
	a.People[1].Role = "root"
	r := recorder()
	err := r.Run(func(ctx *pulumi.Context) error {
		_, err := directory.New(ctx, "room", a)
		return err
	})
	for _, problem := range []string{"Account: incomplete", `Domain: "corp"`, "ShortName:", `Edition: "Small"`, "VpcID: missing",
		"SubnetIDs: there are 1", "ManagementSources[0].CIDR: 0.0.0.0/0 is wider", "People[0].Name", "People[1].Role"} {
		assert.ErrorContains(t, err, problem)
	}
	assert.Empty(t, r.All())
	err = r.Run(func(ctx *pulumi.Context) error {
		_, err := directory.NewTerminalPolicy(ctx, "room", nil)
		return err
	})
	assert.ErrorContains(t, err, "Directory: missing")
	assert.ErrorContains(t, err, "ProxyAddress: missing")
}
