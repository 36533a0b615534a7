package users_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/users"
)

func productionArgs() *users.ProductionRoleArgs {
	return &users.ProductionRoleArgs{
		Account:      network.Account{AccountID: "210987654321", Region: componenttest.Region, Partition: "aws"},
		OperatorARNs: []string{"arn:aws:iam::123456789012:user/hanako"},
		From:         users.From{Addresses: pulumi.StringArray{pulumi.String("192.0.2.1")}},
	}
}

func makeProductionRole(r *componenttest.Recorder, room string, a *users.ProductionRoleArgs) error {
	return r.Run(func(ctx *pulumi.Context) error {
		_, err := users.NewProductionRole(ctx, room, a)
		return err
	})
}

func TestProductionRoleIsBoundToTheRoom(t *testing.T) {
	r := componenttest.New()
	require.NoError(t, makeProductionRole(r, "room", productionArgs()))
	const name = "room-OperatorRole"
	role := r.One(t, roleType, name)
	assert.Equal(t, "room-OperatorRole-in-test", role.Inputs["name"])
	assert.Equal(t, "arn:aws:iam::210987654321:role/room-OperatorRole-in-test",
		users.ProductionRoleARN("aws", "210987654321", "room", componenttest.Stack), "the room knows it beforehand")
	assert.Equal(t, 3600.0, role.Inputs["maxSessionDuration"])
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Sid": "NamedUsersWithSecondFactor", "Effect": "Allow",
		"Action": ["sts:AssumeRole"], "Principal": {"AWS": ["arn:aws:iam::123456789012:user/hanako"]},
		"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}`, role.Inputs["assumeRolePolicy"].(string))
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Sid": "FromTheRoomOnly", "Effect": "Deny", "Action": ["*"],
		"Resource": ["*"], "Condition": {"NotIpAddress": {"aws:SourceIp": ["192.0.2.1"]}, "Bool": {"aws:ViaAWSService": "false"}}}]}`,
		r.One(t, policyType, name).Inputs["policy"].(string))
	view := r.One(t, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", name+"-ViewOnlyAccess")
	denial := strings.Replace(urn(policyType, name), "users:Users$", "users:ProductionRole$", 1)
	assert.Contains(t, view.Dependencies, denial, "no rights before the denial")
}

func TestBadProductionRoleArgs(t *testing.T) {
	for name, test := range map[string]struct {
		room  string
		spoil func(*users.ProductionRoleArgs)
		want  string
	}{
		"account":      {"room", func(a *users.ProductionRoleArgs) { a.Account = network.Account{} }, "Account: incomplete; give account, region and partition"},
		"long name":    {strings.Repeat("r", 44), func(*users.ProductionRoleArgs) {}, "the role's name " + strings.Repeat("r", 44) + "-OperatorRole-in-test has 65 characters; AWS allows 64, so give the stack a shorter name"},
		"no operators": {"room", func(a *users.ProductionRoleArgs) { a.OperatorARNs = nil }, "OperatorARNs: empty; give the room's operators"},
		"anybody": {"room", func(a *users.ProductionRoleArgs) { a.OperatorARNs = []string{"*"} },
			`OperatorARNs[0]: "*" is not an IAM user's; give one such as arn:aws:iam::123456789012:user/hanako`},
		"a whole account": {"room", func(a *users.ProductionRoleArgs) { a.OperatorARNs = []string{"arn:aws:iam::123456789012:root"} },
			`OperatorARNs[0]: "arn:aws:iam::123456789012:root" is not an IAM user's; give one such as arn:aws:iam::123456789012:user/hanako`},
		"too many": {"room", func(a *users.ProductionRoleArgs) {
			for i := range 50 {
				a.OperatorARNs = append(a.OperatorARNs, fmt.Sprintf("arn:aws:iam::123456789012:user/operator-%02d", i))
			}
		}, "OperatorARNs: too many for one role, whose trust policy would have 2492 characters; AWS allows 2048"},
		"no way": {"room", func(a *users.ProductionRoleArgs) { a.From = users.From{} },
			"From: give either Addresses, those that the room's proxy goes out from, or VpcID, the room's"},
	} {
		t.Run(name, func(t *testing.T) {
			a, r := productionArgs(), componenttest.New()
			test.spoil(a)
			assert.ErrorContains(t, makeProductionRole(r, test.room, a), "production role of "+test.room+" cannot be made:\n"+test.want)
			assert.Empty(t, r.All())
		})
	}
}
