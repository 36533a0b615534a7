package cloud_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/store"
)

type inputs = cloudtest.Inputs

const (
	keyToken       = "aws:kms/key:Key"
	groupToken     = "aws:ec2/securityGroup:SecurityGroup"
	directoryToken = "aws:directoryservice/directory:Directory"
	vpcToken       = "aws:ec2/vpc:Vpc"
)

// plain is a service whose types have no rules of their own.
func plain() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{
		{Token: vpcToken, Prefix: "vpc-", ARN: "arn:{partition}:ec2:{region}:{account}:vpc/{id}"},
		{Token: keyToken, Prefix: "key-", Volatile: []string{"keyId"}, Apply: func(_ *cloud.Transaction, _, now *cloud.Object) error {
			now.Put("keyId", now.ID)
			return nil
		}},
		{Token: groupToken, Prefix: "sg-", Name: cloud.Name{Property: "name"}, References: []cloud.Reference{{Property: "vpcId", To: vpcToken}}},
		{Token: directoryToken, Prefix: "d-"},
	}}
}

func TestUnknownTypeIsRefusedByName(t *testing.T) {
	c := cloudtest.New(t, plain())
	_, err := c.TryCreate("aws:braket/device:Device", "quantum", inputs{})
	require.EqualError(t, err, "the local AWS does not serve aws:braket/device:Device")
	_, err = c.Invoke("aws:braket/getDevice:getDevice", inputs{})
	require.EqualError(t, err, "the local AWS does not serve aws:braket/getDevice:getDevice")
}

func TestAllFaultsAreReportedAtOnce(t *testing.T) {
	_, err := cloudtest.New(t, plain()).TryCreate(directoryToken, "bad", inputs{
		"name": 5, "nmae": "corp.example.com", "vpcSettings": map[string]any{"vpcId": "vpc-1", "colour": "blue"},
	})
	for _, fault := range []string{
		"name must be a string", "nmae is not a property here", "password is required",
		"vpcSettings.colour is not a property here; the properties are availabilityZones, subnetIds, vpcId", "vpcSettings.subnetIds is required",
	} {
		assert.ErrorContains(t, err, fault)
	}
}

func TestSecretsStayOutOfTheStore(t *testing.T) {
	const password, hint = "correct horse battery staple", "a hint that a program marked as secret"
	c := cloudtest.New(t, plain())
	made := c.Create(directoryToken, "room", inputs{
		"name": "corp.example.com", "password": password, // sensitive by the table, not marked by the program
		"description": &resource.Secret{Element: resource.NewProperty(hint)},
	})
	assert.True(t, made.Outputs["password"].IsSecret())
	assert.True(t, made.Outputs["description"].IsSecret())
	var dump bytes.Buffer
	require.NoError(t, c.Store.Dump(&dump))
	assert.Contains(t, dump.String(), "corp.example.com")
	assert.NotContains(t, dump.String(), password)
	assert.NotContains(t, dump.String(), hint)

	again := made.Read()
	assert.Equal(t, made.Outputs, again.Outputs, "a refresh carries secrets over")
	assert.Equal(t, made.Inputs, again.Inputs)
	imported := c.Import(directoryToken, made.ID)
	assert.NotContains(t, imported.Outputs, resource.PropertyKey("password"), "an import cannot know it")

	require.NoError(t, made.Update(inputs{"name": "corp.example.com", "password": password, "description": "plain", "enableSso": true}))
	assert.True(t, made.Outputs["password"].IsSecret())
}

