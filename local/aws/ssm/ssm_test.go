package ssm_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/ssm"
)

type inputs = cloudtest.Inputs

const (
	documentToken    = "aws:ssm/document:Document"
	associationToken = "aws:ssm/association:Association"
	parameterToken   = "aws:ssm/parameter:Parameter"
	getParameter     = "aws:ssm/getParameter:getParameter"
)

func others() []cloud.Service {
	return []cloud.Service{ec2.Service(), iam.Service(), kms.Service()}
}

// content is a document with the changes made to it: each is "path.to.element" and its value.
func content(t *testing.T, changes map[string]any) string {
	t.Helper()
	document := map[string]any{
		"schemaVersion": "2.2", "description": "Says a word",
		"parameters": map[string]any{"word": map[string]any{"type": "String", "allowedPattern": "^[a-z]+$"},
			"times": map[string]any{"type": "String", "default": "1", "allowedValues": []any{"1", "2"}}},
		"mainSteps": []any{map[string]any{"action": "aws:runPowerShellScript", "name": "sayWord",
			"inputs": map[string]any{"runCommand": []any{"echo {{ word }}"}}}},
	}
	for path, value := range changes {
		at, names := document, strings.Split(path, ".")
		for _, name := range names[:len(names)-1] {
			if name == "step" {
				at = document["mainSteps"].([]any)[0].(map[string]any)
			} else {
				at = at[name].(map[string]any)
			}
		}
		at[names[len(names)-1]] = value
	}
	text, err := json.Marshal(document)
	require.NoError(t, err)
	return string(text)
}

// instance makes an instance; with says whether it has a role.
func instance(c *cloudtest.Cloud, with bool) string {
	network := c.Network(1, "ap-northeast-1a")
	in := inputs{"ami": "ami-0123456789abcdef0", "instanceType": "t3.medium", "subnetId": network.Subnets[0]}
	if with {
		c.Create("aws:iam/role:Role", "role", inputs{"name": "management", "assumeRolePolicy": `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}`})
		in["iamInstanceProfile"] = c.Create("aws:iam/instanceProfile:InstanceProfile", "profile", inputs{"name": "management", "role": "management"}).ID
	}
	return c.Create("aws:ec2/instance:Instance", "management", in).ID
}

