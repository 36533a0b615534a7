package rewrite

import "secure-room/policy/policytest"

// useMainTables makes the table of a subnet the main one of its VPC instead, where no other subnet falls back on that
// ("Subnet route tables", Amazon VPC User Guide). Only a table without routes: others would serve any subnet made later.
func (r *rewriter) useMainTables() {
	for _, n := range r.nodes(associationType) {
		subnet, ok := n.Properties["subnetId"].(policytest.Ref)
		table, known := n.Properties["routeTableId"].(policytest.Ref)
		if !ok || !known || !plain(n) || !r.sometimes() || r.routes(table.To) {
			continue
		}
		if network, ok := subnet.To.Properties["vpcId"].(policytest.Ref); ok && !r.usesMain(network.To) {
			n.Type, n.Properties = mainAssociationType, P{"vpcId": network, "routeTableId": table}
			return
		}
	}
}

// routes says whether a table has a route.
func (r *rewriter) routes(table *policytest.Node) bool {
	for _, n := range r.nodes(routeType, "aws:ec2/vpcEndpoint:VpcEndpoint", "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation") {
		if refers(n, table) {
			return true
		}
	}
	return len(table.Properties) > 1
}

// usesMain says whether anything touches a VPC's main table or may fall back on it.
func (r *rewriter) usesMain(network *policytest.Node) bool {
	associated := map[*policytest.Node]bool{}
	for _, n := range r.nodes(associationType) {
		if subnet, ok := n.Properties["subnetId"].(policytest.Ref); ok {
			if associated[subnet.To] {
				return true
			}
			associated[subnet.To] = true
		}
	}
	for _, n := range r.nodes() {
		switch n.Type {
		case mainAssociationType, "aws:ec2/defaultRouteTable:DefaultRouteTable", "aws:ec2/defaultSubnet:DefaultSubnet":
			return true
		case subnetType:
			if !associated[n] {
				return true
			}
		case routeType:
			if table, ok := n.Properties["routeTableId"].(policytest.Ref); !ok || table.To.Type != tableType {
				return true
			}
		}
	}
	return false
}
