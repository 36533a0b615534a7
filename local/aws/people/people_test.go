package people_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/people"
	"secure-room/local/aws/ssm"
)

type inputs = cloudtest.Inputs

// probe is a look-up that asks whether someone is registered.
func probe() cloud.Service {
	return cloud.Service{Functions: []cloud.Function{{Token: "test:index/registered:registered",
		Call: func(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
			there, err := people.Registered(tx, in.Text("domain"), in.Text("name"))
			return cloud.Values{"there": there}, err
		}}}}
}

func TestRegistered(t *testing.T) {
	c := cloudtest.New(t, ssm.Service(), ec2.Service(), probe())
	c.Create("aws:ssm/document:Document", "register", inputs{"name": "register", "documentType": "Command", "content": `{"schemaVersion":"2.2",
		"parameters":{"domain":{"type":"String"},"people":{"type":"String"}},
		"mainSteps":[{"action":"aws:runPowerShellScript","name":"register","inputs":{"runCommand":["{{ people }}"]}}]}`})
	in := inputs{"name": "register", "targets": []any{inputs{"key": "tag:Role", "values": []any{"management"}}}}
	list := func(text string) inputs {
		return inputs{"parameters": inputs{"domain": "corp.example.com", "people": base64.StdEncoding.EncodeToString([]byte(text))}}
	}
	run := c.Create("aws:ssm/association:Association", "register", in.With(list(`[{"name":"hanako","mail":"x"},{"name":"taro"}]`)))
	c.Create("aws:ssm/association:Association", "nonsense", in.With(inputs{"parameters": inputs{"domain": "other.example.com", "people": "%%%"}}))
	expect := func(domain, name string, want bool) {
		t.Helper()
		found, err := c.Invoke("test:index/registered:registered", inputs{"domain": domain, "name": name})
		require.NoError(t, err)
		assert.Equal(t, want, found["there"].BoolValue(), "%s in %s", name, domain)
	}
	expect("corp.example.com", "hanako", true)
	expect("CORP.example.com", "Taro", true)
	expect("corp.example.com", "jiro", false)
	expect("other.example.com", "hanako", false)
	expect("other.example.com", "Admin", true)
	require.NoError(t, run.Update(in.With(list(`[{"name":"jiro"}]`))))
	expect("corp.example.com", "jiro", true)
	require.NoError(t, run.Update(in.With(list(`{"name":"jiro"}`))))
	expect("corp.example.com", "jiro", false)
}
