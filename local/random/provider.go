// Package random serves random:index/randomPassword:RandomPassword as pulumi-random 4.18 does,
// so that a rehearsal on the local AWS makes its passwords the way a real deploy would:
// from the system's random source, once, kept in the encrypted state and nowhere else.
package random

import (
	"context"
	"errors"
	"fmt"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
)

// Version is the release of pulumi-random that this provider stands in for.
const Version = "4.18.0"

// New gives the provider.
func New() plugin.Provider { return &passwords{} }

type passwords struct{ plugin.UnimplementedProvider }

func (*passwords) Handshake(context.Context, plugin.ProviderHandshakeRequest) (*plugin.ProviderHandshakeResponse, error) {
	return &plugin.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true}, nil
}

func (*passwords) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	v := semver.MustParse(Version)
	return plugin.PluginInfo{Version: &v}, nil
}

func (*passwords) GetSchema(context.Context, plugin.GetSchemaRequest) (plugin.GetSchemaResponse, error) {
	return plugin.GetSchemaResponse{Schema: []byte(`{"name":"random","version":"` + Version + `"}`)}, nil
}

func (*passwords) CheckConfig(_ context.Context, r plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: r.News}, nil
}

func (*passwords) DiffConfig(context.Context, plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	return plugin.DiffConfigResponse{Changes: plugin.DiffNone}, nil
}

func (*passwords) Configure(context.Context, plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	return plugin.ConfigureResponse{}, nil
}

func (*passwords) Check(_ context.Context, r plugin.CheckRequest) (plugin.CheckResponse, error) {
	if r.Type != passwordType {
		return plugin.CheckResponse{}, fmt.Errorf("the local random provider does not serve %s; it serves %s", r.Type, passwordType)
	}
	return plugin.CheckResponse{Properties: r.News, Failures: check(r.News)}, nil
}

// Diff replaces the password when anything about it changes, and else leaves it as it is.
func (*passwords) Diff(_ context.Context, r plugin.DiffRequest) (plugin.DiffResponse, error) {
	ignored := map[resource.PropertyKey]bool{}
	for _, key := range r.IgnoreChanges {
		ignored[resource.PropertyKey(key)] = true
	}
	changes := r.OldInputs.Diff(r.NewInputs, func(k resource.PropertyKey) bool { return resource.IsInternalPropertyKey(k) || ignored[k] })
	if changes == nil {
		return plugin.DiffResult{Changes: plugin.DiffNone}, nil
	}
	result := plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: map[string]plugin.PropertyDiff{}}
	for path, change := range plugin.NewDetailedDiffFromObjectDiff(changes, true) {
		result.DetailedDiff[path] = change.ToReplace()
	}
	result.ChangedKeys = changes.ChangedKeys()
	result.ReplaceKeys = changes.ChangedKeys()
	return result, nil
}

func (*passwords) Create(_ context.Context, r plugin.CreateRequest) (plugin.CreateResponse, error) {
	outputs := defaults.Copy()
	for key, value := range r.Properties {
		outputs[key] = value
	}
	if r.Preview { // what does not exist yet is unknown, never invented
		outputs["result"] = secret(resource.MakeComputed(resource.NewProperty("")))
		outputs["bcryptHash"] = secret(resource.MakeComputed(resource.NewProperty("")))
		return plugin.CreateResponse{Properties: outputs}, nil
	}
	password, err := specOf(r.Properties).generate()
	if err != nil {
		return plugin.CreateResponse{}, fmt.Errorf("creating the password %s: %w", r.URN.Name(), err)
	}
	sum, err := hash(password)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	outputs["result"], outputs["bcryptHash"] = secret(resource.NewProperty(password)), secret(resource.NewProperty(sum))
	return plugin.CreateResponse{ID: "none", Properties: outputs}, nil // the real provider's id is "none" too
}

func (*passwords) Update(context.Context, plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	return plugin.UpdateResponse{}, errors.New("a password is replaced, never updated")
}

// Read gives the state back: the password lives in the state only.
func (*passwords) Read(_ context.Context, r plugin.ReadRequest) (plugin.ReadResponse, error) {
	if len(r.State) == 0 {
		return plugin.ReadResponse{}, errors.New("the local random provider cannot import a password")
	}
	outputs := r.State.Copy()
	for _, key := range []resource.PropertyKey{"result", "bcryptHash"} {
		outputs[key] = secret(outputs[key])
	}
	return plugin.ReadResponse{ReadResult: plugin.ReadResult{ID: r.ID, Inputs: r.Inputs, Outputs: outputs}}, nil
}

func (*passwords) Delete(context.Context, plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	return plugin.DeleteResponse{}, nil
}

func (*passwords) SignalCancellation(context.Context) error { return nil }

func (*passwords) Close() error { return nil }

func secret(v resource.PropertyValue) resource.PropertyValue {
	if v.IsSecret() {
		return v
	}
	return resource.MakeSecret(v)
}
