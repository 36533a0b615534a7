package rewrite

import "slices"

// unordered are the lists in which AWS sees neither order nor repetition: sets in the provider's schema.
var unordered = []string{
	"subnetIds", "subnets", "securityGroups", "securityGroupIds", "vpcSecurityGroupIds", "cidrBlocks", "ipv6CidrBlocks", "prefixListIds",
	"ingress", "egress", "routes", "ipGroupIds", "rules", "routeTableIds", "managedPolicyArns", "policyArns",
}

// reorderLists writes lists in another order and with repetitions.
func (r *rewriter) reorderLists() {
	for _, n := range r.nodes() {
		r.reorder(n.Properties)
	}
}

func (r *rewriter) reorder(v any) {
	switch v := v.(type) {
	case P:
		for _, key := range keys(v) {
			r.reorder(v[key])
			items, ok := v[key].([]any)
			if !ok || !slices.Contains(unordered, key) || len(items) == 0 || !r.sometimes() {
				continue
			}
			items = slices.Clone(items)
			if r.sometimes() {
				items = append(items, items[r.IntN(len(items))])
			}
			r.Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
			v[key] = items
		}
	case []any:
		for _, item := range v {
			r.reorder(item)
		}
	}
}
