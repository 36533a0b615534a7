package graph

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// Target is the kind of thing that a route sends packets to.
type Target string

// The targets of a route ("Route table concepts", Amazon VPC User Guide).
const (
	Local          Target = "local"
	Internet       Target = "internet gateway"
	NAT            Target = "NAT gateway"
	Peering        Target = "peering connection"
	EgressOnly     Target = "egress-only internet gateway"
	Transit        Target = "transit gateway"
	VirtualGateway Target = "virtual private gateway"
	Appliance      Target = "network interface or instance"
	ByEndpoint     Target = "VPC endpoint"
	Carrier        Target = "carrier gateway"
	LocalGateway   Target = "Outposts local gateway"
	CoreNetwork    Target = "Cloud WAN core network"
	UnknownTarget  Target = "a target not known yet"
)

// Route is one route of a table, inline or standalone.
type Route struct {
	// Declared is the resource that the route is written in.
	Declared *resource.Resource
	// Table is where it belongs; Tables are the candidates that are among the resources.
	Table  Reference
	Tables []*RouteTable
	// Destination is the block; Standing is not Known when the block is unknown or unreadable.
	Destination netip.Prefix
	Standing    resource.Standing
	// PrefixList names the prefix list that the block stands in, or that cannot be read; empty for none.
	PrefixList string
	Target     Target
	Via        Reference
}

var tableTypes = []string{"aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable", "aws:ec2/vpc:Vpc"}

func (g *Graph) readTables() {
	for _, r := range g.index.OfType("aws:ec2/routeTable:RouteTable") {
		t := &RouteTable{Resource: r, VPC: only[*VPC](g, g.index.Find(r, "vpcId", vpcTypes...))}
		if t.VPC != nil && isMain(r, t.VPC) {
			t = t.VPC.Main
			t.Resource = r
		} else {
			g.Tables = append(g.Tables, t)
		}
		g.put(r, t)
	}
	for _, r := range g.index.OfType("aws:ec2/defaultRouteTable:DefaultRouteTable") {
		t := &RouteTable{Resource: r}
		v := only[*VPC](g, g.index.Find(r, "defaultRouteTableId", "aws:ec2/vpc:Vpc"))
		if v == nil {
			v = only[*VPC](g, g.index.Find(r, "vpcId", vpcTypes...)) // what AWS says once it is adopted
		}
		if v != nil {
			t = v.Main
			t.Resource = r
		} else {
			g.Tables = append(g.Tables, t)
		}
		g.put(r, t)
	}
}

// isMain says whether a table is the one that AWS has made with a VPC: a program can import that.
func isMain(table *resource.Resource, of *VPC) bool {
	id, standing := resource.Text(table.Properties.Get("id"))
	main, _ := resource.Text(of.Resource.Properties.Get("mainRouteTableId"))
	return standing == resource.Known && id != "" && id == main
}

// tables lists the tables that a reference may mean; a reference to a VPC means its main table.
func (g *Graph) tables(f Reference) []*RouteTable {
	found := Nodes[*RouteTable](g, f)
	if len(found) > 0 && f.Standing == resource.Unknown {
		return found // the value depends on the table and, through it, on its VPC
	}
	for _, v := range Nodes[*VPC](g, f) {
		if !slices.Contains(found, v.Main) {
			found = append(found, v.Main)
		}
	}
	return found
}

func (g *Graph) readAssociations() {
	for _, r := range g.index.OfType("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation") {
		tables := g.tables(g.index.Find(r, "routeTableId", tableTypes...))
		for _, v := range Nodes[*VPC](g, g.index.Find(r, "vpcId", vpcTypes...)) {
			switch len(tables) {
			case 0:
				v.Main = g.unreadTable(v, r)
			case 1:
				v.Main = tables[0]
			}
		}
	}
	for _, r := range g.index.OfType("aws:ec2/routeTableAssociation:RouteTableAssociation") {
		tables := g.tables(g.index.Find(r, "routeTableId", tableTypes...))
		for _, s := range Nodes[*Subnet](g, g.index.Find(r, "subnetId", subnetTypes...)) {
			if s.Tables = append(s.Tables, tables...); len(tables) == 0 {
				s.Tables = append(s.Tables, g.unreadTable(s.VPC, r))
			}
		}
	}
	for _, s := range g.Subnets {
		if len(s.Tables) == 0 && s.VPC != nil {
			s.Tables = []*RouteTable{s.VPC.Main}
		}
	}
}

// unreadTable stands for a table that r names and that is not among the resources: it may route anywhere.
func (g *Graph) unreadTable(v *VPC, r *resource.Resource) *RouteTable {
	route := &Route{Declared: r, Standing: resource.Unknown, Target: UnknownTarget}
	g.Routes = append(g.Routes, route)
	return &RouteTable{VPC: v, Routes: []*Route{route}}
}

