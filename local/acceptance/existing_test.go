package acceptance

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/store"
	"secure-room/local/sandbox"
	"secure-room/policy/baseline"
	"secure-room/policy/export"
	"secure-room/policy/rules"
	proof "secure-room/policy/verify"
)

// madeByHand is the security group of what stood before; the pack's baseline names it.
const madeByHand = "sg-0123456789abcdef0"

// A database that stood in production's VPC before is exposed by config alone: the room reaches it as any other endpoint,
// show and the proof know of it, and production shuts it off again without touching it.
func TestExistingEndpoint(t *testing.T) {
	t.Parallel()
	const legacy = "legacy"
	s := sandbox.New(t, sandbox.Options{Pack: "testdata/far-pack"})
	withoutWeb(t, s, production)
	s.Init(production, room, legacy)
	up(t, s, production)
	makeLegacy(t, s, legacy)
	before := objects(t, s.AWS)

	const endpoints = "  secure-room:endpoints:\n"
	s.EditConfig(production, endpoints, endpoints+"    - {name: legacy-orders, port: 6432, existing: {database: legacy-orders}}\n")
	for _, stack := range []string{production, room, production} {
		up(t, s, stack)
	}
	assert.Contains(t, inputs(s, production, ingressRule, "securityGroupId"), madeByHand)
	routed := inputs(s, room, "aws:ec2/route:Route", "destinationCidrBlock")
	assert.Subset(t, routed, []string{"10.10.40.0/24", "10.10.41.0/24"})

	files := exported(t, s, production, room)
	shown := s.SecureRoom(append([]string{"show"}, files...)...)
	assert.Zero(t, shown.Code, shown.Output)
	assert.Regexp(t, madeByHand+`, not approved +tcp/6432 .*10\.10\.40\.0/23`, shown.Output, "by the committed baseline, which does not know it")
	assert.Empty(t, judged(t, files).Violations, "proved under the baseline that names its group")

	s.EditConfig(production, "  secure-room:rooms: [room]\n", "")
	up(t, s, production)
	assert.NotContains(t, inputs(s, production, ingressRule, "securityGroupId"), madeByHand)
	assert.Empty(t, inputs(s, production, "aws:ec2/route:Route", "vpcPeeringConnectionId"))
	shown = s.SecureRoom(append([]string{"show"}, exported(t, s, production, room)...)...)
	assert.NotContains(t, shown.Output, madeByHand, "the room's own routes lead nowhere by themselves")
	assert.Equal(t, before["aws:rds/instance:Instance"], objects(t, s.AWS)["aws:rds/instance:Instance"], "what stood before stands")
}

// makeLegacy puts a security group into production's VPC by hand, and a database behind it by a stack that the pack is not
// given to.
func makeLegacy(t *testing.T, s *sandbox.Sandbox, stack string) {
	t.Helper()
	cloud, err := store.Open(s.AWS)
	require.NoError(t, err)
	var vpcID string
	require.NoError(t, cloud.Change(func(tx *store.Transaction) error {
		groups, err := tx.List(store.Key{Token: "aws:ec2/securityGroup:SecurityGroup"})
		if err != nil {
			return err
		}
		group := groups[0]
		vpcID, _ = group.Values["vpcId"].(string)
		group.ID, group.URN, group.Owner = madeByHand, "", nil
		group.Values["id"], group.Values["name"] = madeByHand, "made-by-hand"
		return tx.Put(group)
	}))
	require.NoError(t, os.WriteFile(s.ConfigFile(stack), []byte("config:\n  aws:region: ap-northeast-1\n  secure-room:vpcId: "+vpcID+
		"\n  secure-room:groupId: "+madeByHand+"\n"), 0o600))
	s.UseProgram("testdata/beside")
	result := s.Command("env", "-u", "PULUMI_OPTION_POLICY_PACK", "pulumi", "up", "--yes", "-s", stack)
	require.Zero(t, result.Code, result.Output)
	s.UseProgram("../../programs")
}

// exported writes stacks' states to files.
func exported(t *testing.T, s *sandbox.Sandbox, stacks ...string) []string {
	t.Helper()
	var files []string
	for _, stack := range stacks {
		file := t.TempDir() + "/" + stack + ".json"
		result := s.Pulumi("stack", "export", "-s", stack)
		require.Zero(t, result.Code, result.Output)
		require.NoError(t, os.WriteFile(file, []byte(result.Output), 0o600))
		files = append(files, file)
	}
	return files
}

// judged is what `secure-room verify` would say under the baseline of the test's own pack.
func judged(t *testing.T, files []string) proof.Verdict {
	t.Helper()
	text, err := os.ReadFile("testdata/far-pack/baseline.yaml")
	require.NoError(t, err)
	approved, err := baseline.Parse("baseline.yaml", text)
	require.NoError(t, err)
	var stacks []*export.Stack
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		read, err := export.Read(bytes.NewReader(content))
		require.NoError(t, err)
		stacks = append(stacks, read...)
	}
	return proof.Stacks(stacks, approved, rules.All())
}
