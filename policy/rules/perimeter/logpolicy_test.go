package perimeter_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"

	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/rules/perimeter"
)

const goodLogPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ds.amazonaws.com"},` +
	`"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":["arn:aws:logs:ap-northeast-1:123456789012:log-group:/aws/directoryservice/d-926f1b3c5a:*"],` +
	`"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}]}`

func TestLogsAreWrittenByTheDirectoryAlone(t *testing.T) {
	judge := func(scope resource.Scope, document property.Value) string {
		found := perimeter.Family().Check(rule.NewInput(scope, []resource.Resource{{
			URN: "urn:pulumi:room::secure-room::aws:cloudwatch/logResourcePolicy:LogResourcePolicy::logs", Name: "logs", Stack: "room",
			Type:       "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
			Properties: property.NewMap(map[string]property.Value{"policyDocument": document})}}, policytest.Baseline()))
		var all []string
		for _, one := range found {
			all = append(all, one.Problem)
		}
		return strings.Join(all, "\n")
	}
	for _, c := range []struct{ name, old, spoiled, good, says string }{
		{"everybody", `{"Service":"ds.amazonaws.com"}`, `"*"`, `{"Service":["ds.amazonaws.com"]}`, "a principal other than a service"},
		{"an account", `{"Service":"ds.amazonaws.com"}`, `{"AWS":"210987654321"}`, `{"Service":"DS.amazonaws.com"}`, "a principal other than a service"},
		{"all but one", `"Principal"`, `"NotPrincipal"`, `"Principal"`, "a principal other than a service"},
		{"another service", `"ds.amazonaws.com"`, `["ds.amazonaws.com","es.amazonaws.com"]`, `["ds.amazonaws.com"]`, "other than ds.amazonaws.com"},
		{"nobody named", `{"Service":"ds.amazonaws.com"}`, `{}`, `{"Service":"ds.amazonaws.com"}`, "other than ds.amazonaws.com"},
		{"every action", `["logs:CreateLogStream","logs:PutLogEvents"]`, `"logs:*"`, `"logs:PutLogEvents"`, "more than to write"},
		{"reading", `"logs:CreateLogStream"`, `"logs:GetLogEvents"`, `"logs:createLogStream"`, "more than to write"},
		{"all actions but one", `"Action"`, `"NotAction"`, `"Action"`, "more than to write"},
		{"any account", `"123456789012"}}`, `"210987654321"}}`, `["123456789012"]}}`, "any account"},
		{"an account that may differ", `StringEquals`, `StringLike`, `StringEquals`, "any account"},
		{"no condition", `{"StringEquals":{"aws:SourceAccount":"123456789012"}}`, `{}`, `{"StringEquals":{"aws:SourceAccount":"123456789012"},"ArnEquals":{"aws:SourceArn":"x"}}`, "any account"},
		{"no JSON", goodLogPolicy, `ds.amazonaws.com`, strings.NewReplacer("[{", "{", "}]}", "}}").Replace(goodLogPolicy), "no JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, scope := range []resource.Scope{resource.Single, resource.Stack} {
				assert.Contains(t, judge(scope, property.New(strings.Replace(goodLogPolicy, c.old, c.spoiled, 1))), c.says)
				assert.Empty(t, judge(scope, property.New(strings.Replace(goodLogPolicy, c.old, c.good, 1))))
			}
		})
	}
	assert.Empty(t, judge(resource.Stack, property.New(property.Computed)), "judged when it is made")
}
