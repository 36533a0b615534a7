package document_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/document"
)

func TestParse(t *testing.T) {
	want := []document.Statement{{Sid: "One", Effect: "Allow", Principal: document.Principal{"AWS": {"*"}},
		Action: document.Texts{"s3:GetObject"}, Resource: document.Texts{"*"},
		Condition: map[string]map[string]document.Texts{"Bool": {"aws:SecureTransport": {"true"}}}}}
	for name, text := range map[string]string{
		"one statement": `{"Statement":{"Sid":"One","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true}}}}`,
		"a list":        `{"Version":"2012-10-17","Statement":[{"Sid":"One","Effect":"Allow","Principal":{"AWS":["*"]},"Action":["s3:GetObject"],"Resource":["*"],"Condition":{"Bool":{"aws:SecureTransport":[true]}}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := document.Parse(text)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
	for text, want := range map[string]string{
		``:                                   "is no JSON, so it cannot be judged",
		`Statement`:                          "is no JSON, so it cannot be judged",
		`{}`:                                 "has no statements that can be read, so it cannot be judged",
		`{"Statement":"Allow"}`:              "has no statements that can be read, so it cannot be judged",
		`{"Statement":[{"Efect":"Deny"}]}`:   "has no statements that can be read, so it cannot be judged",
		`{"Statement":[{"Action":{"a":1}}]}`: "has no statements that can be read, so it cannot be judged",
	} {
		_, err := document.Parse(text)
		assert.EqualError(t, err, want, text)
	}
}

func TestFixed(t *testing.T) {
	for name, test := range map[string]struct {
		condition string
		want      []string
	}{
		"one":                          {`{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}`, []string{"111122223333"}},
		"several, in any case":         {`{"stringequals":{"AWS:principalaccount":["1","2"]}}`, []string{"1", "2"}},
		"another operator":             {`{"StringLike":{"aws:PrincipalAccount":"111122223333"}}`, nil},
		"only if the key is there":     {`{"StringEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}}`, nil},
		"all values, if there are any": {`{"ForAllValues:StringEquals":{"aws:PrincipalAccount":"111122223333"}}`, nil},
		"another key":                  {`{"StringEquals":{"aws:SourceAccount":"111122223333"}}`, nil},
		"a wildcard among them":        {`{"StringEquals":{"aws:PrincipalAccount":["111122223333","*"]}}`, nil},
		"an empty list":                {`{"StringEquals":{"aws:PrincipalAccount":[]}}`, nil},
		"no condition":                 {`{}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			statements, err := document.Parse(`{"Statement":{"Effect":"Allow","Condition":` + test.condition + `}}`)
			require.NoError(t, err)
			assert.Equal(t, test.want, statements[0].Fixed("aws:PrincipalAccount", "StringEquals"))
		})
	}
}
