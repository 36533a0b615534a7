package ssm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/directoryservice"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/secretsmanager"
	"secure-room/local/aws/ssm"
	"secure-room/local/aws/store"
)

const (
	initial = "Kettle-Violin-Brick-71"
	rotate  = `$new = draw
Write-SECSecretValue -SecretId '{{ secret }}' -SecretString $new -VersionStage AWSPENDING
Reset-DSUserPassword -DirectoryId '{{ directory }}' -UserName Admin -NewPassword $new
Update-SECSecretVersionStage -VersionStage AWSPREVIOUS`
	logOn = `$s = Get-SECSecretValue -SecretId '{{ secret }}'
$credential = New-Object PSCredential('Admin@{{ domain }}', $s)`
)

// room is a directory with a secret and an instance, in a cloud of its own.
type room struct {
	*cloudtest.Cloud
	folder                       string
	directory, group, secret, on string
}

func newRoom(t *testing.T) room {
	folder := t.TempDir()
	c := cloudtest.NewIn(t, folder, ssm.Service(), ec2.Service(), iam.Service(), kms.Service(), secretsmanager.Service(), directoryservice.Service())
	network := c.Network(20, "ap-northeast-1a", "ap-northeast-1c")
	directory := c.Create("aws:directoryservice/directory:Directory", "room", inputs{"name": "corp.example.com", "shortName": "ROOM",
		"type": "MicrosoftAD", "edition": "Standard", "password": initial, "vpcSettings": inputs{"vpcId": network.VPC, "subnetIds": network.Subnets}})
	return room{Cloud: c, folder: folder, directory: directory.ID, group: directory.Text("securityGroupId"),
		secret: c.Create("aws:secretsmanager/secret:Secret", "admin", inputs{"name": "admin"}).ID, on: instance(c, true)}
}

// run has a script run whose parameters are those of the room that it names.
func (r room) run(t *testing.T, name, script string) (*cloudtest.Resource, error) {
	t.Helper()
	declared, given := map[string]any{}, inputs{}
	for parameter, value := range map[string]string{"secret": r.secret, "directory": r.directory, "domain": "corp.example.com", "group": r.group} {
		if strings.Contains(script, "{{ "+parameter+" }}") {
			declared[parameter] = map[string]any{"type": "String"}
			given[parameter] = value
		}
	}
	var lines []any
	for line := range strings.SplitSeq(script, "\n") {
		lines = append(lines, line)
	}
	r.Create(documentToken, name, inputs{"name": name, "documentType": "Command", "content": content(t,
		map[string]any{"parameters": declared, "step.inputs": map[string]any{"runCommand": lines}})})
	return r.TryCreate(associationToken, name, inputs{"name": name, "parameters": given,
		"targets": []any{inputs{"key": "InstanceIds", "values": []any{r.on}}}})
}

// usable are the versions of the secret that have a label.
func (r room) usable(t *testing.T) []*store.Object {
	t.Helper()
	var found []*store.Object
	require.NoError(t, r.Store.Look(func(tx *store.Transaction) error {
		all, err := tx.List(store.Key{Token: "aws:secretsmanager/secretVersion:SecretVersion"})
		for _, one := range all {
			if stages, _ := one.Values["versionStages"].([]any); len(stages) > 0 {
				found = append(found, one)
			}
		}
		return err
	}))
	return found
}

func TestRotationChangesAdminsPassword(t *testing.T) {
	r := newRoom(t)
	_, err := r.run(t, "too-early", logOn)
	assert.ErrorContains(t, err, "secret admin does not hold the password that its Admin has", "an empty secret opens nothing")
	rotation, err := r.run(t, "rotate", rotate)
	require.NoError(t, err)
	_, err = r.run(t, "then", logOn)
	require.NoError(t, err)
	first := r.usable(t)
	require.Len(t, first, 1)

	// Somebody puts the first password back into the secret: the directory takes it no more.
	old := r.Create("aws:secretsmanager/secretVersion:SecretVersion", "old", inputs{"secretId": r.secret, "secretString": initial})
	_, err = r.run(t, "with-the-old-one", logOn)
	assert.ErrorContains(t, err, "does not hold the password")

	// The association runs again, and makes it good.
	require.NoError(t, rotation.Update(inputs{"name": "rotate", "scheduleExpression": "rate(7 days)", "parameters": inputs{"secret": r.secret, "directory": r.directory},
		"targets": []any{inputs{"key": "InstanceIds", "values": []any{r.on}}}}))
	_, err = r.run(t, "again", logOn)
	require.NoError(t, err)
	second := r.usable(t)
	require.Len(t, second, 1, "one version is left, and it is another")
	assert.NotEqual(t, first[0].ID, second[0].ID)
	assert.Empty(t, old.Read().Outputs["versionStages"].ArrayValue(), "a program's own version shows what became of it")
}

