package production

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/endpoint"
	"secure-room/components/network"
	"secure-room/components/peering"
	"secure-room/programs/settings"
)

// findExisting looks up the endpoints that stand already, by name, before anything is registered.
func findExisting(ctx *pulumi.Context, s settings.Production) (map[string]*endpoint.Existing, error) {
	found := map[string]*endpoint.Existing{}
	var problems []error
	for i, e := range s.Endpoints {
		if e.Existing == nil {
			continue
		}
		one, err := endpoint.FindExisting(ctx, e.Name, &endpoint.ExistingArgs{
			Reference: *e.Existing,
			Protocol:  e.Protocol,
			Port:      e.Port,
			CIDR:      s.Network.CIDR,
		})
		if err != nil {
			problems = append(problems, fmt.Errorf("%s of stack %s cannot be exposed:\n%w", settings.ExistingKey(i), ctx.Stack(), err))
		}
		found[e.Name] = one
	}
	return found, errors.Join(problems...)
}

// makeEndpoints gives what rooms are let in to, in the config's order, and the databases that are made here, by name.
func makeEndpoints(ctx *pulumi.Context, s settings.Production, own *network.Network, found map[string]*endpoint.Existing) (
	[]peering.Exposed, map[string]*endpoint.Database, error) {
	var exposed []peering.Exposed
	databases := map[string]*endpoint.Database{}
	for _, e := range s.Endpoints {
		if e.Existing != nil {
			exposed = append(exposed, found[e.Name].Expose(own))
			continue
		}
		database, err := endpoint.NewDatabase(ctx, e.Name, &endpoint.DatabaseArgs{
			Network:             own,
			Subnets:             own.Tier(dataTier),
			Port:                e.Port,
			InstanceClass:       e.InstanceClass,
			AllocatedStorageGiB: e.AllocatedStorageGiB,
			DeletionProtection:  e.DeletionProtection,
		})
		if err != nil {
			return nil, nil, err
		}
		databases[e.Name] = database
		exposed = append(exposed, database.Exposed)
	}
	return exposed, databases, nil
}
