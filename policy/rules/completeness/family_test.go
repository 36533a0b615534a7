package completeness_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/finding"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/completeness"
)

func check(scope resource.Scope, resources []resource.Resource) []finding.Finding {
	return completeness.Family().Check(rule.NewInput(scope, resources, policytest.Baseline()))
}

func TestWholeStacksAreAccepted(t *testing.T) {
	prod, room := policytest.Production(), policytest.Room()
	assert.Empty(t, check(resource.Stack, policytest.Deployed(prod)))
	assert.Empty(t, check(resource.Stack, policytest.Previewed(room)))
	assert.Empty(t, check(resource.Stack, policytest.Deployed(prod, room)))
}

func TestEveryPartOfTheRoomIsMissed(t *testing.T) {
	for _, kind := range []string{
		"aws:directoryservice/directory:Directory", "aws:workspaces/directory:Directory", "aws:workspaces/ipGroup:IpGroup", "aws:ecs/service:Service",
		"aws:ecs/taskDefinition:TaskDefinition", "aws:ec2/flowLog:FlowLog", "aws:workspaces/workspace:Workspace", "aws:ec2/subnet:Subnet",
	} {
		t.Run(kind, func(t *testing.T) {
			room := policytest.Room()
			var kept []*policytest.Node
			for _, n := range room.Nodes {
				if n.Type != kind {
					kept = append(kept, n)
				}
			}
			room.Nodes = kept
			findings := check(resource.Stack, policytest.Deployed(room))
			require.Len(t, findings, 1)
			assert.Contains(t, findings[0].Problem, kind)
		})
	}
}

func TestNothingProvesNothing(t *testing.T) {
	require.Len(t, check(resource.Stack, nil), 1)
	other := &policytest.Stack{Name: "other"}
	other.Add("aws:ec2/vpc:Vpc", "other", policytest.P{"cidrBlock": "10.99.0.0/16"})
	assert.Contains(t, check(resource.Stack, policytest.Deployed(other))[0].Problem, "nothing can be proved")
	two := policytest.Production()
	two.Add("aws:ec2/vpc:Vpc", "second", policytest.P{"cidrBlock": "10.99.0.0/16"})
	assert.Contains(t, check(resource.Stack, policytest.Deployed(two))[0].Problem, "VPC production (10.10.0.0/16) and VPC second (10.99.0.0/16)")
}

func TestProvidersStayInTheRegion(t *testing.T) {
	for region, problems := range map[any]int{"ap-northeast-1": 0, "us-east-1": 1, nil: 1} {
		s := &policytest.Stack{Name: "prod"}
		s.Add("pulumi:providers:aws", "default", policytest.P{"region": region})
		assert.Len(t, check(resource.Single, policytest.Deployed(s)), problems, region)
	}
}

func TestIgnoreChangesHidesNoRoute(t *testing.T) {
	room := policytest.Room()
	room.Add("aws:kms/alias:Alias", "harmless", nil)
	r := policytest.Deployed(room)
	for i := range r {
		r[i].IgnoreChanges = []string{"anything"}
	}
	var refused int
	for i := range r {
		refused += len(check(resource.Single, r[i:i+1]))
	}
	assert.Greater(t, refused, 30)
	assert.Less(t, refused, len(r))
}
