package rewrite

// listedKeys pairs the property of a block with the property of a prefix list, which may stand in its place ("Customer-managed
// prefix lists", Amazon VPC User Guide).
var listedKeys = map[string]string{"cidrIpv4": "prefixListId", "cidrIpv6": "prefixListId",
	"destinationCidrBlock": "destinationPrefixListId", "destinationIpv6CidrBlock": "destinationPrefixListId"}

// listBlocks writes the block of a rule or route as a prefix list, its entries inline or as resources of their own.
func (r *rewriter) listBlocks() {
	for _, n := range r.nodes(ingressRule, egressRule, routeType) {
		for _, key := range blockKeys {
			p, ok := block(n.Properties[key])
			if !ok || !plain(n) || n.Properties[listedKeys[key]] != nil || !r.sometimes() {
				continue
			}
			family := "IPv4"
			if p.Addr().Is6() {
				family = "IPv6"
			}
			list := r.add("aws:ec2/managedPrefixList:ManagedPrefixList", "list", P{"name": "blocks", "addressFamily": family, "maxEntries": 2})
			entries := []any{P{"cidr": n.Properties[key], "description": "as approved"}}
			if low, high, ok := halves(n.Properties[key]); ok && r.sometimes() {
				entries = []any{P{"cidr": low}, P{"cidr": high}}
			}
			if r.sometimes() {
				for _, entry := range entries {
					r.add("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", "entry", P{"prefixListId": list.Ref(), "cidr": entry.(P)["cidr"]})
				}
			} else {
				list.Properties["entries"] = entries
			}
			delete(n.Properties, key)
			n.Properties[listedKeys[key]] = list.Ref()
		}
	}
}
