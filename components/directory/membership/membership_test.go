package membership_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/directory/membership"
)

func TestAllowNamesGroupsAndPortsOnly(t *testing.T) {
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		return membership.Allow(ctx, "members", pulumi.String("sg-members"), pulumi.String("sg-controllers"))
	}))
	var got []string
	for _, rule := range recorder.All() {
		assert.Equal(t, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", rule.Type)
		assert.Equal(t, "sg-members", rule.Inputs["securityGroupId"])
		assert.Equal(t, "sg-controllers", rule.Inputs["referencedSecurityGroupId"])
		assert.NotContains(t, rule.Inputs, "cidrIpv4")
		got = append(got, fmt.Sprintf("%v %v-%v", rule.Inputs["ipProtocol"], rule.Inputs["fromPort"], rule.Inputs["toPort"]))
	}
	assert.ElementsMatch(t, []string{"tcp 53-53", "udp 53-53", "tcp 88-88", "udp 88-88", "udp 123-123", "tcp 135-135",
		"udp 138-138", "tcp 389-389", "udp 389-389", "tcp 445-445", "udp 445-445", "tcp 464-464", "udp 464-464",
		"tcp 636-636", "tcp 3268-3269", "tcp 9389-9389", "tcp 49152-65535"}, got)
}
