package directory_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

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
	for _, name := range r.Names(ingressType) {
		rule := r.One(t, ingressType, name).Inputs
		assert.Equal(t, "sg-controllers", rule["securityGroupId"], "without sources, nothing may come in")
		assert.Equal(t, "SecurityGroup:room-management", rule["referencedSecurityGroupId"])
	}
	assert.Len(t, r.Names(ingressType), 17)
	for _, name := range r.Names(egressType) {
		assert.Equal(t, "sg-controllers", r.One(t, egressType, name).Inputs["referencedSecurityGroupId"])
	}
	assert.Len(t, r.Names(egressType), 17)
}

func TestRDPOnlyFromNamedSources(t *testing.T) {
	a := args()
	a.ManagementSources = []source.Source{{CIDR: netip.MustParsePrefix("10.99.0.10/32"), Reason: "bastion of 情報部"}}
	r := register(t, a)
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
		{"Sid": "Find", "Effect": "Allow", "Action": ["ds:DescribeDirectories", "ec2:DescribeSecurityGroupRules"], "Resource": ["*"]},
		{"Sid": "JoinAndReset", "Effect": "Allow", "Action": ["ds:CreateComputer", "ds:ResetUserPassword"],
			"Resource": ["arn:aws:ds:ap-northeast-1:123456789012:directory/Directory:room"]},
		{"Sid": "KeepAdminPassword", "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
			"secretsmanager:UpdateSecretVersionStage", "secretsmanager:DescribeSecret"], "Resource": ["arn:Secret:room-admin"]},
		{"Sid": "EncryptAdminPassword", "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": ["arn:Key:room-directory"],
			"Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.ap-northeast-1.amazonaws.com"}}},
		{"Sid": "CloseControllersGroup", "Effect": "Allow", "Action": ["ec2:RevokeSecurityGroupIngress"],
			"Resource": ["arn:aws:ec2:ap-northeast-1:123456789012:security-group/sg-controllers",
				"arn:aws:ec2:ap-northeast-1:123456789012:security-group-rule/*"]}]}`,
		r.One(t, "aws:iam/rolePolicy:RolePolicy", "room-management").Inputs["policy"].(string))
}
