package web_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/web"
)

const (
	certificateARN = "arn:aws:acm:" + componenttest.Region + ":" + componenttest.AccountID + ":certificate/0a1b2c3d-0000-4000-8000-000000000000"
	ingressType    = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egressType     = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

var image = "public.ecr.aws/nginx/nginx-unprivileged@sha256:" + strings.Repeat("0a", 32)

// arguments are those of a web tier with a database, in a network of its own.
func arguments(ctx *pulumi.Context) (*web.Args, error) {
	own, err := network.New(ctx, "production", &network.Args{
		CIDR: netip.MustParsePrefix("10.10.0.0/16"), AvailabilityZoneIDs: []string{"apne1-az1", "apne1-az4"}, SingleNATGateway: true,
		Tiers:                []network.Tier{{Name: "public", Reach: network.Public}, {Name: "app", Reach: network.Egress}},
		FlowLogRetentionDays: 365,
	})
	if err != nil {
		return nil, err
	}
	return &web.Args{
		Network: own, Public: own.Tier("public"), App: own.Tier("app"), Image: image, Port: 8080, HealthPath: "/healthy",
		CertificateARN: certificateARN, DeletionProtection: true, LogRetentionDays: 365,
		Database: &web.Database{Port: 5432, SecurityGroupID: pulumi.String("sg-database"), Address: pulumi.String("db.example"),
			SecretARN: pulumi.String("arn:secret"), KeyARN: pulumi.String("arn:key")},
	}, nil
}

// made registers a web tier after a change to its arguments.
func made(t *testing.T, change func(*web.Args)) *componenttest.Recorder {
	t.Helper()
	recorder := componenttest.New()
	require.NoError(t, recorder.Run(func(ctx *pulumi.Context) error {
		args, err := arguments(ctx)
		if err != nil {
			return err
		}
		change(args)
		_, err = web.New(ctx, "web", args)
		return err
	}))
	return recorder
}

func TestBalancerSpeaksHTTPSOnly(t *testing.T) {
	recorder := made(t, func(*web.Args) {})
	balancer := recorder.One(t, "aws:lb/loadBalancer:LoadBalancer", "web")
	for input, want := range map[string]any{
		"internal": false, "dropInvalidHeaderFields": true, "enableDeletionProtection": true, "loadBalancerType": "application",
		"securityGroups": []any{"SecurityGroup:web-balancer"},
		"subnets":        []any{"Subnet:production-public-apne1-az1", "Subnet:production-public-apne1-az4"},
	} {
		assert.Equal(t, want, balancer.Inputs[input], input)
	}
	assert.Contains(t, strings.Join(balancer.Dependencies, " "), "aws:ec2/route:Route::production-public-apne1-az1", "the way to the internet stands first")
	assert.Equal(t, []string{"web"}, recorder.Names("aws:lb/listener:Listener"))
	listener := recorder.One(t, "aws:lb/listener:Listener", "web").Inputs
	for input, want := range map[string]any{
		"loadBalancerArn": "arn:LoadBalancer:web", "port": 443.0, "protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
		"certificateArn": certificateARN, "defaultActions": []any{map[string]any{"type": "forward", "targetGroupArn": "arn:TargetGroup:web"}},
	} {
		assert.Equal(t, want, listener[input], input)
	}
	group := recorder.One(t, "aws:lb/targetGroup:TargetGroup", "web").Inputs
	assert.Equal(t, []any{"ip", 8080.0, "HTTP", "/healthy"}, []any{group["targetType"], group["port"], group["protocol"],
		group["healthCheck"].(map[string]any)["path"]})
}

func TestRedirect(t *testing.T) {
	recorder := made(t, func(a *web.Args) { a.RedirectHTTP = true })
	listener := recorder.One(t, "aws:lb/listener:Listener", "web-redirect").Inputs
	assert.Equal(t, []any{80.0, "HTTP"}, []any{listener["port"], listener["protocol"]})
	assert.Equal(t, []any{map[string]any{"type": "redirect", "redirect": map[string]any{"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}},
		listener["defaultActions"])
	assert.Equal(t, 80.0, recorder.One(t, ingressType, "web-balancer-redirect").Inputs["fromPort"])
}

// TestWays lists every security group rule: who, for whom, on which port.
func TestWays(t *testing.T) {
	recorder := made(t, func(*web.Args) {})
	ways := map[string][]any{}
	for _, kind := range []string{ingressType, egressType} {
		for _, name := range recorder.Names(kind) {
			in := recorder.One(t, kind, name).Inputs
			peer := in["referencedSecurityGroupId"]
			if peer == nil {
				peer = in["cidrIpv4"]
			}
			assert.Equal(t, in["fromPort"], in["toPort"], name)
			assert.Equal(t, "tcp", in["ipProtocol"], name)
			ways[name] = []any{in["securityGroupId"], peer, in["fromPort"]}
		}
	}
	assert.Equal(t, map[string][]any{
		"web-balancer-from-internet": {"SecurityGroup:web-balancer", "0.0.0.0/0", 443.0},
		"web-balancer-to-tasks":      {"SecurityGroup:web-balancer", "SecurityGroup:web", 8080.0},
		"web-from-balancer":          {"SecurityGroup:web", "SecurityGroup:web-balancer", 8080.0},
		"web-out-https":              {"SecurityGroup:web", "0.0.0.0/0", 443.0},
		"web-to-database":            {"SecurityGroup:web", "sg-database", 5432.0},
		"web-into-database":          {"sg-database", "SecurityGroup:web", 5432.0},
	}, ways)
}

func TestServiceIsPrivateAndWaitsForItsListener(t *testing.T) {
	recorder := made(t, func(*web.Args) {})
	service := recorder.One(t, "aws:ecs/service:Service", "web")
	for input, want := range map[string]any{
		"launchType": "FARGATE", "enableExecuteCommand": false, "desiredCount": 2.0,
		"deploymentCircuitBreaker": map[string]any{"enable": true, "rollback": true},
		"networkConfiguration": map[string]any{"assignPublicIp": false, "securityGroups": []any{"SecurityGroup:web"},
			"subnets": []any{"Subnet:production-app-apne1-az1", "Subnet:production-app-apne1-az4"}},
		"loadBalancers": []any{map[string]any{"targetGroupArn": "arn:TargetGroup:web", "containerName": "web", "containerPort": 8080.0}},
	} {
		assert.Equal(t, want, service.Inputs[input], input)
	}
	waits := strings.Join(service.Dependencies, " ")
	for _, before := range []string{"aws:lb/listener:Listener::web", "RolePolicy::web-execution", "RolePolicy::web-task",
		"SecurityGroupIngressRule::web-from-balancer", "SecurityGroupEgressRule::web-out-https"} {
		assert.Contains(t, waits, before)
	}
	log := recorder.One(t, "aws:cloudwatch/logGroup:LogGroup", "web").Inputs
	assert.Equal(t, []any{"arn:Key:web", 365.0, "/secure-room/test/web"}, []any{log["kmsKeyId"], log["retentionInDays"], log["name"]})
}

func TestContainerIsLockedDownAndKnowsNoPassword(t *testing.T) {
	recorder := made(t, func(*web.Args) {})
	definitions := recorder.One(t, "aws:ecs/taskDefinition:TaskDefinition", "web").Inputs["containerDefinitions"].(string)
	for _, said := range []string{`"image":"` + image + `"`, `"user":"10001:10001"`, `"readonlyRootFilesystem":true`,
		`{"name":"DATABASE_ADDRESS","value":"db.example"}`, `{"name":"DATABASE_PORT","value":"5432"}`, `{"name":"DATABASE_SECRET_ARN","value":"arn:secret"}`} {
		assert.Contains(t, definitions, said)
	}
	assert.NotContains(t, strings.ToLower(definitions), "password")
	task := recorder.One(t, "aws:iam/rolePolicy:RolePolicy", "web-task").Inputs["policy"]
	assert.Equal(t, `{"Statement":[{"Action":["secretsmanager:GetSecretValue"],"Effect":"Allow","Resource":["arn:secret"]},`+
		`{"Action":["kms:Decrypt"],"Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.ap-northeast-1.amazonaws.com"}},"Effect":"Allow","Resource":["arn:key"]}],`+
		`"Version":"2012-10-17"}`, task)
	assert.NotContains(t, recorder.One(t, "aws:iam/rolePolicy:RolePolicy", "web-execution").Inputs["policy"], "ecr:", "anybody may pull the image")
}

func TestOwnImageAndNoDatabase(t *testing.T) {
	own := componenttest.AccountID + ".dkr.ecr." + componenttest.Region + ".amazonaws.com/shop/web@sha256:" + strings.Repeat("0a", 32)
	recorder := made(t, func(a *web.Args) { a.Image, a.Database = own, nil })
	assert.Contains(t, recorder.One(t, "aws:iam/rolePolicy:RolePolicy", "web-execution").Inputs["policy"],
		`"arn:aws:ecr:ap-northeast-1:123456789012:repository/shop/web"`)
	assert.NotContains(t, recorder.Names("aws:iam/rolePolicy:RolePolicy"), "web-task", "the tasks need nothing of AWS")
	assert.NotContains(t, recorder.Names(egressType), "web-to-database")
}

func TestEveryProblemIsTold(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("0a", 32)
	for name, test := range map[string]struct {
		change func(*web.Args)
		want   string
	}{
		"one public subnet": {func(a *web.Args) { a.Public = a.Public[:1] }, "Public: there are 1 subnets in 1 zones; give one subnet in each of at least 2 zones"},
		"no app subnets":    {func(a *web.Args) { a.App = nil }, "App: there are 0 subnets in 0 zones; give one subnet in each of at least 2 zones"},
		"image by tag": {func(a *web.Args) { a.Image = "public.ecr.aws/web:latest" }, `Image: "public.ecr.aws/web:latest" is not a registry, a repository and a digest, ` +
			`such as public.ecr.aws/nginx/nginx-unprivileged@sha256:… with 64 hexadecimal digits`},
		"image of another account": {func(a *web.Args) { a.Image = "999999999999.dkr.ecr.ap-northeast-1.amazonaws.com/web" + digest },
			"Image: it is in ECR of account 999999999999 in ap-northeast-1; use the network's own account 123456789012 in ap-northeast-1, or a registry that anybody may pull from"},
		"low port":       {func(a *web.Args) { a.Port = 80 }, "Port: is 80; use 1024 to 65535, such as 8080"},
		"health path":    {func(a *web.Args) { a.HealthPath = "healthy" }, `HealthPath: "healthy" is not a path of up to 1024 characters, such as /`},
		"no certificate": {func(a *web.Args) { a.CertificateARN = "" }, `CertificateARN: "" is not the ARN of a certificate of AWS Certificate Manager, such as arn:aws:acm:ap-northeast-1:123456789012:certificate/…`},
		"certificate of another region": {func(a *web.Args) {
			a.CertificateARN = strings.Replace(certificateARN, "ap-northeast-1", "us-east-1", 1)
		},
			"CertificateARN: it is of account 123456789012 in us-east-1; a load balancer takes those of its own account 123456789012 in ap-northeast-1"},
		"half a database": {func(a *web.Args) { a.Database.SecretARN = nil }, "Database: it is incomplete; give its port, security group, address, secret and key"},
		"no log":          {func(a *web.Args) { a.LogRetentionDays = 0 }, "LogRetentionDays: 0 is not allowed; keep the log for at least a day"},
	} {
		t.Run(name, func(t *testing.T) {
			recorder := componenttest.New()
			err := recorder.Run(func(ctx *pulumi.Context) error {
				args, err := arguments(ctx)
				if err != nil {
					return err
				}
				test.change(args)
				_, err = web.New(ctx, "web", args)
				return err
			})
			assert.EqualError(t, firstCause(err), "web tier web cannot be made:\n"+test.want)
			assert.Empty(t, recorder.Names("secure-room:web:Web"))
		})
	}
	err := componenttest.New().Run(func(ctx *pulumi.Context) error {
		_, err := web.New(ctx, "A--name", nil)
		return err
	})
	for _, problem := range []string{
		`name: "A--name" is not one; use 1 to 23 small letters, digits and single hyphens, such as web`,
		"Network: is missing; give the network that the web tier stands in",
		"Public: there are 0 subnets in 0 zones; give one subnet in each of at least 2 zones", "App: there are 0 subnets", `Image: ""`,
		"Port: is 0; use 1024 to 65535, such as 8080", `HealthPath: ""`, `CertificateARN: ""`, "LogRetentionDays: 0 is not allowed",
	} {
		assert.ErrorContains(t, err, problem, "all at once")
	}
}

// firstCause is what the program itself has said.
func firstCause(err error) error {
	if joined, ok := err.(interface{ WrappedErrors() []error }); ok {
		return joined.WrappedErrors()[0]
	}
	return err
}
