// Package perimeter holds the rules about ways out of the room beside the proxy: no route to the internet and no public
// address for anything but the proxy, which goes out by a NAT gateway alone; on whom VPC endpoints serve, and on who may write
// to log groups.
package perimeter

import (
	"fmt"

	"secure-room/policy/finding"
	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/traffic"
)

const name = "perimeter"

// Family is the perimeter family.
func Family() rule.Family {
	return rule.Family{
		Name:        name,
		Description: "Nothing in a room has a way to the internet but the proxy, the proxy has no public address, VPC endpoints serve approved accounts alone, and only the directory writes logs.",
		Check:       check,
	}
}

func check(in rule.Input) []finding.Finding {
	var findings []finding.Finding
	add := func(r *resource.Resource, problem, fix string) {
		findings = append(findings, finding.Finding{Rule: name, URN: r.URN, Problem: problem, Fix: fix})
	}
	for i := range in.Resources {
		findings = append(findings, logPolicy(&in.Resources[i], in.Baseline)...)
		findings = append(findings, endpointPolicy(&in.Resources[i], in.Scope, in.Baseline)...)
	}
	if in.Scope == resource.Single {
		return findings // a way out is made of several resources
	}
	g := in.Graph
	terminals := in.Baseline.TerminalAddresses()
	inRoom := func(v *graph.VPC) bool { return v != nil && in.Baseline.RoomAt(v.Block) != nil }
	for _, s := range g.Subnets {
		if !inRoom(s.VPC) || traffic.None(traffic.Intersect(s.Addresses, terminals)) {
			continue
		}
		for _, way := range reach.WaysOut(s) {
			add(s.Resource, fmt.Sprintf("Terminals' subnet %s has a way out by the %s; the proxy is the only one.", s.Resource.Name, reach.RouteText(way)),
				"Remove the route, or give the subnet a table without it.")
		}
	}
	for _, i := range g.Interfaces {
		if !inRoom(i.VPC()) {
			continue
		}
		if i.Public && i.Kind != graph.Terminal { // what a registration says of its terminals, the family "terminals" judges
			add(i.Owner, fmt.Sprintf("The room's %s may have a public address; nothing in the room may.", i.Name()), "Turn public addresses off.")
		}
		for _, way := range outward(i) {
			add(i.Owner, fmt.Sprintf("The room's %s has a way out by the %s; only the proxy has one, by a NAT gateway.", i.Name(), reach.RouteText(way)),
				"Place it in subnets without a route to the internet.")
		}
	}
	return findings
}

// outward lists the routes by which an interface must not go out. The service is the proxy's: the egress rules judge
// every task of the room as one.
func outward(i *graph.Interface) []*graph.Route {
	var ways []*graph.Route
	for _, s := range i.Subnets {
		for _, way := range reach.WaysOut(s) {
			if i.Kind != graph.Service || way.Target != graph.NAT {
				ways = append(ways, way)
			}
		}
	}
	return ways
}
