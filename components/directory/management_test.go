package directory_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/source"
)

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
