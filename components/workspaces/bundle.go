package workspaces

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/terminal"
)

// bundle is what one of Amazon's bundles is made of. Terminals state it in full, since the provider's own defaults
// (VALUE, 80 and 10 GiB) would ask for another compute type and other volumes than the bundle has.
type bundle struct {
	id    string
	shape terminal.Shape
}

// plan is one terminal before it is registered.
type plan struct {
	user, bundleID string
	// shape is complete.
	shape terminal.Shape
	// kept are the properties that a terminal keeps from the bundle it was made from, when its user's bundle is now another.
	kept []string
	// protected has the engine refuse to delete it.
	protected bool
}

// plan completes each user's terminal with what its bundle has, and makes sure that the outcome is one that AWS has.
func (t *Terminals) plan(ctx *pulumi.Context, args *Args) ([]plan, error) {
	bundles := map[string]bundle{}
	var plans []plan
	var problems []error
	for _, user := range args.Users {
		asked := shapeOf(args, user)
		found, known := bundles[asked.Bundle]
		if !known {
			var err error
			if found, err = lookUpBundle(ctx, asked.Bundle, t); err != nil {
				return nil, err
			}
			bundles[asked.Bundle] = found
		}
		one := plan{user: user.Name, bundleID: found.id, shape: asked.Or(found.shape), kept: []string{"bundleId"},
			protected: args.DeletionProtection && !user.Expendable}
		for property, given := range map[string]bool{"computeTypeName": asked.ComputeType != "",
			"rootVolumeSizeGib": asked.RootVolumeGiB != 0, "userVolumeSizeGib": asked.UserVolumeGiB != 0} {
			if !given {
				one.kept = append(one.kept, "workspaceProperties."+property)
			}
		}
		slices.Sort(one.kept)
		plans = append(plans, one)
		problems = append(problems, fieldErrors(fmt.Sprintf("terminal of %s, made from bundle %q", user.Name, asked.Bundle), one.shape.Problems()))
	}
	return plans, errors.Join(problems...)
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
	return bundle{id: found.Id, shape: terminal.Shape{ComputeType: found.ComputeTypes[0].Name, RootVolumeGiB: root, UserVolumeGiB: user}}, nil
}

// tellKeptBundles says which terminals stay as they were made although config names another bundle.
func (t *Terminals) tellKeptBundles(ctx *pulumi.Context) {
	users := slices.Sorted(maps.Keys(t.Standing))
	ids := make([]any, len(users))
	for i, user := range users {
		ids[i] = t.Standing[user].madeFrom
	}
	pulumi.All(ids...).ApplyT(func(found []any) error {
		var kept []string
		for i, user := range users {
			if found[i] != t.Standing[user].asked {
				kept = append(kept, user)
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return ctx.Log.Info("The bundle in config is for new terminals. Kept as they were made: "+strings.Join(kept, ", ")+
			". To move one, save its data and remove its user from config for one deploy.", &pulumi.LogArgs{Resource: t})
	})
}
