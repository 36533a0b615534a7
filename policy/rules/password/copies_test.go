package password

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/resource"
)

// house is a good stack: generator, directory and secret, with the values that stand after an update.
func house() []resource.Resource {
	made := generator(fields{"result": secret(good)})
	return []resource.Resource{made, directoryWith(secret(good), made), version(secret(good), made),
		named(secretType, "admin-password", fields{"name": text("admin-password")})}
}

func TestThePasswordStandsInOnePlaceOnly(t *testing.T) {
	assert.Empty(t, judge(resource.Stack, house()...))

	inJSON, err := json.Marshal(map[string]string{"name": "squid", "value": good})
	require.NoError(t, err)
	script := "<powershell>\r\n$p = '" + good + "'\r\n</powershell>"
	wrapped := base64.StdEncoding.EncodeToString([]byte(script))
	wrapped = wrapped[:30] + "\n" + wrapped[30:]
	text2 := &asset.Asset{Text: "password: " + good}
	zip := &archive.Archive{Assets: map[string]any{"boot.ps1": text2}}

	for name, copied := range map[string]resource.Resource{
		"a tag":                     named("aws:ec2/vpc:Vpc", "v", fields{"tags": property.New(fields{"note": text(good)})}),
		"a tag's key":               named("aws:ec2/vpc:Vpc", "v", fields{"tags": property.New(fields{good: text("x")})}),
		"a secret tag":              named("aws:ec2/vpc:Vpc", "v", fields{"tags": property.New(fields{"note": secret(good)})}),
		"user data":                 named("aws:ec2/instance:Instance", "i", fields{"userData": text(script)}),
		"user data in base64":       named("aws:ec2/instance:Instance", "i", fields{"userDataBase64": text(base64.StdEncoding.EncodeToString([]byte(script)))}),
		"base64 of another offset":  named("aws:ec2/instance:Instance", "i", fields{"userDataBase64": text(base64.RawURLEncoding.EncodeToString([]byte(script[1:])))}),
		"base64 of the third":       named("aws:ec2/instance:Instance", "i", fields{"userDataBase64": text(base64.URLEncoding.EncodeToString([]byte(script[2:])))}),
		"base64 in lines":           named("aws:ec2/instance:Instance", "i", fields{"userDataBase64": text(wrapped)}),
		"an encoded command":        named("aws:ssm/document:Document", "d", fields{"content": text("powershell -e " + base64.StdEncoding.EncodeToString([]byte(utf16(script))))}),
		"hexadecimal":               named("aws:ssm/document:Document", "d", fields{"content": text(hex.EncodeToString([]byte(script)))}),
		"a task's environment":      named("aws:ecs/taskDefinition:TaskDefinition", "t", fields{"containerDefinitions": text("[" + string(inJSON) + "]")}),
		"a plain parameter":         named("aws:ssm/parameter:Parameter", "p", fields{"type": text("String"), "value": text(good)}),
		"a secure parameter":        named("aws:ssm/parameter:Parameter", "p", fields{"type": text("SecureString"), "value": secret(good)}),
		"a database's password":     named("aws:rds/instance:Instance", "db", fields{"password": secret(good)}),
		"another directory's":       named(directoryType, "second", fields{"name": text("ad.other.example"), "password": secret(good)}),
		"the description":           named(directoryType, "third", fields{"name": text("ad.other.example"), "password": secret("Xq3$" + good[:20]), "description": text("Admin: " + good)}),
		"a stack's output":          named("pulumi:pulumi:Stack", "s", fields{"adminPassword": text(good)}),
		"a stack's secret output":   named("pulumi:pulumi:Stack", "s", fields{"adminPassword": secret(good)}),
		"a URL":                     named("aws:sns/topicSubscription:TopicSubscription", "u", fields{"endpoint": text("https://x/?p=" + url.QueryEscape(good))}),
		"a list in a list":          named("aws:x/y:Y", "l", fields{"a": property.New([]property.Value{property.New([]property.Value{text(good)})})}),
		"an object's content":       named("aws:s3/bucketObject:BucketObject", "o", fields{"source": property.New(text2)}),
		"an archive's content":      named("aws:lambda/function:Function", "f", fields{"code": property.New(zip)}),
		"a resource's name":         named("aws:ec2/vpc:Vpc", good, nil),
		"a second secret":           named(secretVersionType, "again", fields{"secretString": secret(`{"password":"` + jsonForm(good, true) + `"}`)}),
		"a secret's plain text":     named(secretVersionType, "again", fields{"secretString": text(good)}),
		"a generator's own keepers": named(randomPasswordType, "again", fields{"keepers": property.New(fields{"old": text(good)})}),
		"a generator in the clear":  named(randomPasswordType, "again", fields{"result": text(good)}),
		"another project's program": named("secure-room:room:Anything", "c", fields{"x": text(good)}),
	} {
		t.Run(name, func(t *testing.T) {
			found := judge(resource.Stack, append(house(), copied)...)
			require.NotEmpty(t, found)
			assert.Contains(t, found[0].Problem, "password of directory")
			if copied.Name != good {
				assert.Equal(t, copied.URN, found[0].URN)
				problems(t, found, good)
			}
		})
	}
}

