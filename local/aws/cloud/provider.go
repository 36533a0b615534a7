package cloud

import (
	"context"
	"fmt"
	"maps"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"secure-room/local/aws/store"
)

// Version is the version of the real provider whose types are served.
const Version = "6.83.0"

// Provider serves one configured provider resource: an account and a region of the engine's cloud.
type Provider struct {
	plugin.UnimplementedProvider
	engine          *Engine
	account, region string
	defaultTags     Values
}

// Provider makes a provider that has yet to be configured.
func (e *Engine) Provider() *Provider { return &Provider{engine: e} }

// Handshake tells Pulumi that secrets may be sent as such.
func (p *Provider) Handshake(context.Context, plugin.ProviderHandshakeRequest) (*plugin.ProviderHandshakeResponse, error) {
	return &plugin.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true}, nil
}

// GetPluginInfo gives the version of the provider that is stood in for.
func (p *Provider) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	version, err := semver.Parse(Version)
	return plugin.PluginInfo{Version: &version}, err
}

// GetSchema names the package; programs in Go carry their types with them and need no more.
func (p *Provider) GetSchema(context.Context, plugin.GetSchemaRequest) (plugin.GetSchemaResponse, error) {
	return plugin.GetSchemaResponse{Schema: fmt.Appendf(nil, `{"name":"aws","version":%q}`, Version)}, nil
}

// SignalCancellation has nothing to end: every operation is short.
func (p *Provider) SignalCancellation(context.Context) error { return nil }

// Close has nothing to close: the store is open during operations only.
func (p *Provider) Close() error { return nil }

// Check validates inputs.
func (p *Provider) Check(_ context.Context, request plugin.CheckRequest) (plugin.CheckResponse, error) {
	return p.engine.check(request)
}

// Create makes an object, or at preview says what is known of it.
func (p *Provider) Create(_ context.Context, request plugin.CreateRequest) (plugin.CreateResponse, error) {
	kind, table, err := p.engine.kind(string(request.Type))
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	inputs := fromPulumi(request.Properties)
	if request.Preview {
		outputs := planned(inputs, table)
		p.tagged(outputs, table)
		return plugin.CreateResponse{Properties: toPulumi(outputs, table, request.Properties)}, nil
	}
	var response plugin.CreateResponse
	fault, err := p.change(creating, kind.Token, func(tx *Transaction) error {
		object, err := tx.new(kind.Token, string(request.URN), inputs.clone())
		if err != nil {
			return err
		}
		p.tagged(object.Values, table)
		if err := tx.settle(kind, nil, object, request.Properties); err != nil {
			return err
		}
		response = plugin.CreateResponse{ID: resource.ID(object.ID), Properties: withID(object, toPulumi(object.Values, table, request.Properties))}
		return nil
	})
	if err != nil {
		return plugin.CreateResponse{}, fmt.Errorf("creating %s %s: %w", request.Type, request.Name, err)
	}
	return response, fault.aftermath(fmt.Sprintf("creating %s %s", request.Type, request.Name), response.ID, request.Properties, response.Properties)
}

// Update changes an object in place, or at preview says what is known of the change.
func (p *Provider) Update(_ context.Context, request plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	kind, table, err := p.engine.kind(string(request.Type))
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	inputs := fromPulumi(request.NewInputs)
	secrets := mergeSecrets(request.OldOutputs, request.NewInputs)
	if request.Preview {
		outputs := overlaid(fromPulumi(request.OldOutputs), inputs, table)
		for _, name := range kind.Volatile {
			outputs[name] = Unknown{}
		}
		p.tagged(outputs, table)
		outputs["id"] = string(request.ID)
		return plugin.UpdateResponse{Properties: toPulumi(outputs, table, secrets)}, nil
	}
	var response plugin.UpdateResponse
	fault, err := p.change(updating, kind.Token, func(tx *Transaction) error {
		before, found, err := tx.Get(kind.Token, string(request.ID))
		if err != nil {
			return err
		}
		if !found {
			return worded(kind.Missing, "NotFound: %s does not exist any more; run `pulumi refresh`", string(request.ID))
		}
		uncover(before.Values, request.OldOutputs)
		now := *before
		now.Values = overlaid(before.Values, inputs, table)
		now.given = namesOf(inputs)
		p.tagged(now.Values, table)
		if err := tx.settle(kind, before, &now, secrets); err != nil {
			return err
		}
		response.Properties = withID(&now, toPulumi(now.Values, table, secrets))
		return nil
	})
	if err != nil {
		return plugin.UpdateResponse{}, fmt.Errorf("updating %s: %w", request.ID, err)
	}
	return response, fault.aftermath(fmt.Sprintf("updating %s", request.ID), request.ID, request.NewInputs, response.Properties)
}

