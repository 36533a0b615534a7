package export_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/export"
	"secure-room/policy/resource"
)

const vpc = "urn:pulumi:room::secure-room::secure-room:network:Network$aws:ec2/vpc:Vpc::room"

func exported(resources ...string) string {
	return `{"version": 3, "deployment": {"manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""}, "resources": [` + strings.Join(resources, ",") + `]}}`
}

func one(outputs string) string {
	return fmt.Sprintf(`{"urn": %q, "custom": true, "id": "vpc-1", "type": "aws:ec2/vpc:Vpc", "outputs": {%s}}`, vpc, outputs)
}

// read reads a text that holds one export.
func read(from io.Reader) (*export.Stack, error) {
	stacks, err := export.Read(from)
	if err != nil {
		return nil, err
	}
	return stacks[0], nil
}

const secretKey = `"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"`

func TestReadKeepsEverythingThatRulesNeed(t *testing.T) {
	s, err := read(strings.NewReader(exported(`{
		"urn": "` + vpc + `", "custom": true, "id": "vpc-1", "type": "aws:ec2/vpc:Vpc", "protect": true, "ignoreChanges": ["tags"],
		"parent": "urn:pulumi:room::secure-room::secure-room:network:Network::room",
		"provider": "urn:pulumi:room::secure-room::pulumi:providers:aws::default::7d1c",
		"inputs": {"cidrBlock": "10.99.0.0/16"},
		"outputs": {"cidrBlock": "10.20.0.0/16", "count": 3, "on": true, "none": null, "list": ["a"], "map": {"k": "v"}},
		"dependencies": ["urn:a"], "propertyDependencies": {"cidrBlock": ["urn:a"], "list": []}}`)))
	require.NoError(t, err)
	require.Len(t, s.Resources, 1)
	r := s.Resources[0]
	assert.Equal(t, "room", s.Name)
	assert.Equal(t, resource.Resource{URN: vpc, Type: "aws:ec2/vpc:Vpc", Name: "room", Stack: "room", Properties: r.Properties,
		Parent: "urn:pulumi:room::secure-room::secure-room:network:Network::room", Provider: "urn:pulumi:room::secure-room::pulumi:providers:aws::default",
		Dependencies: []string{"urn:a"}, PropertyDependencies: map[string][]string{"cidrBlock": {"urn:a"}}, Protect: true, IgnoreChanges: []string{"tags"}}, r)
	assert.Equal(t, "10.20.0.0/16", r.Properties.Get("cidrBlock").AsString(), "what stands is in the outputs")
	assert.Equal(t, "vpc-1", r.Properties.Get("id").AsString())
	assert.InDelta(t, 3, r.Properties.Get("count").AsNumber(), 0)
	assert.Equal(t, "v", r.Properties.Get("map").AsMap().Get("k").AsString())
	assert.Empty(t, s.Unsettled)
}

func TestSecrets(t *testing.T) {
	s, err := read(strings.NewReader(exported(one(`"password": {` + secretKey + `, "ciphertext": "v1:x:y"}`))))
	require.NoError(t, err)
	hidden := s.Resources[0].Properties.Get("password")
	assert.True(t, hidden.IsComputed() && hidden.Secret())
	assert.True(t, s.Encrypted[vpc])

	s, err = read(strings.NewReader(exported(one(`"password": {` + secretKey + `, "plaintext": "\"hunter2\""}`))))
	require.NoError(t, err)
	shown := s.Resources[0].Properties.Get("password")
	assert.True(t, shown.Secret())
	assert.Equal(t, "hunter2", shown.AsString())
	assert.Empty(t, s.Encrypted)

	_, err = read(strings.NewReader(exported(one(`"password": {` + secretKey + `, "plaintext": "hunter2"}`))))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hunter2")
}

func TestSpecialValues(t *testing.T) {
	s, err := read(strings.NewReader(exported(one(`
		"unknown": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
		"reference": {"4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:x", "id": "sg-1"},
		"output": {"4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "v", "secret": true},
		"archive": {"4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "abc"}`))))
	require.NoError(t, err)
	p := s.Resources[0].Properties
	assert.True(t, p.Get("unknown").IsComputed())
	text, standing := resource.Text(p.Get("reference"))
	assert.Equal(t, resource.Known, standing)
	assert.Equal(t, "sg-1", text)
	assert.True(t, p.Get("output").Secret())
	assert.Equal(t, "abc", p.Get("archive").AsString())
}

