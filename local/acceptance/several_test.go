package acceptance

import (
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/sandbox"
)

// One room to two productions, one of them in another account and region; two rooms to one production, one of them in
// another account. Each production opens for its own requests alone, and shuts by itself.
func TestSeveralRoomsAndProductions(t *testing.T) {
	t.Parallel()
	const far, annex = "far", "annex"
	s := sandbox.New(t, sandbox.Options{Pack: "testdata/far-pack"})
	withoutWeb(t, s, production)
	copyConfig(t, s, production, far, "aws:region: ap-northeast-1", "aws:region: eu-west-1\n  aws:assumeRole: {roleArn: \"arn:aws:iam::210987654321:role/deploy\"}",
		"10.10.0.0/16", "10.11.0.0/16", "[apne1-az1, apne1-az4, apne1-az2]", "[euw1-az1, euw1-az2, euw1-az3]")
	copyConfig(t, s, room, annex, "aws:region: ap-northeast-1", "aws:region: ap-northeast-1\n  aws:assumeRole: {roleArn: \"arn:aws:iam::310987654321:role/deploy\"}",
		"10.20.0.0/16", "10.21.0.0/16")
	s.EditConfig(room, "secure-room:productions: [prod]", "secure-room:productions: [prod, far]")
	s.EditConfig(production, "secure-room:rooms: [room]", "secure-room:rooms: [room, annex]")
	s.Init(production, far, room, annex)

	for _, stack := range []string{production, far, room, annex, production, far} {
		up(t, s, stack)
	}
	assert.Equal(t, 2, count(types(s, production), peeringAccepter))
	assert.Equal(t, 1, count(types(s, far), peeringAccepter))
	assert.ElementsMatch(t, []string{"10.20.32.0/24", "10.20.33.0/24"}, inputs(s, far, ingressRule, "cidrIpv4"),
		"from another region, exactly the terminals' subnets")
	assert.Empty(t, inputs(s, production, ingressRule, "cidrIpv4"), "in the same region, groups alone")
	groups := strings.Join(inputs(s, production, ingressRule, "referencedSecurityGroupId"), " ")
	assert.Regexp(t, `310987654321/sg-`, groups, "the group of another account carries it")
	assert.Equal(t, []string{"eu-west-1"}, inputs(s, room, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "peerRegion"))

	s.EditConfig(far, "  secure-room:rooms: [room]\n", "")
	up(t, s, far)
	held := types(s, far)
	assert.Zero(t, count(held, peeringAccepter)+count(held, ingressRule), "far alone shuts its door")
	assert.Empty(t, inputs(s, far, "aws:ec2/route:Route", "vpcPeeringConnectionId"))
	assert.Equal(t, 2, count(types(s, production), peeringAccepter), "and nobody else's")
}

// withoutWeb takes the web tier, which stands last, out of a stack's configuration: its certificate is of one account and
// region, and its rules are not the door's.
func withoutWeb(t *testing.T, s *sandbox.Sandbox, stack string) {
	t.Helper()
	content, err := os.ReadFile(s.ConfigFile(stack))
	require.NoError(t, err)
	kept, _, found := strings.Cut(string(content), "  # Production's own web tier")
	require.True(t, found)
	require.NoError(t, os.WriteFile(s.ConfigFile(stack), []byte(kept), 0o600))
}

// copyConfig makes one stack's configuration from another's, with pieces replaced in pairs, before the stack is made.
func copyConfig(t *testing.T, s *sandbox.Sandbox, from, to string, pairs ...string) {
	t.Helper()
	content, err := os.ReadFile(s.ConfigFile(from))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(s.ConfigFile(to), content, 0o600))
	for i := 0; i < len(pairs); i += 2 {
		s.EditConfig(to, pairs[i], pairs[i+1])
	}
}

// inputs are the texts that a stack's resources of one type are given for a property.
func inputs(s *sandbox.Sandbox, stack, token, property string) []string {
	var found []string
	for _, r := range s.Deployment(stack).Resources {
		if text, given := value(r, token, property); given {
			found = append(found, text)
		}
	}
	return found
}

func value(r apitype.ResourceV3, token, property string) (string, bool) {
	if string(r.Type) != token {
		return "", false
	}
	text, given := r.Inputs[property].(string)
	return text, given
}
