// Package cloudtest holds every resource type of the local cloud to the same behaviour, and gives
// service packages a cloud to write tests of their own rules against.
package cloudtest

import (
	"context"
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/store"
)

// Region is where test clouds are.
const Region = "ap-northeast-1"

// Inputs are a resource's inputs as a program would write them. A value may be a *resource.Secret.
type Inputs map[string]any

// With gives a copy with some inputs changed; nil removes one.
func (in Inputs) With(changes Inputs) Inputs {
	changed := Inputs{}
	for name, value := range in {
		changed[name] = value
	}
	for name, value := range changes {
		changed[name] = value
		if value == nil {
			delete(changed, name)
		}
	}
	return changed
}

// Cloud is an empty local cloud for one test, used through a provider just as Pulumi would.
type Cloud struct {
	t        testing.TB
	Store    *store.Store
	provider *cloud.Provider
	engine   *cloud.Engine
}

// New makes a cloud that serves the services.
func New(t testing.TB, services ...cloud.Service) *Cloud {
	t.Helper()
	return NewIn(t, t.TempDir(), services...)
}

// NewIn makes a cloud that keeps its store in a folder.
func NewIn(t testing.TB, folder string, services ...cloud.Service) *Cloud {
	t.Helper()
	kept, err := store.Open(folder)
	require.NoError(t, err)
	engine, err := cloud.New(kept, services...)
	require.NoError(t, err)
	return (&Cloud{t: t, Store: kept, engine: engine}).Provider(Inputs{"region": Region})
}

// Provider gives the same cloud through another provider resource: of another region or account.
func (c *Cloud) Provider(settings Inputs) *Cloud {
	c.t.Helper()
	provider := c.engine.Provider()
	_, err := provider.Configure(context.Background(), plugin.ConfigureRequest{Inputs: properties(settings)})
	require.NoError(c.t, err)
	return &Cloud{t: c.t, Store: c.Store, engine: c.engine, provider: provider}
}

// Resource is a resource in the state of a Pulumi stack.
type Resource struct {
	cloud   *Cloud
	Token   string
	Name    string
	ID      string
	Inputs  resource.PropertyMap
	Outputs resource.PropertyMap
}

// Text is a text output.
func (r *Resource) Text(name string) string {
	value := r.Outputs[resource.PropertyKey(name)]
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	if !value.IsString() {
		return ""
	}
	return value.StringValue()
}

// Create makes a resource, and fails the test when that is refused.
func (c *Cloud) Create(token, name string, inputs Inputs) *Resource {
	c.t.Helper()
	made, err := c.TryCreate(token, name, inputs)
	require.NoError(c.t, err, "creating %s %s", token, name)
	return made
}

// TryCreate makes a resource, and returns what is wrong with it.
func (c *Cloud) TryCreate(token, name string, inputs Inputs) (*Resource, error) {
	checked, err := c.Check(token, name, inputs, nil)
	if err != nil {
		return nil, err
	}
	response, err := c.provider.Create(context.Background(), plugin.CreateRequest{
		URN: urn(token, name), Name: name, Type: tokens.Type(token), Properties: checked,
	})
	if err != nil {
		return nil, err
	}
	return &Resource{
		cloud: c, Token: token, Name: name, ID: string(response.ID), Inputs: checked, Outputs: response.Properties,
	}, nil
}

// Check validates inputs; all faults are joined into the error.
func (c *Cloud) Check(token, name string, inputs Inputs, olds resource.PropertyMap) (resource.PropertyMap, error) {
	response, err := c.provider.Check(context.Background(), plugin.CheckRequest{
		URN: urn(token, name), Name: name, Type: tokens.Type(token), News: properties(inputs), Olds: olds,
		AllowUnknowns: true, RandomSeed: []byte("a seed of thirty-two bytes length"),
	})
	for _, failure := range response.Failures {
		err = errors.Join(err, errors.New(failure.Reason))
	}
	return response.Properties, err
}