func TestADirectoryAloneMustNotShowItsPassword(t *testing.T) {
	r := directoryWith(secret(good))
	r.Properties = r.Properties.Set("description", text("Admin is "+good))
	assert.Contains(t, problems(t, judge(resource.Single, r), good), "in description")
}

func TestCopiesThatAreNotKnownYet(t *testing.T) {
	made := generator(nil)
	good := []resource.Resource{made, directoryWith(unknown, made), version(unknown, made)}
	require.Empty(t, judge(resource.Stack, good...))

	parameter := from(named("aws:ssm/parameter:Parameter", "p", fields{"value": unknown}), "value", made)
	assert.Contains(t, problems(t, judge(resource.Stack, append(good, parameter)...)), "Parameter p holds the password of directory room in value")

	tagged := from(named("aws:ec2/vpc:Vpc", "v", fields{"tags": property.New(fields{"note": unknown})}), "tags", made)
	assert.NotEmpty(t, judge(resource.Stack, append(good, tagged)...))

	second := from(named(secretVersionType, "again", fields{"secretString": unknown}), "secretString", made)
	assert.Contains(t, problems(t, judge(resource.Stack, append(good, second)...)), "one more that holds")

	other := from(named("aws:ec2/vpc:Vpc", "v", fields{"cidrBlock": text("10.0.0.0/16"), "arn": unknown}), "cidrBlock", made)
	assert.Empty(t, judge(resource.Stack, append(good, other)...), "what is known and holds nothing is no copy")
}

func TestResourcePoliciesOfSecrets(t *testing.T) {
	allow := func(rest string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"},` +
			`{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*",` + rest + `}]}`
	}
	const role = `"Principal":{"AWS":"arn:aws:iam::123456789012:role/AdminRole"}`
	cases := []struct{ name, policy, problem string }{
		{"everybody", allow(`"Principal":"*"`), "allows everybody"},
		{"every AWS principal", allow(`"Principal":{"AWS":"*"}`), "allows everybody"},
		{"one among them everybody", allow(`"Principal":{"AWS":["arn:aws:iam::123456789012:root","*"]}`), "allows everybody"},
		{"any account's role", allow(`"Principal":{"AWS":"arn:aws:iam::*:role/AdminRole"}`), "allows everybody"},
		{"everybody but one", allow(`"NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"}`), "allows everybody but a few"},
		{"a condition that binds nobody", allow(`"Principal":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}`), "allows everybody"},
		{"any organization", allow(`"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"*"}}`), "allows everybody"},
		{"if there is one", allow(`"Principal":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}`), "allows everybody"},
		{"all but an organization", allow(`"Principal":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}`), "allows everybody"},
		{"one statement, no list", `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}`, "allows everybody"},
		{"no JSON", "allow everybody", "is no JSON"},
		{"no statements", `{"Statement":"all"}`, "has no statements"},
		{"a role", allow(role), ""},
		{"the organization", allow(`"Principal":"*","Condition":{"StringEquals":{"AWS:PrincipalOrgId":"o-1"}}`), "allows everybody"},
		{"the account", allow(`"Principal":{"AWS":"*"},"Condition":{"StringEquals":{"aws:PrincipalAccount":["123456789012"]}}`), "allows everybody"},
		{"another account", allow(`"Principal":{"AWS":"arn:aws:iam::999999999999:root"}`), "allows account 999999999999"},
		{"another account by number", allow(`"Principal":{"AWS":["999999999999"]}`), "allows account 999999999999"},
		{"a role of another account", allow(`"Principal":{"AWS":"arn:aws:iam::999999999999:role/AdminRole"}`), "allows account 999999999999"},
		{"a principal by its unique id", allow(`"Principal":{"AWS":"AIDAEXAMPLE"}`), "the account cannot be told"},
		{"a service", allow(`"Principal":{"Service":"lambda.amazonaws.com"}`), "allows Service lambda.amazonaws.com"},
		{"the account as a whole", allow(`"Principal":{"AWS":"123456789012"}`), ""},
		{"one statement for a role", `{"Statement":{"Effect":"Allow",` + role + `,"Action":"*","Resource":"*"}}`, ""},
		{"nothing", "", ""},
	}
	for _, kind := range []string{secretType, secretPolicyType} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				for _, scope := range []resource.Scope{resource.Single, resource.Stack} {
					for _, value := range []property.Value{text(c.policy), secret(c.policy)} {
						found := judge(scope, named(kind, "s", fields{"policy": value}))
						if c.problem == "" {
							assert.Empty(t, found)
						} else {
							assert.Contains(t, problems(t, found), c.problem)
						}
					}
				}
			})
		}
		open := from(named(kind, "s", fields{"policy": unknown}), "policy", generator(nil))
		assert.Contains(t, problems(t, judge(resource.Stack, open)), "not known yet")
		assert.Empty(t, judge(resource.Single, open), "left to the whole stack")
		open.Properties = open.Properties.Set("blockPublicPolicy", property.New(true))
		assert.NotEmpty(t, judge(resource.Stack, open), "AWS refuses a public one, not one for another account")
	}
	assert.Empty(t, judge(resource.Stack, named(secretType, "s", nil)))
	assert.Empty(t, judge(resource.Stack, named(secretType, "s", fields{"policy": unknown})), "the provider will say that there is none")
	assert.NotEmpty(t, judge(resource.Stack, named(secretPolicyType, "s", fields{"policy": unknown})), "this one is always given")
}
