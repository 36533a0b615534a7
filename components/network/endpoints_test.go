package network_test

import (
	"encoding/json"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
)

const (
	ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressType  = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

// statements are those of an endpoint's policy.
func statements(t *testing.T, recorder *componenttest.Recorder, endpoint string) []map[string]any {
	var policy struct{ Statement []map[string]any }
	text := recorder.One(t, "aws:ec2/vpcEndpoint:VpcEndpoint", endpoint).Inputs["policy"].(string)
	require.NoError(t, json.Unmarshal([]byte(text), &policy))
	return policy.Statement
}

func TestEndpointsServeTheOwnAccountOnly(t *testing.T) {
	recorder := made(t, room())
	ssm := recorder.One(t, "aws:ec2/vpcEndpoint:VpcEndpoint", "room-ssm").Inputs
	assert.Equal(t, "com.amazonaws.ap-northeast-1.ssm", ssm["serviceName"])
	assert.Equal(t, "Interface", ssm["vpcEndpointType"])
	assert.Equal(t, true, ssm["privateDnsEnabled"])
	assert.Equal(t, []any{"Subnet:room-directory-apne1-az1", "Subnet:room-directory-apne1-az4"}, ssm["subnetIds"])
	assert.Equal(t, []any{"SecurityGroup:room-endpoints"}, ssm["securityGroupIds"])
	s3 := recorder.One(t, "aws:ec2/vpcEndpoint:VpcEndpoint", "room-s3").Inputs
	assert.Equal(t, "Gateway", s3["vpcEndpointType"])
	assert.Equal(t, []any{"RouteTable:room-proxy-apne1-az1", "RouteTable:room-proxy-apne1-az4",
		"RouteTable:room-directory-apne1-az1", "RouteTable:room-directory-apne1-az4"}, s3["routeTableIds"])

	for _, endpoint := range []string{"room-ssm", "room-ecr.dkr", "room-s3"} {
		for _, one := range statements(t, recorder, endpoint) {
			condition, _ := json.Marshal(one["Condition"])
			if actions := one["Action"].([]any); actions[0] == "*" || actions[0] == "s3:*" {
				assert.JSONEq(t, `{"StringEquals": {"aws:PrincipalAccount": "123456789012",
					"aws:ResourceAccount": "123456789012"}}`, string(condition), endpoint)
				continue
			}
			// What is not bound to the own account is a read of something of Amazon's, by name.
			for _, action := range one["Action"].([]any) {
				assert.Regexp(t, `^(s3|ssm):(Get|Describe)[A-Za-z]+$`, action)
			}
			for _, resource := range one["Resource"].([]any) {
				assert.Regexp(t, `^arn:aws:(s3:::[a-z0-9-]*ap-northeast-1[a-z-]*/\*|ssm:ap-northeast-1::(document|parameter/aws)/\*)$`, resource)
			}
		}
	}
	assert.Len(t, statements(t, recorder, "room-ecr.dkr"), 1)
}

func TestOnlyNamedGroupsUseTheEndpoints(t *testing.T) {
	assert.Empty(t, made(t, room()).Names(ingressType), "nobody until somebody is named")

	recorder := made(t, room(), func(ctx *pulumi.Context, n *network.Network) error {
		if err := n.AllowEndpointsFrom(ctx, "proxy", pulumi.String("sg-proxy")); err != nil {
			return err
		}
		return n.AllowS3From(ctx, "proxy", pulumi.String("sg-proxy"))
	})
	assert.Equal(t, []string{"room-endpoints-from-proxy"}, recorder.Names(ingressType))
	assert.Equal(t, []string{"room-proxy-to-endpoints", "room-proxy-to-s3"}, recorder.Names(egressType))
	in := recorder.One(t, ingressType, "room-endpoints-from-proxy").Inputs
	assert.Equal(t, "SecurityGroup:room-endpoints", in["securityGroupId"])
	assert.Equal(t, "sg-proxy", in["referencedSecurityGroupId"])
	assert.Equal(t, []any{"tcp", 443.0, 443.0}, []any{in["ipProtocol"], in["fromPort"], in["toPort"]})
	assert.NotContains(t, in, "cidrIpv4")
	out := recorder.One(t, egressType, "room-proxy-to-s3").Inputs
	assert.Equal(t, "prefix list of room-s3", out["prefixListId"])
}

func TestEndpointsThatAreNotThere(t *testing.T) {
	args := room()
	args.Endpoints = nil
	recorder := made(t, args, func(ctx *pulumi.Context, n *network.Network) error {
		assert.ErrorContains(t, n.AllowEndpointsFrom(ctx, "proxy", pulumi.String("sg-proxy")), "has no interface endpoints")
		assert.ErrorContains(t, n.AllowS3From(ctx, "proxy", pulumi.String("sg-proxy")), "has no S3 endpoint")
		return nil
	})
	assert.Empty(t, recorder.Names("aws:ec2/vpcEndpoint:VpcEndpoint"))
}
