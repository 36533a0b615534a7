package graph_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/graph"
	"secure-room/policy/index"
	"secure-room/policy/resource"
)

// What comes from a component comes from what it is made of: at a first preview a subnet depends on awsx's Vpc, which only
// groups, and stands in the VPC that is its child. A custom resource is not what it is the parent of.
func TestUnknownFromAComponent(t *testing.T) {
	unknown := property.New(property.Computed)
	stack := func(parent resource.Resource) *graph.Graph {
		return graph.Build(index.New([]resource.Resource{parent,
			{URN: "vpc", Type: "aws:ec2/vpc:Vpc", Parent: "parent", Provider: "aws",
				Properties: property.NewMap(map[string]property.Value{"id": unknown, "cidrBlock": property.New("10.20.0.0/16")})},
			{URN: "subnet", Type: "aws:ec2/subnet:Subnet", Provider: "aws", PropertyDependencies: map[string][]string{"vpcId": {"parent"}},
				Properties: property.NewMap(map[string]property.Value{"id": unknown, "cidrBlock": property.New("10.20.0.0/24"), "vpcId": unknown})}},
			resource.Stack))
	}
	made := stack(resource.Resource{URN: "parent", Type: "awsx:ec2:Vpc", Parent: "parent"}) // a parent of itself ends as well
	require.Len(t, made.Subnets, 1)
	require.NotNil(t, made.Subnets[0].VPC)
	assert.Equal(t, "vpc", made.Subnets[0].VPC.Resource.URN)

	other := stack(resource.Resource{URN: "parent", Type: "aws:ec2/eip:Eip", Provider: "aws"})
	assert.Nil(t, other.Subnets[0].VPC)
}
