package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/aws/cloudtest"
)

func endpointCases() []cloudtest.Case {
	return []cloudtest.Case{
		{
			Token: endpointToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				id := in(c).vpc("main", "10.0.0.0/16")
				return inputs{"vpcId": id, "serviceName": "com.amazonaws.ap-northeast-1.logs", "vpcEndpointType": "Interface",
					"subnetIds": []any{in(c).subnet(id, "10.0.0.0/24", "ap-northeast-1a")}, "privateDnsEnabled": true}
			},
			Changed: func(valid inputs) inputs { return valid.With(inputs{"privateDnsEnabled": false}) },
			Bad: []cloudtest.Bad{
				{Rule: "service of the region", Inputs: cloudtest.Set(inputs{"serviceName": "com.amazonaws.us-east-1.logs"}), Says: "InvalidServiceName"},
				{Rule: "service exists", Inputs: cloudtest.Set(inputs{"serviceName": "com.amazonaws.ap-northeast-1.nothing"}), Says: "InvalidServiceName"},
				{Rule: "no route tables for an interface", Inputs: cloudtest.Set(inputs{"routeTableIds": []any{"rtb-0"}}), Says: "cannot be given for an endpoint of type Interface"},
				{Rule: "no subnets for a gateway", Inputs: cloudtest.Set(inputs{"vpcEndpointType": "Gateway"}), Says: "subnetIds cannot be given for an endpoint of type Gateway"},
				{Rule: "policy is JSON", Inputs: cloudtest.Set(inputs{"policy": "{"}), Says: "not valid JSON"},
				{Rule: "one subnet a zone", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					second := in(c).subnet(valid["vpcId"].(string), "10.0.1.0/24", "ap-northeast-1a")
					return valid.With(inputs{"subnetIds": append([]any{second}, valid["subnetIds"].([]any)...)})
				}, Says: "DuplicateSubnetsInSameZone"},
				{Rule: "subnet of the VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					return valid.With(inputs{"vpcId": in(c).vpc("other", "10.1.0.0/16")})
				}, Says: "does not belong to"},
				{Rule: "private DNS needs DNS in the VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					id := c.Create(vpcToken, "nameless", inputs{"cidrBlock": "10.2.0.0/16"}).ID
					return valid.With(inputs{"vpcId": id, "subnetIds": []any{in(c).subnet(id, "10.2.0.0/24", "ap-northeast-1a")}})
				}, Says: "requires both enableDnsSupport and enableDnsHostnames"},
				{Rule: "one private name a VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					c.Create(endpointToken, "first", valid)
					return valid
				}, Says: "conflicting DNS domain"},
			},
		},
		{
			Token: flowLogToken,
			Valid: func(c *cloudtest.Cloud) inputs {
				return inputs{"vpcId": in(c).vpc("main", "10.0.0.0/16"), "trafficType": "ALL",
					"logDestination": "arn:aws:logs:ap-northeast-1:123456789012:log-group:flows",
					"iamRoleArn":     "arn:aws:iam::123456789012:role/flows"}
			},
			Changed: func(valid inputs) inputs { return valid.With(inputs{"tags": map[string]any{"Name": "flows"}}) },
			Bad: []cloudtest.Bad{
				{Rule: "something to watch", Inputs: cloudtest.Set(inputs{"vpcId": nil}), Says: "must be the only thing watched"},
				{Rule: "traffic type", Inputs: cloudtest.Set(inputs{"trafficType": "SOME"}), Says: "must be one of ACCEPT, REJECT, ALL"},
				{Rule: "traffic type given", Inputs: cloudtest.Set(inputs{"trafficType": nil}), Says: "trafficType is required"},
				{Rule: "destination", Inputs: cloudtest.Set(inputs{"logDestination": nil}), Says: "logDestination is required"},
				{Rule: "role", Inputs: cloudtest.Set(inputs{"iamRoleArn": nil}), Says: "iamRoleArn is required"},
				{Rule: "interval", Inputs: cloudtest.Set(inputs{"maxAggregationInterval": 300}), Says: "must be 60 or 600 seconds"},
				{Rule: "an ARN", Inputs: cloudtest.Set(inputs{"iamRoleArn": "flows"}), Says: "not a valid ARN"},
				{Rule: "not twice", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
					c.Create(flowLogToken, "first", valid)
					return valid
				}, Says: "FlowLogAlreadyExists"},
			},
		},
	}
}

func instanceCases() []cloudtest.Case {
	return []cloudtest.Case{{
		Token: instanceToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			id := in(c).vpc("main", "10.0.0.0/16")
			return inputs{"ami": "ami-0123456789abcdef0", "instanceType": "t3.medium", "userData": "hello",
				"subnetId":            in(c).subnet(id, "10.0.0.0/24", "ap-northeast-1a"),
				"vpcSecurityGroupIds": []any{in(c).group(id, "management")},
				"metadataOptions":     map[string]any{"httpTokens": "required"},
				"rootBlockDevice":     map[string]any{"encrypted": true, "volumeSize": 50}}
		},
		Changed: func(valid inputs) inputs {
			return valid.With(inputs{"metadataOptions": map[string]any{"httpTokens": "required", "httpPutResponseHopLimit": 1}})
		},
		Bad: []cloudtest.Bad{
			{Rule: "image", Inputs: cloudtest.Set(inputs{"ami": nil}), Says: "ami is required"},
			{Rule: "image id", Inputs: cloudtest.Set(inputs{"ami": "windows"}), Says: "an image id is ami-"},
			{Rule: "type", Inputs: cloudtest.Set(inputs{"instanceType": "big"}), Says: "a family and a size"},
			{Rule: "tokens", Inputs: cloudtest.Set(inputs{"metadataOptions": map[string]any{"httpTokens": "maybe"}}), Says: "must be one of optional, required"},
			{Rule: "hops", Inputs: cloudtest.Set(inputs{"metadataOptions": map[string]any{"httpPutResponseHopLimit": 65}}), Says: "between 1 and 64"},
			{Rule: "no default VPC", Inputs: cloudtest.Set(inputs{"subnetId": nil}), Says: "MissingInput"},
			{Rule: "group of the VPC", Inputs: func(c *cloudtest.Cloud, valid inputs) inputs {
				return valid.With(inputs{"vpcSecurityGroupIds": []any{in(c).group(in(c).vpc("other", "10.1.0.0/16"), "theirs")}})
			}, Says: "belong to different networks"},
			{Rule: "spot is not served", Inputs: cloudtest.Set(inputs{"instanceMarketOptions": map[string]any{"marketType": "spot"}}), Says: "not served by the local AWS"},
		},
	}}
}

func TestInstanceShowsWhatAwsFillsIn(t *testing.T) {
	w := empty(t)
	id := w.vpc("main", "10.0.0.0/16")
	made := w.Create(instanceToken, "plain", inputs{
		"ami": "ami-0123456789abcdef0", "instanceType": "m6i.large", "subnetId": w.subnet(id, "10.0.7.0/24", "ap-northeast-1d"),
	})
	assert.Regexp(t, `^10\.0\.7\.\d+$`, made.Text("privateIp"))
	assert.Equal(t, "ap-northeast-1d", made.Text("availabilityZone"))
	assert.Len(t, made.Outputs["vpcSecurityGroupIds"].ArrayValue(), 1, "the VPC's default group")
}
