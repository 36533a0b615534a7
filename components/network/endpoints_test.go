package network_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
)

const (
	endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint"
	groupType    = "aws:ec2/securityGroup:SecurityGroup"
	ingressType  = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressType   = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

// every is a network with each endpoint that there can be.
func every() *network.Args {
	args := room()
	args.Endpoints.Services = []string{"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ds", "ec2", "ssm", "ssmmessages",
		"ec2messages"}
	return args
}

func TestEachEndpointHasAGroupOfItsOwn(t *testing.T) {
	recorder := made(t, every())
	names := make([]string, 0, len(every().Endpoints.Services))
	for _, service := range every().Endpoints.Services {
		name := "room-" + service
		names = append(names, name)
		one := recorder.One(t, endpointType, name).Inputs
		assert.Equal(t, "com.amazonaws.ap-northeast-1."+service, one["serviceName"])
		assert.Equal(t, []any{"Interface", true, "Vpc:room"}, []any{one["vpcEndpointType"], one["privateDnsEnabled"], one["vpcId"]})
		assert.Equal(t, []any{"Subnet:room-directory-apne1-az1", "Subnet:room-directory-apne1-az4"}, one["subnetIds"])
		assert.Equal(t, []any{"SecurityGroup:" + name}, one["securityGroupIds"])
		group := recorder.One(t, groupType, name).Inputs
		assert.Equal(t, []any{"Vpc:room", "VPC endpoint of " + service + " in network room"}, []any{group["vpcId"], group["description"]})
		assert.NotContains(t, group, "ingress")
		assert.NotContains(t, group, "egress")
	}
	assert.ElementsMatch(t, names, recorder.Names(groupType))

	s3 := recorder.One(t, endpointType, "room-s3").Inputs
	assert.Equal(t, []any{"Gateway", "com.amazonaws.ap-northeast-1.s3"}, []any{s3["vpcEndpointType"], s3["serviceName"]})
	assert.Equal(t, []any{"RouteTable:room-proxy-apne1-az1", "RouteTable:room-proxy-apne1-az4",
		"RouteTable:room-directory-apne1-az1", "RouteTable:room-directory-apne1-az4"}, s3["routeTableIds"])
	assert.NotContains(t, s3, "securityGroupIds")
}

// TestEachEndpointServesItsPurposeAndTheOwnAccountOnly reads each policy as "action on resource"; what stands on * is
// bound to the caller's account alone.
func TestEachEndpointServesItsPurposeAndTheOwnAccountOnly(t *testing.T) {
	own := func(arn string) string { return strings.Replace(arn, "@", "ap-northeast-1:123456789012", 1) }
	repository, document := own("arn:aws:ecr:@:repository/*"), own("arn:aws:ssm:@:document/*")
	group, groupRule := own("arn:aws:ec2:@:security-group/*"), own("arn:aws:ec2:@:security-group-rule/*")
	logs, secret, directory := own("arn:aws:logs:@:log-group:*"), own("arn:aws:secretsmanager:@:secret:*"), own("arn:aws:ds:@:directory/*")
	amazons := "arn:aws:ssm:ap-northeast-1::document/*"
	recorder := made(t, every())
	for service, want := range map[string][]string{
		"ecr.api": {"ecr:BatchCheckLayerAvailability " + repository, "ecr:BatchGetImage " + repository,
			"ecr:GetDownloadUrlForLayer " + repository, "ecr:GetAuthorizationToken *"},
		"ecr.dkr": {"ecr:BatchCheckLayerAvailability " + repository, "ecr:BatchGetImage " + repository,
			"ecr:GetDownloadUrlForLayer " + repository},
		"logs": {"logs:CreateLogStream " + logs, "logs:PutLogEvents " + logs},
		"secretsmanager": {"secretsmanager:DescribeSecret " + secret, "secretsmanager:GetSecretValue " + secret,
			"secretsmanager:PutSecretValue " + secret, "secretsmanager:UpdateSecretVersionStage " + secret},
		"ds":  {"ds:CreateComputer " + directory, "ds:ResetUserPassword " + directory, "ds:DescribeDirectories *"},
		"ec2": {"ec2:RevokeSecurityGroupIngress " + group, "ec2:RevokeSecurityGroupIngress " + groupRule, "ec2:DescribeSecurityGroupRules *"},
		"ssm": {"ssm:DescribeAssociation *", "ssm:GetManifest *", "ssm:ListAssociations *", "ssm:ListInstanceAssociations *",
			"ssm:PutComplianceItems *", "ssm:PutConfigurePackageResult *", "ssm:PutInventory *", "ssm:UpdateAssociationStatus *",
			"ssm:UpdateInstanceAssociationStatus *", "ssm:UpdateInstanceInformation *",
			"ssm:DescribeDocument " + document, "ssm:GetDocument " + document,
			"ssm:DescribeDocument " + amazons, "ssm:GetDocument " + amazons},
		"ssmmessages": {"ssmmessages:CreateControlChannel *", "ssmmessages:CreateDataChannel *",
			"ssmmessages:OpenControlChannel *", "ssmmessages:OpenDataChannel *"},
		"ec2messages": {"ec2messages:AcknowledgeMessage *", "ec2messages:DeleteMessage *", "ec2messages:FailMessage *",
			"ec2messages:GetEndpoint *", "ec2messages:GetMessages *", "ec2messages:SendReply *"},
	} {
		t.Run(service, func(t *testing.T) {
			var allowed []string
			for _, one := range statements(t, recorder, "room-"+service) {
				assert.Equal(t, "Allow", one.Effect)
				bound := map[string]string{"aws:PrincipalAccount": "123456789012"}
				for _, action := range one.Action {
					for _, resource := range one.Resource {
						allowed = append(allowed, action+" "+resource)
						if resource != "*" && resource != amazons {
							bound["aws:ResourceAccount"] = "123456789012"
						}
					}
				}
				assert.Equal(t, map[string]map[string]string{"StringEquals": bound}, one.Condition, one.Action)
			}
			assert.Equal(t, want, allowed)
		})
	}
}

func TestS3IsReadFromAmazonsBucketsOnly(t *testing.T) {
	policy := statements(t, made(t, room()), "room-s3")
	require.Len(t, policy, 1)
	assert.Equal(t, []string{"s3:GetObject"}, policy[0].Action)
	assert.Equal(t, []string{"arn:aws:s3:::prod-ap-northeast-1-starport-layer-bucket/*",
		"arn:aws:s3:::aws-windows-downloads-ap-northeast-1/*", "arn:aws:s3:::amazon-ssm-ap-northeast-1/*",
		"arn:aws:s3:::aws-ssm-ap-northeast-1/*", "arn:aws:s3:::aws-ssm-document-attachments-ap-northeast-1/*"}, policy[0].Resource)
}

// statement is one of an endpoint's policy.
type statement struct {
	Effect           string
	Action, Resource []string
	Condition        map[string]map[string]string
}

func statements(t *testing.T, recorder *componenttest.Recorder, endpoint string) []statement {
	t.Helper()
	var policy struct{ Statement []statement }
	text := recorder.One(t, endpointType, endpoint).Inputs["policy"].(string)
	require.NoError(t, json.Unmarshal([]byte(text), &policy))
	return policy.Statement
}

func TestAClientUsesTheServicesThatItNames(t *testing.T) {
	assert.Empty(t, made(t, every()).Names(ingressType), "nobody until somebody is named")

	var needed []pulumi.Resource
	recorder := made(t, every(), func(ctx *pulumi.Context, n *network.Network) (err error) {
		needed, err = n.AllowEndpointsFrom(ctx, "proxy", pulumi.String("sg-proxy"), "logs", "ecr.dkr", "s3")
		return err
	})
	assert.Equal(t, []string{"room-ecr.dkr-from-proxy", "room-logs-from-proxy"}, recorder.Names(ingressType))
	assert.Equal(t, []string{"room-proxy-to-ecr.dkr", "room-proxy-to-logs", "room-proxy-to-s3"}, recorder.Names(egressType))
	assert.Len(t, needed, 3+5, "endpoints and rules")
	assert.Equal(t, map[string]any{"securityGroupId": "SecurityGroup:room-logs", "referencedSecurityGroupId": "sg-proxy",
		"ipProtocol": "tcp", "fromPort": 443.0, "toPort": 443.0, "description": "From proxy"},
		recorder.One(t, ingressType, "room-logs-from-proxy").Inputs)
	assert.Equal(t, map[string]any{"securityGroupId": "sg-proxy", "referencedSecurityGroupId": "SecurityGroup:room-logs",
		"ipProtocol": "tcp", "fromPort": 443.0, "toPort": 443.0, "description": "VPC endpoint of logs"},
		recorder.One(t, egressType, "room-proxy-to-logs").Inputs)
	assert.Equal(t, map[string]any{"securityGroupId": "sg-proxy", "prefixListId": "prefix list of room-s3",
		"ipProtocol": "tcp", "fromPort": 443.0, "toPort": 443.0, "description": "VPC endpoint of s3"},
		recorder.One(t, egressType, "room-proxy-to-s3").Inputs)
}

func TestEndpointsThatAreNotThere(t *testing.T) {
	without := room()
	without.Endpoints = nil
	for _, test := range []struct {
		args     *network.Args
		services []string
		want     string
	}{
		{room(), []string{"ssm", "logs"}, "network room has no endpoint of logs to let proxy use; it has ecr.dkr, s3, ssm"},
		{without, []string{"s3"}, "network room has no endpoint of s3 to let proxy use; it has none"},
	} {
		recorder := made(t, test.args, func(ctx *pulumi.Context, n *network.Network) error {
			_, err := n.AllowEndpointsFrom(ctx, "proxy", pulumi.String("sg-proxy"), test.services...)
			assert.EqualError(t, err, test.want)
			return nil
		})
		assert.Empty(t, recorder.Names(ingressType))
		assert.Empty(t, recorder.Names(egressType))
	}
}