func TestConformance(t *testing.T) {
	bad := func(rule string, changes map[string]any, says string) cloudtest.Bad {
		return cloudtest.Refuse(rule, cloudtest.Set(inputs{"content": content(t, changes)}), says)
	}
	cloudtest.Conform(t, ssm.Service(), []cloudtest.Case{{
		Token: documentToken,
		Valid: func(*cloudtest.Cloud) inputs {
			return inputs{"name": "say", "documentType": "Command", "documentFormat": "JSON", "content": content(t, nil)}
		},
		Changed: func(in inputs) inputs {
			return in.With(inputs{"content": content(t, map[string]any{"description": "Says it"})})
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("characters", cloudtest.Set(inputs{"name": "say it"}), "letters, digits and _ - ."),
			cloudtest.Refuse("length", cloudtest.Set(inputs{"name": "ab"}), "3 to 128 characters"),
			cloudtest.Refuse("AWS's own names", cloudtest.Set(inputs{"name": "AWS-say"}), "must not begin with aws"),
			cloudtest.Refuse("type", cloudtest.Set(inputs{"documentType": "Script"}), "must be one of Command"),
			cloudtest.Refuse("type not served", cloudtest.Set(inputs{"documentType": "Automation"}), "serves Command documents alone"),
			cloudtest.Refuse("format", cloudtest.Set(inputs{"documentFormat": "XML"}), "must be one of JSON, YAML, TEXT"),
			cloudtest.Refuse("size", cloudtest.Set(inputs{"content": strings.Repeat(" ", 65537)}), "has 65537 bytes"),
			cloudtest.Refuse("not JSON", cloudtest.Set(inputs{"content": "---"}), "it is not JSON"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(documentToken, "first", in); return in }, "already exists"),
			bad("schema", map[string]any{"schemaVersion": "1.2"}, "must be 2.2"),
			bad("unknown element", map[string]any{"steps": []any{}}, `unknown field "steps"`),
			bad("no steps", map[string]any{"mainSteps": []any{}}, "no mainSteps"),
			bad("action", map[string]any{"step.action": "aws:runPerlScript"}, "unknown action"),
			bad("step name", map[string]any{"step.name": "say word"}, "3 to 128 letters, digits and _"),
			bad("no inputs", map[string]any{"step.inputs": map[string]any{}}, "has no inputs"),
			bad("undeclared parameter", map[string]any{"step.inputs": map[string]any{"runCommand": []any{"{{ wrod }}"}}}, "no parameter of the document"),
			bad("parameter type", map[string]any{"parameters.word.type": "Text"}, "must have one of String"),
			bad("parameter pattern", map[string]any{"parameters.word.allowedPattern": "("}, "no regular expression"),
			bad("interpolation", map[string]any{"parameters.word.interpolationType": "FILE"}, "can only have ENV_VAR"),
		},
	}, {
		Token: associationToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			c.Create(documentToken, "say", inputs{"name": "say", "documentType": "Command", "content": content(t, nil)})
			return inputs{"associationName": "say", "name": "say", "parameters": inputs{"word": "hello"}, "waitForSuccessTimeoutSeconds": 600,
				"targets": []any{inputs{"key": "InstanceIds", "values": []any{instance(c, true)}}}}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"parameters": inputs{"word": "bye", "times": "2"}}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("document must exist", cloudtest.Set(inputs{"name": "shout"}), "document shout does not exist"),
			cloudtest.Refuse("AWS's document must exist", cloudtest.Set(inputs{"name": "AWS-Shout"}), "does not know the document AWS-Shout"),
			cloudtest.Refuse("undeclared parameter", cloudtest.Set(inputs{"parameters": inputs{"word": "hello", "volume": "11"}}), "volume is no parameter of document say"),
			cloudtest.Refuse("missing parameter", cloudtest.Set(inputs{"parameters": nil}), "needs the parameter word"),
			cloudtest.Refuse("pattern", cloudtest.Set(inputs{"parameters": inputs{"word": "HELLO"}}), "does not match ^[a-z]+$"),
			cloudtest.Refuse("allowed values", cloudtest.Set(inputs{"parameters": inputs{"word": "hello", "times": "3"}}), "must be one of [1 2]"),
			cloudtest.Refuse("no targets", cloudtest.Set(inputs{"targets": nil}), "targets is missing"),
			cloudtest.Refuse("two kinds of target", cloudtest.Set(inputs{"instanceId": "i-0123456789abcdef0"}), "conflicts with targets"),
			cloudtest.Refuse("six targets", func(_ *cloudtest.Cloud, in inputs) inputs {
				target := in["targets"].([]any)[0]
				return in.With(inputs{"targets": []any{target, target, target, target, target, target}})
			}, "can have 5"),
			cloudtest.Refuse("target key", cloudtest.Set(inputs{"targets": []any{inputs{"key": "Instance", "values": []any{"*"}}}}), "InstanceIds, tag:"),
			cloudtest.Refuse("instance must exist", cloudtest.Set(inputs{"targets": []any{inputs{"key": "InstanceIds", "values": []any{"i-0123456789abcdef0"}}}}), "is not an instance of this account"),
			cloudtest.Refuse("schedule", cloudtest.Set(inputs{"scheduleExpression": "daily"}), "cron(…)"),
			cloudtest.Refuse("severity", cloudtest.Set(inputs{"complianceSeverity": "SEVERE"}), "must be one of CRITICAL"),
			cloudtest.Refuse("concurrency", cloudtest.Set(inputs{"maxConcurrency": "0"}), "a number or a percentage"),
		},
	}, {
		Token: parameterToken,
		Valid: func(*cloudtest.Cloud) inputs {
			return inputs{"name": "/room/proxy", "type": "String", "value": "proxy.room.internal:3128"}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"value": "proxy.room.internal:3129"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("characters", cloudtest.Set(inputs{"name": "/room/the proxy"}), "between slashes"),
			cloudtest.Refuse("AWS's own names", cloudtest.Set(inputs{"name": "/aws/proxy"}), "may begin with aws or ssm"),
			cloudtest.Refuse("type", cloudtest.Set(inputs{"type": "Text"}), "must be one of String, StringList, SecureString"),
			cloudtest.Refuse("no value", cloudtest.Set(inputs{"value": nil}), "value is missing"),
			cloudtest.Refuse("size", cloudtest.Set(inputs{"value": strings.Repeat("x", 4097)}), "can have 4096 in its tier"),
			cloudtest.Refuse("secret in clear", cloudtest.Set(inputs{"type": "SecureString", "value": nil, "insecureValue": "x"}), "is given for a SecureString"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(parameterToken, "first", in); return in }, "already exists"),
		},
	}}, others()...)
}