func TestUnsettledStates(t *testing.T) {
	waiting := strings.Replace(one(`"cidrBlock": "10.20.0.0/16"`), `"custom"`, `"delete": true, "custom"`, 1)
	s, err := read(strings.NewReader(exported(waiting)))
	require.NoError(t, err)
	assert.Empty(t, s.Resources)
	assert.Len(t, s.Unsettled, 2, "one waits to be deleted, and nothing is left")

	interrupted := strings.Replace(exported(one(``)), `"resources"`, `"pending_operations": [{"type": "creating", "resource": `+one(``)+`}], "resources"`, 1)
	s, err = read(strings.NewReader(interrupted))
	require.NoError(t, err)
	assert.Len(t, s.Unsettled, 1)
}

func TestReadOnlyResourcesAreLeftOut(t *testing.T) {
	external := strings.Replace(one(``), `"custom"`, `"external": true, "custom"`, 1)
	s, err := read(strings.NewReader(exported(strings.Replace(external, "::room\"", "::read\"", 1), one(``))))
	require.NoError(t, err)
	assert.Len(t, s.Resources, 1)
}

func TestReadSeveral(t *testing.T) {
	other := strings.ReplaceAll(one(``), "urn:pulumi:room::", "urn:pulumi:prod::")
	stacks, err := export.Read(strings.NewReader(exported(one(``)) + "\n" + exported(other) + "\n"))
	require.NoError(t, err)
	require.Len(t, stacks, 2)
	assert.Equal(t, []string{"room", "prod"}, []string{stacks[0].Name, stacks[1].Name})
	assert.Equal(t, "secure-room", stacks[0].Project)
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"nothing":            {``, "it is empty"},
		"no JSON":            {`prod`, "not what `pulumi stack export` writes"},
		"a list":             {`[]`, "not what `pulumi stack export` writes"},
		"an old version":     {`{"version": 1, "deployment": {}}`, "its version is 1; export it anew"},
		"a new version":      {`{"version": 4, "features": ["hooks"], "deployment": {}}`, `its version is 4 (features ["hooks"])`},
		"no version":         {`{}`, "its version is 0"},
		"no deployment":      {`{"version": 3}`, "it holds no deployment"},
		"a checkpoint":       {`{"version": 3, "checkpoint": {"stack": "room", "latest": {}}}`, "this is a checkpoint"},
		"compressed":         {"\x1f\x8b\x08", "it is compressed"},
		"torn":               {exported(one(``))[:200], "not what `pulumi stack export` writes"},
		"text after it":      {exported(one(``)) + "prod", "not what `pulumi stack export` writes"},
		"a bad URN":          {exported(`{"urn": "vpc", "type": "t"}`), "is no resource URN"},
		"a resource twice":   {exported(one(``), one(``)), "twice"},
		"two stacks in one":  {exported(one(``), strings.ReplaceAll(one(``), "urn:pulumi:room::", "urn:pulumi:prod::")), "two stacks, secure-room/room and secure-room/prod"},
		"an odd signature":   {exported(one(`"x": {"4dabf18193072939515e22adb298388d": "what"}`)), "is the signature of no known kind"},
		"a version in words": {`{"version": "3"}`, "not what `pulumi stack export` writes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := export.Read(strings.NewReader(c.text))
			require.ErrorContains(t, err, "read stack export: ")
			assert.ErrorContains(t, err, c.says)
		})
	}
}

// A resource that is being replaced is there twice: the old one waits to be deleted.
func TestReplacementIsNoSecondResource(t *testing.T) {
	waiting := strings.Replace(one(``), `"custom"`, `"delete": true, "custom"`, 1)
	s, err := read(strings.NewReader(exported(one(``), waiting)))
	require.NoError(t, err)
	assert.Len(t, s.Resources, 1)
	assert.Len(t, s.Unsettled, 1)
}

func FuzzRead(f *testing.F) {
	f.Add(exported(one(`"a": [1, {"b": null}]`)))
	f.Add(exported(one(`"p": {` + secretKey + `, "ciphertext": "x"}`)))
	f.Fuzz(func(t *testing.T, text string) {
		if stacks, err := export.Read(strings.NewReader(text)); err == nil {
			assert.NotEmpty(t, stacks)
		}
	})
}
