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
		entries, err := membership.Allow(ctx, "members", pulumi.String("sg-members"), pulumi.String("sg-controllers"))
		assert.Len(t, entries, len(membership.Flows()))
		return err
	}))
	got := map[string][]string{}
	for _, rule := range recorder.All() {
		assert.NotContains(t, rule.Inputs, "cidrIpv4")
		way := fmt.Sprintf("%v and %v", rule.Inputs["securityGroupId"], rule.Inputs["referencedSecurityGroupId"])
		if rule.Type == "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" {
			way = "out of " + way
		}
		got[way] = append(got[way], fmt.Sprintf("%v %v-%v", rule.Inputs["ipProtocol"], rule.Inputs["fromPort"], rule.Inputs["toPort"]))
	}
	flows := []string{"tcp 53-53", "udp 53-53", "tcp 88-88", "udp 88-88", "udp 123-123", "tcp 135-135",
		"udp 138-138", "tcp 389-389", "udp 389-389", "tcp 445-445", "udp 445-445", "tcp 464-464", "udp 464-464",
		"tcp 636-636", "tcp 3268-3269", "tcp 9389-9389", "tcp 49152-65535"}
	require.Len(t, got, 2)
	assert.ElementsMatch(t, flows, got["out of sg-members and sg-controllers"])
	assert.ElementsMatch(t, flows, got["sg-controllers and sg-members"])
}
