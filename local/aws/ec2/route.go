package ec2

import (
	"fmt"
	"hash/crc32"
	"net/netip"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

const routeToken = "aws:ec2/route:Route"

var (
	routeDestinations  = []string{"destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"}
	inlineDestinations = []string{"cidrBlock", "ipv6CidrBlock", "destinationPrefixListId"}
	// routeTargets are the targets served; unservedTargets those that AWS has besides.
	routeTargets    = []string{"gatewayId", "natGatewayId", "vpcPeeringConnectionId"}
	unservedTargets = []string{"carrierGatewayId", "coreNetworkArn", "egressOnlyGatewayId", "localGatewayId",
		"networkInterfaceId", "transitGatewayId", "vpcEndpointId"}
)

// route sends one destination's traffic from a route table to a target.
// AWS: "Amazon EC2 API Reference, CreateRoute"; "Amazon VPC User Guide, Configure route tables".
func route() cloud.Kind {
	return cloud.Kind{
		Token: routeToken,
		ID: func(_ *cloud.Transaction, now *cloud.Object) string {
			destination := now.Text("destinationCidrBlock")
			return fmt.Sprintf("r-%s%d", now.Text("routeTableId"), crc32.ChecksumIEEE([]byte(destination)))
		},
		Exists:     "RouteAlreadyExists: The route table has a route to this destination already: %s",
		References: append(targets(""), cloud.Reference{Property: "routeTableId", To: routeTableToken}),
		Unserved:   []string{"destinationIpv6CidrBlock", "destinationPrefixListId"},
		Check: func(in cloud.Values, report cloud.Report) {
			checkRoute(in, routeDestinations, "", report)
		},
		Apply: applyRoute,
		Read: func(tx *cloud.Transaction, now *cloud.Object) (err error) {
			now.Values["state"], err = routeState(tx, now)
			return err
		},
	}
}

// targets are the references of a route's targets. They are weak: AWS lets a target go, and the
// route becomes a black hole.
func targets(path string) []cloud.Reference {
	return []cloud.Reference{
		{Property: path + "gatewayId", To: gatewayToken, Weak: true, Only: func(id string) bool { return id != "local" }},
		{Property: path + "natGatewayId", To: natToken, Weak: true},
		{Property: path + "vpcPeeringConnectionId", To: peeringToken, Weak: true, Elsewhere: true},
	}
}

// checkRoute wants one destination and one target.
func checkRoute(in cloud.Values, destinations []string, path string, report cloud.Report) {
	under := func(property, format string, arguments ...any) { report(path+property, format, arguments...) }
	given := func(names []string) (found []string) {
		for _, name := range names {
			if !in.Unset(name) && in[name] != "" {
				found = append(found, name)
			}
		}
		return found
	}
	if found := given(destinations); len(found) != 1 {
		under(destinations[0], "must be the only destination, but the route has %d; one of %s must be given", len(found), strings.Join(destinations, ", "))
	}
	if found := given(slices.Concat(routeTargets, unservedTargets)); len(found) != 1 {
		under(routeTargets[0], "must be the only target, but the route has %d; one of %s must be given", len(found), strings.Join(routeTargets, ", "))
	}
	for _, name := range given(unservedTargets) {
		under(name, "is a target that the local AWS does not serve")
	}
	block(in, destinations[0], under)
}

func applyRoute(tx *cloud.Transaction, _, now *cloud.Object) error {
	table, err := must(tx, routeTableToken, now.Text("routeTableId"))
	if err != nil {
		return err
	}
	destination := now.Text("destinationCidrBlock")
	for _, inline := range table.Objects("routes") {
		if inline.Text("cidrBlock") == destination {
			return cloud.Refuse("RouteAlreadyExists", "The route identified by %s already exists.", destination)
		}
	}
	if err := routable(tx, table, now.Values, destination); err != nil {
		return err
	}
	now.BelongTo(table)
	now.Put("origin", "CreateRoute")
	state, err := routeState(tx, now)
	now.Put("state", state)
	return err
}

// routable makes sure that the destination is not the VPC's own, and that the target is on it.
func routable(tx *cloud.Transaction, table *cloud.Object, in cloud.Values, destination string) error {
	within, err := must(tx, vpcToken, table.Text("vpcId"))
	if err != nil {
		return err
	}
	local, err := prefixOf(within)
	if err != nil {
		return err
	}
	if wanted, err := netip.ParsePrefix(destination); err == nil {
		if wanted == local {
			return cloud.Refuse("RouteAlreadyExists", "The route identified by %s already exists: it is the VPC's local route.", destination)
		}
		if local.Contains(wanted.Addr()) && wanted.Bits() > local.Bits() {
			return cloud.Refuse("InvalidParameterValue", "The destination %s lies in the VPC's own network %s; "+
				"such a route may only lead to an appliance.", destination, local)
		}
	}
	return sameNetwork(tx, within, table, in)
}

func sameNetwork(tx *cloud.Transaction, within, table *cloud.Object, in cloud.Values) error {
	apart := func(kind, id string) error {
		return cloud.Refuse("InvalidParameterValue", "route table %s and %s %s belong to different networks", table.ID, kind, id)
	}
	if id := in.Text("gatewayId"); id != "" && id != "local" {
		gateway, err := must(tx, gatewayToken, id)
		if err == nil && gateway.Text("vpcId") != within.ID {
			err = apart("network gateway", id)
		}
		return err
	}
	if id := in.Text("natGatewayId"); id != "" {
		gateway, err := must(tx, natToken, id)
		if err != nil {
			return err
		}
		part, err := must(tx, subnetToken, gateway.Text("subnetId"))
		if err == nil && part.Text("vpcId") != within.ID {
			err = apart("NAT gateway", id)
		}
		return err
	}
	if id := in.Text("vpcPeeringConnectionId"); id != "" {
		connection, _, err := tx.Anywhere(peeringToken, id)
		if err == nil && connection.Text("vpcId") != within.ID && connection.Text("peerVpcId") != within.ID {
			err = apart("VPC peering connection", id)
		}
		return err
	}
	return nil
}

// routeState is blackhole when the target is gone or a peering is not active.
func routeState(tx *cloud.Transaction, now *cloud.Object) (string, error) {
	for _, target := range targets("") {
		id := now.Text(target.Property)
		if id == "" || !(target.Only == nil || target.Only(id)) {
			continue
		}
		object, found, err := tx.Anywhere(target.To, id)
		if err != nil {
			return "", err
		}
		if !found || target.To == peeringToken && object.Text("acceptStatus") != "active" {
			return "blackhole", nil
		}
	}
	return "active", nil
}