func (g *Graph) readRoutes() {
	for _, r := range g.index.OfType("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable") {
		value := g.index.Given(r, "routes")
		items, standing := resource.Items(value)
		if standing == resource.Unknown || standing == resource.Malformed {
			g.addRoute(&Route{Declared: r, Standing: resource.Unknown, Target: UnknownTarget}, r)
		}
		for _, item := range items {
			fields, standing := resource.Fields(item)
			if standing != resource.Known {
				g.addRoute(&Route{Declared: r, Standing: resource.Unknown, Target: UnknownTarget}, r)
				continue
			}
			for _, route := range g.routesIn(r, fields, "routes", "cidrBlock", "ipv6CidrBlock") {
				g.addRoute(route, r)
			}
		}
	}
	for _, r := range g.index.OfType("aws:ec2/route:Route") {
		table := g.index.Find(r, "routeTableId", tableTypes...)
		for _, route := range g.routesIn(r, r.Properties, "", "destinationCidrBlock", "destinationIpv6CidrBlock") {
			route.Table, route.Tables = table, g.tables(table)
			g.Routes = append(g.Routes, route)
			for _, t := range route.Tables {
				t.Routes = append(t.Routes, route)
			}
		}
	}
}

// addRoute puts an inline route into the table of its resource.
func (g *Graph) addRoute(route *Route, table *resource.Resource) {
	route.Table = Reference{Standing: resource.Known, Candidates: []*resource.Resource{table}}
	route.Tables = g.tables(route.Table)
	g.Routes = append(g.Routes, route)
	for _, t := range route.Tables {
		t.Routes = append(t.Routes, route)
	}
}

// routeTargets pairs the property that names a target with its kind.
var routeTargets = []struct {
	property string
	target   Target
}{
	{"gatewayId", Internet}, {"natGatewayId", NAT}, {"vpcPeeringConnectionId", Peering}, {"transitGatewayId", Transit},
	{"egressOnlyGatewayId", EgressOnly}, {"networkInterfaceId", Appliance}, {"instanceId", Appliance}, {"vpcEndpointId", ByEndpoint},
	{"carrierGatewayId", Carrier}, {"localGatewayId", LocalGateway}, {"coreNetworkArn", CoreNetwork},
}

// routesIn reads one written route: one Route for each of its targets and destinations, of which AWS takes one each.
// inside is the top-level property that fields come from; empty when they are the resource's own.
func (g *Graph) routesIn(r *resource.Resource, fields property.Map, inside string, v4, v6 string) []*Route {
	value := func(name string) (property.Value, string) {
		if inside == "" {
			return g.index.Given(r, name), name
		}
		return fields.Get(name), inside
	}
	var targets []Route
	for _, t := range routeTargets {
		v, top := value(t.property)
		via := g.index.Resolve(r, top, v, peeringTypes...)
		if via.Standing == resource.Absent {
			continue
		}
		targets = append(targets, Route{Declared: r, Target: g.gateway(t.target, r, top, via), Via: via})
	}
	if len(targets) == 0 {
		targets = []Route{{Declared: r, Target: UnknownTarget}}
	}
	var routes []*Route
	for _, route := range targets {
		before := len(routes)
		for _, name := range []string{v4, v6} {
			v, _ := value(name)
			block, standing := resource.Block(v)
			if standing != resource.Absent {
				one := route
				one.Destination, one.Standing = block, standing
				routes = append(routes, &one)
			}
		}
		list, top := value("destinationPrefixListId")
		named := g.index.Resolve(r, top, list, listTypes...)
		if named.Standing != resource.Absent {
			routes = append(routes, g.routesTo(route, named)...)
		}
		if len(routes) == before && named.Standing == resource.Absent {
			one := route
			one.Standing = resource.Unknown
			routes = append(routes, &one)
		}
	}
	return routes
}

// routesTo are the routes that one to a prefix list means: one for each block of it, and one to anywhere when not all of
// it can be read.
func (g *Graph) routesTo(route Route, list Reference) []*Route {
	addresses, problem, _ := g.listed(list)
	route.PrefixList = list.Text()
	var routes []*Route
	if problem != "" || len(Nodes[*PrefixList](g, list)) == 0 {
		one := route
		one.Standing = resource.Unknown
		return append(routes, &one)
	}
	for _, block := range addresses.Prefixes() {
		one := route
		one.Destination, one.Standing = block, resource.Known
		routes = append(routes, &one)
	}
	return routes
}

var peeringTypes = []string{
	"aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
}

// gateway tells apart what gatewayId may name: an internet gateway, a virtual private gateway, "local" or a gateway
// endpoint (CreateRoute, EC2 API reference). An unknown one is told by what it depends on.
func (g *Graph) gateway(target Target, r *resource.Resource, top string, via Reference) Target {
	if target != Internet {
		return target
	}
	switch {
	case via.ID == "local":
		return Local
	case strings.HasPrefix(via.ID, "vgw-"):
		return VirtualGateway
	case strings.HasPrefix(via.ID, "vpce-"):
		return ByEndpoint
	}
	for _, urn := range r.PropertyDependencies[top] {
		if c := g.index.At(urn); c != nil && c.Type == "aws:ec2/vpnGateway:VpnGateway" {
			return VirtualGateway
		}
	}
	return Internet
}
