package workspaces

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// bundle is what one of Amazon's bundles is made of. Terminals state it in full, since the provider's own defaults
// (VALUE, 80 and 10 GiB) would ask for another compute type and other volumes than the bundle has.
type bundle struct {
	id, computeType  string
	rootGiB, userGiB int
}

// lookUpBundle finds a bundle by its name, which is the same in all accounts and Regions; its id is not.
func lookUpBundle(ctx *pulumi.Context, name string, parent pulumi.Resource) (bundle, error) {
	found, err := workspaces.GetBundle(ctx, &workspaces.GetBundleArgs{
		Owner: pulumi.StringRef("AMAZON"),
		Name:  pulumi.StringRef(name),
	}, pulumi.Parent(parent))
	if err != nil {
		return bundle{}, fmt.Errorf("looking up Amazon's bundle %q: %w", name, err)
	}
	if len(found.ComputeTypes) != 1 || len(found.RootStorages) != 1 || len(found.UserStorages) != 1 {
		return bundle{}, fmt.Errorf("Amazon's bundle %q is not described in full: %d compute types, %d root and %d user volumes; "+
			"choose another", name, len(found.ComputeTypes), len(found.RootStorages), len(found.UserStorages))
	}
	root, err := strconv.Atoi(found.RootStorages[0].Capacity)
	if err != nil {
		return bundle{}, fmt.Errorf("reading the root volume's size of bundle %q: %w", name, err)
	}
	user, err := strconv.Atoi(found.UserStorages[0].Capacity)
	if err != nil {
		return bundle{}, fmt.Errorf("reading the user volume's size of bundle %q: %w", name, err)
	}
	return bundle{id: found.Id, computeType: found.ComputeTypes[0].Name, rootGiB: root, userGiB: user}, nil
}