func TestNamesAreMadeOnceAndKept(t *testing.T) {
	c := cloudtest.New(t, plain())
	network := c.Create(vpcToken, "main", inputs{})
	made := c.Create(groupToken, "proxy", inputs{"vpcId": network.ID})
	assert.Regexp(t, `^proxy-[0-9a-f]{7}$`, made.Text("name"))
	diff, err := made.Diff(inputs{"vpcId": network.ID})
	require.NoError(t, err)
	assert.Equal(t, plugin.DiffNone, diff.Changes)

	diff, err = made.Diff(inputs{"vpcId": network.ID, "description": "another"})
	require.NoError(t, err)
	assert.Equal(t, []resource.PropertyKey{"description"}, diff.ReplaceKeys)
	assert.False(t, diff.DeleteBeforeReplace, "a made-up name can be made up again")

	named := c.Create(groupToken, "app", inputs{"vpcId": network.ID, "name": "app"})
	diff, err = named.Diff(inputs{"vpcId": network.ID, "name": "app", "description": "another"})
	require.NoError(t, err)
	assert.True(t, diff.DeleteBeforeReplace, "two cannot have the name that the program gave")
	prefixed := c.Create(groupToken, "pre", inputs{"vpcId": network.ID, "namePrefix": "pre-"})
	assert.Regexp(t, `^pre-[0-9a-f]{17}$`, prefixed.Text("name"))
}

func TestNestedChangeReplaces(t *testing.T) {
	c := cloudtest.New(t, plain())
	settings := func(subnets ...any) inputs {
		return inputs{"name": "corp.example.com", "password": "x", "vpcSettings": map[string]any{"vpcId": "vpc-1", "subnetIds": subnets}}
	}
	made := c.Create(directoryToken, "room", settings("a", "b"))
	diff, err := made.Diff(settings("a", "c"))
	require.NoError(t, err)
	assert.Equal(t, []resource.PropertyKey{"vpcSettings"}, diff.ReplaceKeys)
}

func TestRemovingWhatAwsFillsInMakesNoDifference(t *testing.T) {
	c := cloudtest.New(t, plain())
	made := c.Create(vpcToken, "main", inputs{"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": true})
	diff, err := made.Diff(inputs{"cidrBlock": "10.0.0.0/16"})
	require.NoError(t, err)
	assert.Equal(t, plugin.DiffNone, diff.Changes)
}

func TestPreviewTellsKnownFromUnknown(t *testing.T) {
	c := cloudtest.New(t, plain())
	planned := c.Preview(vpcToken, "main", inputs{"cidrBlock": "10.0.0.0/16", "tags": map[string]any{"a": "b"}})
	assert.True(t, planned["arn"].IsComputed())
	assert.Equal(t, "10.0.0.0/16", planned["cidrBlock"].StringValue())
	assert.Equal(t, "b", planned["tagsAll"].ObjectValue()["a"].StringValue())
	assert.NotContains(t, planned, resource.PropertyKey("id"))

	key := c.Create(keyToken, "disk", inputs{})
	updated, err := key.PreviewUpdate(inputs{"description": "volumes"})
	require.NoError(t, err)
	assert.True(t, updated["keyId"].IsComputed(), "volatile")
	assert.Equal(t, key.Outputs["id"], updated["id"])
	network := c.Create(vpcToken, "main", inputs{"cidrBlock": "10.0.0.0/16"})
	updated, err = network.PreviewUpdate(inputs{"cidrBlock": "10.0.0.0/16", "enableDnsSupport": false})
	require.NoError(t, err)
	assert.Equal(t, network.Outputs["arn"], updated["arn"], "what an update leaves alone stays known")
}

