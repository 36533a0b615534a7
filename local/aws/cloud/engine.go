package cloud

import (
	"fmt"

	"secure-room/local/aws/schema"
	"secure-room/local/aws/store"
)

// Engine holds the resource types and look-ups of all services, and the store.
type Engine struct {
	store     *store.Store
	kinds     map[string]*Kind
	tables    map[string]schema.Properties
	functions map[string]Function
}

// New puts the services together. A type without a property table, or served twice, is a fault of
// the local cloud itself.
func New(kept *store.Store, services ...Service) (*Engine, error) {
	tables, err := schema.Types()
	if err != nil {
		return nil, err
	}
	engine := &Engine{store: kept, kinds: map[string]*Kind{}, tables: tables, functions: map[string]Function{}}
	for _, service := range services {
		for _, kind := range service.Kinds {
			if tables[kind.Token] == nil {
				return nil, fmt.Errorf("the property table lacks %s", kind.Token)
			}
			if engine.kinds[kind.Token] != nil {
				return nil, fmt.Errorf("%s is served twice", kind.Token)
			}
			engine.kinds[kind.Token] = &kind
		}
		for _, function := range service.Functions {
			if engine.functions[function.Token].Call != nil {
				return nil, fmt.Errorf("%s is served twice", function.Token)
			}
			engine.functions[function.Token] = function
		}
	}
	return engine, nil
}

// kind finds a resource type, or refuses it by its name.
func (e *Engine) kind(token string) (*Kind, schema.Properties, error) {
	kind := e.kinds[token]
	if kind == nil {
		return nil, nil, fmt.Errorf("the local AWS does not serve %s", token)
	}
	return kind, e.tables[token], nil
}

// Look lets a tool beside Pulumi read the cloud of every account and region.
func (e *Engine) Look(operation func(*Transaction) error) error {
	return e.store.Look(func(tx *store.Transaction) error { return operation(&Transaction{engine: e, store: tx}) })
}