func newCloud(t *testing.T) *cloudtest.Cloud {
	return cloudtest.New(t, append(others(), ssm.Service())...)
}

func TestYAMLDocument(t *testing.T) {
	newCloud(t).Create(documentToken, "say", inputs{"documentType": "Command", "documentFormat": "YAML", "content": `
schemaVersion: "2.2"
mainSteps:
  - {action: "aws:runShellScript", name: sayHello, inputs: {runCommand: ["echo hello"]}}`})
}

func TestChangedDocumentIsANewVersion(t *testing.T) {
	in := inputs{"name": "say", "documentType": "Command", "content": content(t, nil)}
	made := newCloud(t).Create(documentToken, "say", in)
	assert.Equal(t, "1", made.Text("latestVersion"))
	require.NoError(t, made.Update(in.With(inputs{"content": content(t, map[string]any{"description": "Again"})})))
	assert.Equal(t, "2", made.Text("latestVersion"))
	require.NoError(t, made.Update(in.With(inputs{"content": content(t, map[string]any{"description": "Again"}), "tags": inputs{"a": "b"}})))
	assert.Equal(t, "2", made.Text("latestVersion"))
}

func TestInstanceWithoutRoleIsNotManaged(t *testing.T) {
	c := newCloud(t)
	_, err := c.TryCreate(associationToken, "run", inputs{"name": "AWS-RunPowerShellScript", "parameters": inputs{"commands": "hostname"},
		"targets": []any{inputs{"key": "InstanceIds", "values": []any{instance(c, false)}}}})
	assert.ErrorContains(t, err, "it has no instance profile")
}

func TestDocumentInUseStays(t *testing.T) {
	c := newCloud(t)
	document := c.Create(documentToken, "say", inputs{"name": "say", "documentType": "Command", "content": content(t, nil)})
	c.Create(associationToken, "say", inputs{"name": "say", "parameters": inputs{"word": "hello"}, "targets": []any{inputs{"key": "tag:Role", "values": []any{"management"}}}})
	assert.ErrorContains(t, document.Delete(), "say cannot be deleted while it is used by")
}

func TestGetParameter(t *testing.T) {
	c := newCloud(t)
	c.Create(parameterToken, "own", inputs{"name": "/room/own", "type": "String", "insecureValue": "mine"})
	c.Create(parameterToken, "secret", inputs{"name": "/room/secret", "type": "SecureString", "value": "hush"})
	const image = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"
	for name, want := range map[string]string{image: "ami-", "/room/own": "mine"} {
		found, err := c.Invoke(getParameter, inputs{"name": name})
		require.NoError(t, err)
		assert.Contains(t, found["insecureValue"].StringValue(), want)
	}
	for name, want := range map[string]string{"/room/none": "ParameterNotFound", "/aws/service/ami-windows-latest/Windows_95": "none of the public images", "/room/secret": "keeps no secrets"} {
		_, err := c.Invoke(getParameter, inputs{"name": name})
		assert.ErrorContains(t, err, want)
		assert.NotContains(t, fmt.Sprint(err), "hush")
	}
	first, err := c.Invoke(getParameter, inputs{"name": image})
	require.NoError(t, err)
	elsewhere, err := c.Provider(inputs{"region": "eu-west-1"}).Invoke(getParameter, inputs{"name": image})
	require.NoError(t, err)
	assert.NotEqual(t, first["insecureValue"], elsewhere["insecureValue"], "each Region has images of its own")
}
