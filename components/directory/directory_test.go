package directory_test

import (
	"encoding/base64"
	"encoding/json"
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

func TestManagementInstanceIsClosed(t *testing.T) {
	r := register(t, args())
	made := r.One(t, instanceType, "room-management")
	assert.Equal(t, "ami-windows", made.Inputs["ami"])
	assert.Equal(t, "subnet-1", made.Inputs["subnetId"])
	assert.Equal(t, false, made.Inputs["associatePublicIpAddress"])
	assert.Equal(t, []any{"SecurityGroup:room-management"}, made.Inputs["vpcSecurityGroupIds"])
	assert.Equal(t, map[string]any{"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1.0},
		made.Inputs["metadataOptions"])
	disk := made.Inputs["rootBlockDevice"].(map[string]any)
	assert.Equal(t, true, disk["encrypted"])
	assert.Equal(t, "arn:Key:room-directory", disk["kmsKeyId"])
	assert.NotContains(t, made.Inputs, "userData")
	assert.NotContains(t, made.Inputs, "keyName")
	assert.Empty(t, r.Names(ingressType), "without sources, nothing may come in")
	for _, name := range r.Names(egressType) {
		assert.Equal(t, "sg-controllers", r.One(t, egressType, name).Inputs["referencedSecurityGroupId"])
	}
	assert.Len(t, r.Names(egressType), 17)
}

func TestRDPOnlyFromNamedSources(t *testing.T) {
	a := args()
	a.ManagementSources = []source.Source{{CIDR: netip.MustParsePrefix("10.99.0.10/32"), Reason: "bastion of 情報部"}}
	r := register(t, a)
	require.Equal(t, []string{"room-management-rdp-from-10-99-0-10-32"}, r.Names(ingressType))
	rule := r.One(t, ingressType, "room-management-rdp-from-10-99-0-10-32").Inputs
	assert.Equal(t, map[string]any{"securityGroupId": "SecurityGroup:room-management", "cidrIpv4": "10.99.0.10/32",
		"ipProtocol": "tcp", "fromPort": 3389.0, "toPort": 3389.0, "description": "bastion of ---"}, rule)
}

func TestManagementRoleIsMinimal(t *testing.T) {
	r := register(t, args())
	attachment := r.One(t, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "room-management-systems-manager")
	assert.Equal(t, "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", attachment.Inputs["policyArn"])
	assert.Len(t, r.Names("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), 1)
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "FindDirectories", "Effect": "Allow", "Action": ["ds:DescribeDirectories"], "Resource": ["*"]},
		{"Sid": "JoinDirectory", "Effect": "Allow", "Action": ["ds:CreateComputer"],
			"Resource": ["arn:aws:ds:ap-northeast-1:123456789012:directory/Directory:room"]},
		{"Sid": "ReadAdminPassword", "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": ["arn:Secret:room-admin"]},
		{"Sid": "DecryptAdminPassword", "Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": ["arn:Key:room-directory"],
			"Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.ap-northeast-1.amazonaws.com"}}}]}`,
		r.One(t, "aws:iam/rolePolicy:RolePolicy", "room-management").Inputs["policy"].(string))
}

func TestPeopleAreRegisteredAfterTheJoin(t *testing.T) {
	r := register(t, args())
	joined := r.One(t, associationType, "room-join-domain")
	assert.Equal(t, map[string]any{"directoryId": "Directory:room", "directoryName": "corp.example.com",
		"firstController": "10.20.3.10", "secondController": "10.20.4.10"}, joined.Inputs["parameters"])
	registered := r.One(t, associationType, "room-register-people")
	assert.Equal(t, []any{map[string]any{"key": "InstanceIds", "values": []any{"Instance:room-management"}}}, registered.Inputs["targets"])
	assert.Positive(t, registered.Inputs["waitForSuccessTimeoutSeconds"])
	assert.Equal(t, []string{"parameters"}, registered.ReplaceOnChanges, "only a new association is waited for")
	assert.Contains(t, strings.Join(registered.Dependencies, "\n"), "::room-join-domain")
	parameters := registered.Inputs["parameters"].(map[string]any)
	assert.Equal(t, "arn:Secret:room-admin", parameters["adminSecretArn"])
	text, err := base64.StdEncoding.DecodeString(parameters["people"].(string))
	require.NoError(t, err)
	assert.JSONEq(t, `[{"name": "hanako", "givenName": "花子", "familyName": "Sato", "mail": "hanako.sato@example.com", "role": "operator"},
		{"name": "keiko", "givenName": "Keiko", "familyName": "Tanaka", "mail": "keiko.tanaka@example.com", "role": "manager"}]`, string(text))
}

func TestDocumentsCarryTheirScripts(t *testing.T) {
	var document struct {
		SchemaVersion string
		MainSteps     []struct {
			Action string
			Inputs struct{ RunCommand []string }
		}
	}
	content := register(t, args()).One(t, "aws:ssm/document:Document", "room-register-people").Inputs["content"].(string)
	require.NoError(t, json.Unmarshal([]byte(content), &document))
	require.Len(t, document.MainSteps, 1)
	script := strings.Join(document.MainSteps[0].Inputs.RunCommand, "\n")
	assert.Less(t, strings.Index(script, "Install-WindowsFeature"), strings.Index(script, "Get-SECSecretValue"))
	assert.Less(t, strings.Index(script, "Get-SECSecretValue"), strings.Index(script, "New-ADUser"))
	for _, never := range []string{"Remove-ADUser", "Remove-ADObject", "Remove-GPO", "Write-Output $password"} {
		assert.NotContains(t, script, never)
	}
}

func TestTerminalPolicyPointsAtTheProxy(t *testing.T) {
	r := recorder()
	var unit string
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		d, err := directory.New(ctx, "room", args())
		if err != nil {
			return err
		}
		p, err := directory.NewTerminalPolicy(ctx, "room", &directory.TerminalPolicyArgs{
			Directory: d, ProxyAddress: pulumi.String("proxy.room.internal:3128")})
		if err == nil {
			p.Unit.ApplyT(func(name string) string { unit = name; return name })
		}
		return err
	}))
	set := r.One(t, associationType, "room-terminal-policy")
	assert.Contains(t, strings.Join(set.Dependencies, "\n"), "::room-register-people")
	parameters := set.Inputs["parameters"].(map[string]any)
	assert.Equal(t, "proxy.room.internal:3128", parameters["proxy"])
	assert.Equal(t, "169.254.169.254;169.254.169.250;169.254.169.251;127.0.0.1;127.0.0.2;<local>;*.corp.example.com", parameters["bypass"])
	assert.Equal(t, "OU=Terminals,OU=Computers,OU=ROOM,DC=corp,DC=example,DC=com", unit)
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