func TestSecretThatAProgramFillsOpensTheDirectory(t *testing.T) {
	r := newRoom(t)
	r.Create("aws:secretsmanager/secretVersion:SecretVersion", "admin", inputs{"secretId": r.secret, "secretString": initial})
	_, err := r.run(t, "log-on", logOn)
	require.NoError(t, err)
	keeping, err := r.run(t, "rotate", strings.ReplaceAll(rotate, "AWSPREVIOUS", "AWSPENDING"))
	require.NoError(t, err)
	assert.Len(t, r.usable(t), 2, "a script that leaves AWSPREVIOUS leaves the old password in the secret")
	require.NoError(t, keeping.Delete())
}

func TestRotationThatStoresNothingIsRefused(t *testing.T) {
	r := newRoom(t)
	_, err := r.run(t, "reset", "Reset-DSUserPassword -DirectoryId '{{ directory }}' -UserName Admin -NewPassword $new")
	assert.ErrorContains(t, err, "stores it nowhere")
	_, err = r.run(t, "elsewhere", strings.ReplaceAll(rotate, "{{ directory }}", "d-0123456789"))
	assert.ErrorContains(t, err, "The script names no directory of this account")
	_, err = r.run(t, "comment", "# Reset-DSUserPassword is not called\nhostname")
	assert.NoError(t, err)
}

// TestNoPasswordIsKept looks through the files of the local cloud.
func TestNoPasswordIsKept(t *testing.T) {
	r := newRoom(t)
	r.Create("aws:secretsmanager/secretVersion:SecretVersion", "admin", inputs{"secretId": r.secret, "secretString": initial})
	require.NoError(t, filepath.WalkDir(r.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		assert.NotContains(t, string(text), initial)
		return err
	}))
}

func TestRevocationClosesTheGroup(t *testing.T) {
	r := newRoom(t)
	members := r.Create("aws:ec2/securityGroup:SecurityGroup", "members", inputs{"vpcId": r.Import(groupToken, r.group).Text("vpcId")})
	kept := r.Create(ingressToken, "members", inputs{"securityGroupId": r.group, "referencedSecurityGroupId": members.ID, "ipProtocol": "tcp", "fromPort": 53, "toPort": 53})
	byHand := r.Create(ingressToken, "by-hand", inputs{"securityGroupId": r.group, "cidrIpv4": "10.0.0.0/8", "ipProtocol": "tcp", "fromPort": 53, "toPort": 53})
	require.NotEmpty(t, r.Import(groupToken, r.group).Outputs["ingress"].ArrayValue(), "AWS opens it")
	_, err := r.run(t, "tighten", "Revoke-EC2SecurityGroupIngress -GroupId '{{ group }}' -SecurityGroupRuleId $wide")
	require.NoError(t, err)
	assert.Empty(t, r.Import(groupToken, r.group).Outputs["ingress"].ArrayValue())
	assert.NotNil(t, kept.Read(), "a rule that names a group stays")
	assert.Nil(t, byHand.Read(), "one that names addresses goes")
}

func TestRates(t *testing.T) {
	for expression, says := range map[string]string{
		"rate(30 minutes)": "", "rate(1 day)": "", "rate(30 days)": "", "rate(743 hours)": "", "cron(0 2 ? * SUN *)": "",
		"rate(29 minutes)": "at least 30 minutes and less than 31 days", "rate(31 days)": "less than 31 days",
		"rate(744 hours)": "less than 31 days", "rate(99999999999999999999 days)": "less than 31 days",
		"rate(monthly)": "a rate is written as in", "rate(0 days)": "a rate is written as in",
	} {
		r := newCloud(t)
		_, err := r.TryCreate(associationToken, "run", inputs{"name": "AWS-UpdateSSMAgent", "scheduleExpression": expression,
			"targets": []any{inputs{"key": "tag:Role", "values": []any{"management"}}}})
		if says == "" {
			assert.NoError(t, err, expression)
		} else {
			assert.ErrorContains(t, err, says, expression)
		}
	}
}

const (
	groupToken   = "aws:ec2/securityGroup:SecurityGroup"
	ingressToken = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
)