// settle runs the rules that need the cloud, and keeps the object.
func (tx *Transaction) settle(kind *Kind, before, now *Object, secrets resource.PropertyMap) error {
	now.secrets = secrets
	if err := tx.resolve(kind, now); err != nil {
		return err
	}
	if kind.Apply != nil {
		if err := kind.Apply(tx, before, now); err != nil {
			return err
		}
	}
	return tx.Save(now)
}

// Delete removes an object. One that is gone already is no error.
func (p *Provider) Delete(_ context.Context, request plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	kind, _, err := p.engine.kind(string(request.Type))
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	fault, err := p.change(deleting, kind.Token, func(tx *Transaction) error {
		object, found, err := tx.Get(kind.Token, string(request.ID))
		if err != nil || !found {
			return err
		}
		if err := tx.unused(object); err != nil {
			return err
		}
		if kind.Delete != nil {
			if err := kind.Delete(tx, object); err != nil {
				return err
			}
		}
		return tx.Remove(object)
	})
	if err != nil {
		return plugin.DeleteResponse{}, fmt.Errorf("deleting %s: %w", request.ID, err)
	}
	return plugin.DeleteResponse{}, fault.aftermath(fmt.Sprintf("deleting %s", request.ID), request.ID, nil, nil)
}

// Invoke answers a look-up.
func (p *Provider) Invoke(_ context.Context, request plugin.InvokeRequest) (plugin.InvokeResponse, error) {
	function := p.engine.functions[string(request.Tok)]
	if function.Call == nil {
		return plugin.InvokeResponse{}, fmt.Errorf("the local AWS does not serve %s", request.Tok)
	}
	var result Values
	err := p.look(func(tx *Transaction) (err error) {
		result, err = function.Call(tx, fromPulumi(request.Args))
		return err
	})
	if err != nil {
		return plugin.InvokeResponse{}, fmt.Errorf("invoking %s: %w", request.Tok, err)
	}
	numbers(result)
	return plugin.InvokeResponse{Properties: toPulumi(result, nil, nil)}, nil
}

// change runs an operation, unless a fault that was asked for stops it; it gives the fault that comes after it.
func (p *Provider) change(operation, token string, work func(*Transaction) error) (Fault, error) {
	var struck Fault
	var refused error
	err := p.engine.store.Change(func(kept *store.Transaction) error {
		tx := p.transaction(kept)
		var err error
		if struck, err = tx.strike(operation, token); err != nil {
			return err
		}
		// Counting the fault is kept, so the refusal must not undo the transaction.
		if refused = struck.refusal(operation, token); refused != nil {
			return nil
		}
		return work(tx)
	})
	if err == nil {
		err = refused
	}
	return struck, err
}

func (p *Provider) look(operation func(*Transaction) error) error {
	return p.engine.store.Look(func(tx *store.Transaction) error { return operation(p.transaction(tx)) })
}

func (p *Provider) transaction(tx *store.Transaction) *Transaction {
	return &Transaction{Account: p.account, Region: p.region, engine: p.engine, store: tx}
}

// withID adds the id, which the SDKs expect among the outputs.
func withID(object *Object, properties resource.PropertyMap) resource.PropertyMap {
	properties["id"] = resource.NewProperty(object.ID)
	return properties
}

// mergeSecrets joins the secrets of what was and what shall be: for an input the latter decides.
func mergeSecrets(old, inputs resource.PropertyMap) resource.PropertyMap {
	merged := maps.Clone(old)
	if merged == nil {
		merged = resource.PropertyMap{}
	}
	maps.Copy(merged, inputs)
	return merged
}
