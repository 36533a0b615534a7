package rewrite

import "secure-room/policy/policytest"

// attachGroups takes the last security group of an instance or VPC endpoint out of its own list and attaches it by a resource
// beside it. Where it is the only one, a group without rules takes its place, or AWS would give the default group.
func (r *rewriter) attachGroups() {
	for _, n := range r.nodes(instanceType, endpointType) {
		key, kind, owner := "vpcSecurityGroupIds", interfaceAttachmentType, P{"networkInterfaceId": policytest.Output{To: n, Name: "primaryNetworkInterfaceId"}}
		if n.Type == endpointType {
			key, kind, owner = "securityGroupIds", endpointAttachmentType, P{"vpcEndpointId": n.Ref()}
		}
		groups, ok := n.Properties[key].([]any)
		if !ok || len(groups) == 0 || !plain(n) || !r.sometimes() {
			continue
		}
		last, ok := groups[len(groups)-1].(policytest.Ref)
		if !ok || last.To.Type != groupType {
			continue
		}
		kept := append([]any{}, groups[:len(groups)-1]...)
		if len(kept) == 0 {
			kept = append(kept, r.add(groupType, "without-rules", P{"vpcId": last.To.Properties["vpcId"]}).Ref())
		}
		n.Properties[key] = kept
		if _, given := n.Outputs["primaryNetworkInterfaceId"]; !given && n.Type == instanceType {
			n.Outputs["primaryNetworkInterfaceId"] = "eni-of-" + n.ID
		}
		owner["securityGroupId"] = last
		r.add(kind, n.Name, owner)
	}
}

// associateIPv6 asks for a VPC's IPv6 block by a resource beside it.
func (r *rewriter) associateIPv6() {
	for _, n := range r.nodes(vpcType) {
		if n.Properties["assignGeneratedIpv6CidrBlock"] != true || n.Outputs["ipv6CidrBlock"] != nil || !plain(n) {
			continue
		}
		delete(n.Properties, "assignGeneratedIpv6CidrBlock")
		r.add("aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation", n.Name, P{"vpcId": n.Ref(), "assignGeneratedIpv6CidrBlock": true})
	}
}
