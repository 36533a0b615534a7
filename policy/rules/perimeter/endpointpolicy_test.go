package perimeter_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"

	"secure-room/policy/finding"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/perimeter"
)

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint"

// own is a statement as the room's endpoints have it, and token one of an action that takes no resource.
const (
	own = `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["secretsmanager:GetSecretValue"],"Resource":["arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:*"],` +
		`"Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012","aws:ResourceAccount":"123456789012"}}}`
	token = `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["ecr:GetAuthorizationToken"],"Resource":["*"],` +
		`"Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}}`
	bucket = `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::prod-ap-northeast-1-starport-layer-bucket/*"]}`
	papers = `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["ssm:GetDocument"],"Resource":["arn:aws:ssm:ap-northeast-1::document/*"]}`
	both   = `{"StringEquals":{"aws:PrincipalAccount":"123456789012","aws:ResourceAccount":"123456789012"}}`
)

// endpoint judges a room with one more VPC endpoint.
func endpoint(scope resource.Scope, kind string, policy property.Value, dependencies ...string) []finding.Finding {
	b := policytest.Baseline()
	b.OrganizationID = "o-exampleorgid"
	return perimeter.Family().Check(rule.NewInput(scope, []resource.Resource{{
		URN: "urn:pulumi:room::secure-room::" + kind + "::ssm", Name: "ssm", Stack: "room", Type: kind,
		PropertyDependencies: map[string][]string{"policy": dependencies},
		Properties:           property.NewMap(map[string]property.Value{"policy": policy})}}, b))
}

func policy(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

func TestEndpointsServeApprovedAccountsAlone(t *testing.T) {
	// change spoils a statement, or writes it in another way that means the same.
	change := func(in, old, with string) string {
		out := strings.Replace(in, old, with, 1)
		if out == in {
			t.Fatalf("%s is not in %s", old, in)
		}
		return out
	}
	for name, c := range map[string]struct{ bad, says, good string }{
		"everything": {`{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}`, "serves callers of any account in statement 1",
			`{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*","Condition":` + both + `}]}`},
		"callers alone": {policy(change(own, `,"aws:ResourceAccount":"123456789012"`, "")), "serves on resources of any account in statement 1", policy(own)},
		"owners alone":  {policy(change(own, `"aws:PrincipalAccount":"123456789012",`, "")), "serves callers of any account in statement 1", policy(own, token)},
		"if the key is there": {policy(change(own, "StringEquals", "StringEqualsIfExists")), "serves callers of any account",
			policy(change(own, "StringEquals", "stringequals"))},
		"for all values": {policy(change(own, "StringEquals", "ForAllValues:StringEquals")), "serves callers of any account", policy(own)},
		"the opposite":   {policy(change(own, "StringEquals", "StringNotEquals")), "serves callers of any account", policy(change(own, `"Allow"`, `"Deny"`))},
		"a pattern":      {policy(change(own, `"aws:ResourceAccount":"123456789012"`, `"aws:ResourceAccount":"*"`)), "resources of any account", policy(own)},
		"a stranger among them": {policy(change(own, `"aws:ResourceAccount":"123456789012"`, `"aws:ResourceAccount":["123456789012","210987654321"]`)),
			"resources of any account", policy(change(own, `"aws:ResourceAccount":"123456789012"`, `"AWS:resourceaccount":["123456789012"]`))},
		"another organization": {policy(change(own, `"aws:ResourceAccount":"123456789012"`, `"aws:ResourceOrgID":"o-strangers00"`)), "resources of any account",
			policy(change(change(own, `"aws:ResourceAccount":"123456789012"`, `"aws:ResourceOrgID":"o-exampleorgid"`),
				`"aws:PrincipalAccount":"123456789012"`, `"aws:PrincipalOrgID":"o-exampleorgid"`))},
		"all actions but some":      {policy(change(own, `"Action"`, `"NotAction"`)), "all but a few in statement 1", policy(own)},
		"all resources but some":    {policy(change(own, `"Resource"`, `"NotResource"`)), "all but a few in statement 1", policy(own)},
		"all callers but some":      {policy(change(own, `"Principal"`, `"NotPrincipal"`)), "all but a few in statement 1", policy(own)},
		"no action":                 {policy(change(own, `["secretsmanager:GetSecretValue"]`, `[]`)), "names no action", policy(own)},
		"a second one that is open": {policy(own, change(own, "Condition", "Condition_")), "no statements that can be read", policy(own, own)},
		"a second one with none":    {policy(own, change(own, `,"Condition":`+both, "")), "callers of any account in statement 2", policy(own, token, bucket)},
		"no resource, everybody":    {policy(change(token, `{"aws:PrincipalAccount":"123456789012"}`, `{}`)), "serves callers of any account", policy(token)},
		"one that takes a resource": {policy(change(token, `["ecr:GetAuthorizationToken"]`, `["ecr:GetAuthorizationToken","ecr:BatchGetImage"]`)),
			"serves on resources of any account", policy(change(token, `["ecr:GetAuthorizationToken"]`, `["ECR:getauthorizationtoken"]`))},
		"every action of a service": {policy(change(token, "ecr:GetAuthorizationToken", "ecr:*")), "serves on resources of any account", policy(token)},
		"writing to a bucket":       {policy(change(bucket, `["s3:GetObject"]`, `["s3:GetObject","s3:PutObject"]`)), "callers of any account", policy(bucket)},
		"all but writing":           {policy(change(bucket, `"Action":["s3:GetObject"]`, `"NotAction":["s3:PutObject"]`)), "all but a few", policy(bucket)},
		"a stranger's bucket": {policy(change(bucket, `["arn:aws:s3:::prod`, `["arn:aws:s3:::a-bucket/*","arn:aws:s3:::prod`)), "callers of any account",
			policy(change(bucket, "prod-ap-northeast-1-starport-layer-bucket", "aws-ssm-ap-northeast-1"))},
		"a bucket named alike":       {policy(change(bucket, "-bucket/*", "-bucket-2/*")), "callers of any account", policy(bucket)},
		"buckets by a pattern":       {policy(change(bucket, "-bucket/*", "-bucket*")), "callers of any account", policy(change(bucket, "/*", "/layers/*"))},
		"a bucket of no such region": {policy(change(bucket, "ap-northeast-1", "ap-evil-1")), "callers of any account", policy(bucket)},
		"documents of anybody":       {policy(change(papers, "ap-northeast-1::", "ap-northeast-1:*:")), "callers of any account", policy(papers)},
		"documents of a stranger":    {policy(change(papers, "ap-northeast-1::", "ap-northeast-1:210987654321:")), "callers of any account", policy(papers)},
		"parameters of nobody":       {policy(change(papers, "document/*", "parameter/*")), "callers of any account", policy(papers)},
		"no JSON":                    {"open", "is no JSON", policy(own)},
		"nothing":                    {" ", "is not given", policy(own)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, scope := range []resource.Scope{resource.Single, resource.Stack} {
				for _, kind := range []string{endpointType, "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"} {
					found := endpoint(scope, kind, property.New(c.bad))
					if assert.Len(t, found, 1) {
						assert.Contains(t, found[0].Problem, "The policy of VPC endpoint ssm ")
						assert.Contains(t, found[0].Problem, c.says)
					}
					assert.Empty(t, endpoint(scope, kind, property.New(c.good)))
				}
			}
		})
	}
}