func TestDriftIsSeen(t *testing.T) {
	c := cloudtest.New(t, plain())
	made := c.Create(vpcToken, "main", inputs{"cidrBlock": "10.0.0.0/16"})
	require.NoError(t, c.Store.Change(func(tx *store.Transaction) error {
		object, _, err := tx.Get(store.Key{Account: cloud.Account, Region: cloudtest.Region, Token: vpcToken, ID: made.ID})
		require.NoError(t, err)
		object.Values["enableDnsSupport"] = false
		object.Values["tags"] = map[string]any{"added": "by hand"}
		return tx.Put(object)
	}))
	now := made.Read()
	assert.False(t, now.Inputs["enableDnsSupport"].BoolValue())
	assert.Equal(t, "by hand", now.Inputs["tags"].ObjectValue()["added"].StringValue())
	diff, err := now.Diff(inputs{"cidrBlock": "10.0.0.0/16"})
	require.NoError(t, err)
	assert.ElementsMatch(t, []resource.PropertyKey{"enableDnsSupport", "tags"}, diff.ChangedKeys)
	require.NoError(t, now.Update(inputs{"cidrBlock": "10.0.0.0/16"}))
	assert.True(t, now.Outputs["enableDnsSupport"].BoolValue())
	assert.NotContains(t, now.Outputs, resource.PropertyKey("tags"))
}

func TestReferencesAreGuarded(t *testing.T) {
	c := cloudtest.New(t, plain())
	_, err := c.TryCreate(groupToken, "lost", inputs{"vpcId": "vpc-gone"})
	require.ErrorContains(t, err, "NotFound: aws:ec2/vpc:Vpc 'vpc-gone' does not exist (vpcId)")
	network := c.Create(vpcToken, "main", inputs{})
	group := c.Create(groupToken, "app", inputs{"vpcId": &resource.Secret{Element: resource.NewProperty(network.ID)}})
	require.ErrorContains(t, network.Delete(), network.ID+" cannot be deleted while it is used by "+group.ID, "also by a secret reference")
	require.NoError(t, group.Delete())
	require.NoError(t, network.Delete())
	require.ErrorContains(t, network.Update(inputs{}), "does not exist any more")
}

func TestDefaultTags(t *testing.T) {
	c := cloudtest.New(t, plain()).Provider(inputs{"region": "eu-west-1", "defaultTags": `{"tags":{"team":"room","tier":"app"}}`})
	made := c.Create(vpcToken, "main", inputs{"tags": map[string]any{"tier": "data"}})
	assert.Equal(t, map[string]any{"team": "room", "tier": "data"}, made.Outputs["tagsAll"].ObjectValue().Mappable())
	assert.Equal(t, map[string]any{"tier": "data"}, made.Outputs["tags"].ObjectValue().Mappable())
	assert.Contains(t, made.Text("arn"), "arn:aws:ec2:eu-west-1:123456789012:vpc/")
}

func TestProviderSettings(t *testing.T) {
	engine, err := cloud.New(nil, plain())
	require.NoError(t, err)
	for name, c := range map[string]struct {
		settings inputs
		says     string
	}{
		"no region":         {inputs{}, "must be one of ap-northeast-1"},
		"unknown region":    {inputs{"region": "ap-north-9"}, `aws:region is "ap-north-9"`},
		"no role":           {inputs{"region": "eu-west-1", "assumeRole": `{"roleArn":"admin"}`}, "must be the ARN of an IAM role"},
		"another account":   {inputs{"region": "eu-west-1", "allowedAccountIds": []any{"210987654321"}}, "AWS account ID not allowed: 123456789012"},
		"forbidden account": {inputs{"region": "eu-west-1", "forbiddenAccountIds": []any{"123456789012"}}, "AWS account ID not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_REGION", "")
			t.Setenv("AWS_DEFAULT_REGION", "")
			_, err := engine.Provider().Configure(context.Background(), plugin.ConfigureRequest{Inputs: resource.NewPropertyMapFromMap(c.settings)})
			require.ErrorContains(t, err, c.says)
		})
	}
	response, err := engine.Provider().CheckConfig(context.Background(), plugin.CheckConfigRequest{
		News: resource.NewPropertyMapFromMap(inputs{"region": "mars", "endpoints": "x"}),
	})
	require.NoError(t, err)
	require.Len(t, response.Failures, 2)
	assert.Contains(t, response.Failures[0].Reason, "endpoints is a provider setting that the local AWS does not serve")
}