// Preview gives the outputs that the preview of a creation shows.
func (c *Cloud) Preview(token, name string, inputs Inputs) resource.PropertyMap {
	c.t.Helper()
	checked, err := c.Check(token, name, inputs, nil)
	require.NoError(c.t, err)
	response, err := c.provider.Create(context.Background(), plugin.CreateRequest{
		URN: urn(token, name), Name: name, Type: tokens.Type(token), Properties: checked, Preview: true,
	})
	require.NoError(c.t, err)
	return response.Properties
}

// Invoke calls a look-up.
func (c *Cloud) Invoke(token string, arguments Inputs) (resource.PropertyMap, error) {
	response, err := c.provider.Invoke(context.Background(), plugin.InvokeRequest{
		Tok: tokens.ModuleMember(token), Args: properties(arguments),
	})
	return response.Properties, err
}

// Diff compares the resource with new inputs.
func (r *Resource) Diff(inputs Inputs) (plugin.DiffResult, error) {
	checked, err := r.cloud.Check(r.Token, r.Name, inputs, r.Inputs)
	if err != nil {
		return plugin.DiffResult{}, err
	}
	return r.cloud.provider.Diff(context.Background(), plugin.DiffRequest{
		URN: urn(r.Token, r.Name), Type: tokens.Type(r.Token), ID: resource.ID(r.ID),
		OldInputs: r.Inputs, OldOutputs: r.Outputs, NewInputs: checked,
	})
}

// PreviewUpdate gives the outputs that the preview of an update shows.
func (r *Resource) PreviewUpdate(inputs Inputs) (resource.PropertyMap, error) {
	response, _, err := r.update(inputs, true)
	return response.Properties, err
}

// Update changes the resource in place.
func (r *Resource) Update(inputs Inputs) error {
	response, checked, err := r.update(inputs, false)
	if err == nil {
		r.Inputs, r.Outputs = checked, response.Properties
	}
	return err
}

func (r *Resource) update(inputs Inputs, preview bool) (plugin.UpdateResponse, resource.PropertyMap, error) {
	checked, err := r.cloud.Check(r.Token, r.Name, inputs, r.Inputs)
	if err != nil {
		return plugin.UpdateResponse{}, nil, err
	}
	response, err := r.cloud.provider.Update(context.Background(), plugin.UpdateRequest{
		URN: urn(r.Token, r.Name), Type: tokens.Type(r.Token), ID: resource.ID(r.ID),
		OldInputs: r.Inputs, OldOutputs: r.Outputs, NewInputs: checked, Preview: preview,
	})
	return response, checked, err
}

// Read gives the resource as a refresh finds it; nil when it is gone.
func (r *Resource) Read() *Resource {
	r.cloud.t.Helper()
	return r.cloud.read(r, r.Inputs, r.Outputs)
}

// Import gives the resource as an import by its id finds it; nil when there is none.
func (c *Cloud) Import(token, id string) *Resource {
	c.t.Helper()
	return c.read(&Resource{cloud: c, Token: token, Name: "imported", ID: id}, nil, nil)
}

func (c *Cloud) read(r *Resource, inputs, state resource.PropertyMap) *Resource {
	c.t.Helper()
	response, err := c.provider.Read(context.Background(), plugin.ReadRequest{
		URN: urn(r.Token, r.Name), Type: tokens.Type(r.Token), ID: resource.ID(r.ID), Inputs: inputs, State: state,
	})
	require.NoError(c.t, err)
	if response.ID == "" {
		return nil
	}
	return &Resource{cloud: c, Token: r.Token, Name: r.Name, ID: string(response.ID), Inputs: response.Inputs, Outputs: response.Outputs}
}

// Delete removes the resource.
func (r *Resource) Delete() error {
	_, err := r.cloud.provider.Delete(context.Background(), plugin.DeleteRequest{
		URN: urn(r.Token, r.Name), Type: tokens.Type(r.Token), ID: resource.ID(r.ID), Inputs: r.Inputs, Outputs: r.Outputs,
	})
	return err
}

func urn(token, name string) resource.URN {
	return resource.NewURN("test", "secure-room", "", tokens.Type(token), name)
}

func properties(inputs Inputs) resource.PropertyMap {
	return resource.NewPropertyMapFromMap(inputs)
}