func TestEndpointsWithoutAKnownPolicy(t *testing.T) {
	says := func(found []finding.Finding) string {
		if len(found) != 1 {
			return ""
		}
		return found[0].Problem
	}
	const allowed = "; allowed are approved accounts on both sides, and reading what Amazon publishes."
	for _, scope := range []resource.Scope{resource.Single, resource.Stack} {
		assert.Equal(t, "The policy of VPC endpoint ssm is not given, so it serves everybody, on everybody's resources"+allowed,
			says(endpoint(scope, endpointType, property.New(property.Null))))
		assert.Equal(t, "The policy of VPC endpoint ssm is not known yet, so it could serve everybody"+allowed,
			says(endpoint(scope, endpointType, property.New(property.Computed), "urn:pulumi:room::secure-room::aws:ec2/vpc:Vpc::room")))
	}
	assert.Contains(t, says(endpoint(resource.Stack, endpointType, property.New(property.Computed))), "is not given",
		"a preview calls unknown what nobody gave")
	assert.NotEmpty(t, endpoint(resource.Stack, endpointType, property.New(property.Computed).WithSecret(true)))
}

func TestAnotherRegionsBucketsWhereANetworkIs(t *testing.T) {
	b := policytest.Baseline()
	abroad := policy(strings.ReplaceAll(bucket, "ap-northeast-1", "eu-west-1"))
	judge := func() []finding.Finding {
		return perimeter.Family().Check(rule.NewInput(resource.Single, []resource.Resource{{Type: endpointType,
			Properties: property.NewMap(map[string]property.Value{"policy": property.New(abroad)})}}, b))
	}
	assert.NotEmpty(t, judge())
	b.Productions[0].Region = "eu-west-1"
	assert.Empty(t, judge())
}
