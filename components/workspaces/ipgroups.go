package workspaces

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/terminal"
)

// makeIPGroups registers the addresses that terminals may be opened from, in as many groups as they take. AWS admits
// what any of a directory's groups admits ("IP access control groups", Amazon WorkSpaces Administration Guide).
func (t *Terminals) makeIPGroups(ctx *pulumi.Context, args *Args) (pulumi.StringArray, error) {
	var ids pulumi.StringArray
	for sources := range slices.Chunk(args.SourceAddresses, terminal.RulesInGroup) {
		rules := make(workspaces.IpGroupRuleArray, len(sources))
		for i, one := range sources {
			rules[i] = &workspaces.IpGroupRuleArgs{
				Source:      pulumi.String(one.CIDR.String()),
				Description: pulumi.String(one.Reason),
			}
		}
		name := t.name
		if len(ids) > 0 {
			name = fmt.Sprintf("%s-%d", t.name, len(ids)+1)
		}
		group, err := workspaces.NewIpGroup(ctx, name, &workspaces.IpGroupArgs{
			Description: pulumi.String("Where the secure room's terminals may be opened from"),
			Rules:       rules,
			Tags:        tags(name),
		}, pulumi.Parent(t))
		if err != nil {
			return nil, fmt.Errorf("registering IP access control group %s: %w", name, err)
		}
		ids = append(ids, group.ID())
	}
	return ids, nil
}
