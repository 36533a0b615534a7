package users_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"secure-room/components/network"
	"secure-room/components/users"
)

func TestLinks(t *testing.T) {
	assert.Equal(t, "https://123456789012.signin.aws.amazon.com/console", users.SignInLink(args().Account))
	assert.Equal(t, "https://123456789012.signin.amazonaws.cn/console", users.SignInLink(network.Account{AccountID: "123456789012", Partition: "aws-cn"}))
	assert.Empty(t, users.SignInLink(network.Account{AccountID: "123456789012", Partition: "aws-iso"}))
	links := make(chan map[string]string, 1)
	users.SwitchRoleLinks(map[string]pulumi.StringInput{"AdminRole": pulumi.String("arn:aws:iam::123456789012:role/room-AdminRole"),
		"ViewerRole": pulumi.String("")}).ApplyT(func(all map[string]string) bool { links <- all; return true })
	assert.Equal(t, map[string]string{"AdminRole": "https://signin.aws.amazon.com/switchrole?account=123456789012&roleName=room-AdminRole"}, <-links)
}
