package policydocument_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/policydocument"
)

const (
	identity = `{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:Get*","s3:ListBucket"],"Resource":"*",
		"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"},"Bool":{"aws:MultiFactorAuthPresent":true}}}]}`
	trust    = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs-tasks.amazonaws.com"]}}}`
	resource = `{"Statement":[{"Effect":"Allow","NotAction":"kms:Decrypt","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Resource":"*"}]}`
)

func TestParse(t *testing.T) {
	document, err := policydocument.Parse(identity, policydocument.Identity)
	require.NoError(t, err)
	assert.Equal(t, []string{"s3:Get*", "s3:ListBucket"}, document.Statements[0].Actions)
	assert.Equal(t, []string{"true"}, document.Statements[0].Conditions["Bool"]["aws:MultiFactorAuthPresent"])
	document, err = policydocument.Parse(trust, policydocument.Trust)
	require.NoError(t, err)
	assert.Equal(t, []policydocument.Principal{{Type: "Service", Name: "ecs-tasks.amazonaws.com"}}, document.Statements[0].Principals)
	_, err = policydocument.Parse(resource, policydocument.Resource)
	require.NoError(t, err)
}

func TestParseRefuses(t *testing.T) {
	statement := func(elements string) string { return `{"Statement":[{` + elements + `}]}` }
	for name, c := range map[string]struct {
		text string
		form policydocument.Form
		want string
	}{
		"not JSON":           {text: `{`, want: "is not a JSON object"},
		"a list":             {text: `[]`, want: "is not a JSON object"},
		"two documents":      {text: identity + identity, want: "text after"},
		"unknown element":    {text: `{"Statements":[]}`, want: "wrong element Statements"},
		"wrong case":         {text: `{"statement":[]}`, want: "wrong element statement"},
		"version":            {text: `{"Version":"2020-01-01","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`, want: "must have 2012-10-17"},
		"no statement":       {text: `{"Version":"2012-10-17"}`, want: "no Statement"},
		"empty statement":    {text: `{"Statement":[]}`, want: "no Statement"},
		"effect":             {text: statement(`"Effect":"allow","Action":"*","Resource":"*"`), want: `Effect "allow"`},
		"no action":          {text: statement(`"Effect":"Allow","Resource":"*"`), want: "one of Action and NotAction"},
		"two actions":        {text: statement(`"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"`), want: "one of Action and NotAction"},
		"action form":        {text: statement(`"Effect":"Allow","Action":"GetObject","Resource":"*"`), want: "service:action"},
		"empty list":         {text: statement(`"Effect":"Allow","Action":[],"Resource":"*"`), want: "the list is empty"},
		"no resource":        {text: statement(`"Effect":"Allow","Action":"*"`), want: "no Resource"},
		"two resources":      {text: statement(`"Effect":"Allow","Action":"*","Resource":"*","NotResource":"*"`), want: "both Resource"},
		"resource form":      {text: statement(`"Effect":"Allow","Action":"*","Resource":"bucket"`), want: "an ARN or *"},
		"principal":          {text: statement(`"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"`), want: "must not have"},
		"unknown key":        {text: statement(`"Effect":"Allow","Action":"*","Resource":"*","Conditions":{}`), want: "wrong Conditions"},
		"sid":                {text: statement(`"Sid":"a b","Effect":"Allow","Action":"*","Resource":"*"`), want: "letters and digits"},
		"sid twice":          {text: `{"Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}]}`, want: "twice"},
		"operator":           {text: statement(`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringIs":{"a":"b"}}`), want: "no condition operator"},
		"condition value":    {text: statement(`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":{}}}`), want: "neither text"},
		"trust with target":  {text: statement(`"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*","Principal":"*"`), form: policydocument.Trust, want: "trust policy must not"},
		"trust of nobody":    {text: statement(`"Effect":"Allow","Action":"sts:AssumeRole"`), form: policydocument.Trust, want: "no Principal"},
		"empty principal":    {text: statement(`"Effect":"Allow","Action":"kms:*","Principal":{}`), form: policydocument.Resource, want: "it is empty"},
		"principal type":     {text: statement(`"Effect":"Allow","Action":"kms:*","Principal":{"Aws":"*"}`), form: policydocument.Resource, want: "no type of principal"},
		"principal text":     {text: statement(`"Effect":"Allow","Action":"kms:*","Principal":"me"`), form: policydocument.Resource, want: "neither * nor a map"},
		"principal and not":  {text: statement(`"Effect":"Allow","Action":"kms:*","Principal":"*","NotPrincipal":"*"`), form: policydocument.Resource, want: "both Principal"},
		"resource of nobody": {text: statement(`"Effect":"Allow","Action":"kms:*","Resource":"*"`), form: policydocument.Resource, want: "no Principal"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := policydocument.Parse(c.text, c.form)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestGrants(t *testing.T) {
	document, err := policydocument.Parse(`{"Statement":[
		{"Effect":"Allow","Action":["kms:Enc*","kms:Re?rypt"],"Resource":"*","Principal":{"Service":"logs.eu-west-1.amazonaws.com"}},
		{"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}]}`, policydocument.Resource)
	require.NoError(t, err)
	logs := policydocument.Service("logs.eu-west-1.amazonaws.com")
	assert.True(t, document.Grants("kms:Encrypt", logs))
	assert.True(t, document.Grants("KMS:encrypt", logs))
	assert.False(t, document.Grants("kms:ReEncrypt", logs))
	assert.False(t, document.Grants("kms:Decrypt", logs))
	assert.False(t, document.Grants("kms:Encrypt", policydocument.Service("logs.us-east-1.amazonaws.com")))
	document, err = policydocument.Parse(resource, policydocument.Resource)
	require.NoError(t, err)
	own := func(p policydocument.Principal) bool { return p.AccountOf() == "123456789012" }
	assert.True(t, document.Grants("kms:PutKeyPolicy", own))
	assert.False(t, document.Grants("kms:Decrypt", own))
}

func TestAccountOf(t *testing.T) {
	for principal, want := range map[policydocument.Principal]string{
		{Type: "AWS", Name: "123456789012"}:                       "123456789012",
		{Type: "AWS", Name: "arn:aws:iam::123456789012:role/a:b"}: "123456789012",
		{Type: "AWS", Name: "*"}:                                  "",
		{Type: "Service", Name: "arn:aws:iam::123456789012:root"}: "",
	} {
		assert.Equal(t, want, principal.AccountOf(), "%v", principal)
	}
}
