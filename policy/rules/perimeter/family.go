// Package perimeter holds the rules about ways out of the room beside the proxy, and into it beside the terminals: routes and
// addresses, security groups, whom VPC endpoints serve, which names are answered, and where logs and alarms go.
package perimeter

import (
	"fmt"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
	"secure-room/policy/traffic"
)

// Family is the perimeter family.
func Family() rule.Family {
	return rule.Family{
		Name: "perimeter",
		Description: "Nothing in a room has a way out but the proxy, by route, address, name, log or alarm; only terminals reach the proxy; VPC endpoints serve " +
			"approved accounts alone.",
		Rules: rules(),
		Check: check,
	}
}

// judge carries what every check needs, and gathers findings.
type judge struct {
	rule.Input
	findings []finding.Finding
}

func (j *judge) add(f finding.Finding) { j.findings = append(j.findings, f) }

func check(in rule.Input) []finding.Finding {
	j := &judge{Input: in}
	for i := range in.Resources {
		r := &in.Resources[i]
		j.logPolicy(r)
		j.endpointPolicy(r)
	}
	if in.Scope == resource.Single {
		return j.findings // a way out is made of several resources, and production has its own
	}
	rooms := map[string]bool{} // by stack
	for _, v := range in.Graph.VPCs {
		room := in.Baseline.RoomAt(v.Block)
		if room == nil {
			continue
		}
		rooms[v.Resource.Stack] = true
		j.resolves(v, room)
	}
	for i := range in.Resources {
		r := &in.Resources[i]
		if rooms[r.Stack] {
			j.asides(r)
			j.notices(r)
			j.elastic(r)
		}
	}
	for _, s := range in.Graph.Subnets {
		if j.room(s.VPC) != nil {
			j.subnet(s)
		}
	}
	for _, i := range in.Graph.Interfaces {
		if room := j.room(i.VPC()); room != nil {
			j.standing(i)
			j.doors(i, room)
		}
	}
	j.directories()
	return j.findings
}

func (j *judge) room(v *graph.VPC) *baseline.Room {
	if v == nil {
		return nil
	}
	return j.Baseline.RoomAt(v.Block)
}

// subnet judges one subnet of a room: its routes, its table, and whether it gives out public addresses.
func (j *judge) subnet(s *graph.Subnet) {
	if !traffic.None(traffic.Intersect(s.Addresses, j.Baseline.TerminalAddresses())) {
		for _, way := range reach.WaysOut(s) {
			j.add(wayOut.At(s.Resource, fmt.Sprintf("Terminals' subnet %s has a way out by the %s; the proxy is the only one.", s.Resource.Name, reach.RouteText(way))))
		}
	}
	if text := unsureTable(s); text != "" {
		j.add(ownTable.At(s.Resource, fmt.Sprintf("Subnet %s routes by %s; it must be one table that the stack declares.", s.Resource.Name, text)))
	}
	for _, name := range []string{"mapPublicIpOnLaunch", "mapCustomerOwnedIpOnLaunch"} {
		if public, standing := resource.Truth(j.Graph.Given(s.Resource, name)); public || standing == resource.Unknown || standing == resource.Malformed {
			j.add(publicAddress.At(s.Resource, fmt.Sprintf("Subnet %s gives a public address to whatever starts in it (%s).", s.Resource.Name, name)))
		}
	}
}

// unsureTable says by what a subnet routes when that is not one declared table; empty when it is. A main table serves every
// subnet that names no other, so that one with routes is refused for what they are.
func unsureTable(s *graph.Subnet) string {
	switch {
	case len(s.Tables) > 1:
		return fmt.Sprintf("any of %d route tables", len(s.Tables))
	case len(s.Tables) == 0 || s.Tables[0].Resource == nil:
		return "the VPC's main route table, whose routes nobody declares"
	case s.Tables[0] == s.VPC.Main && len(s.Tables[0].Routes) > 0:
		return "the VPC's main route table, and so would any subnet made later"
	}
	return ""
}

// standing judges one resource's interfaces: public addresses, and ways out.
func (j *judge) standing(i *graph.Interface) {
	if i.Public && i.Kind != graph.Terminal { // what a registration says of its terminals, the family "terminals" judges
		j.add(publicAddress.At(i.Owner, fmt.Sprintf("The room's %s may have a public address; nothing in the room may.", i.Name())))
	}
	for _, way := range outward(i) {
		j.add(wayOut.At(i.Owner, fmt.Sprintf("The room's %s has a way out by the %s; only the proxy has one, by a NAT gateway.", i.Name(), reach.RouteText(way))))
	}
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

// elastic judges elastic addresses of a room: a NAT gateway takes one by its own allocationId.
func (j *judge) elastic(r *resource.Resource) {
	const address = "aws:ec2/eip:Eip"
	switch r.Type {
	case "aws:ec2/eipAssociation:EipAssociation":
		j.add(publicAddress.At(r, fmt.Sprintf("%s gives something in the room an elastic address.", r.Name)))
	case address:
		for _, nat := range j.Graph.OfType("aws:ec2/natGateway:NatGateway") {
			for _, c := range j.Graph.Find(nat, "allocationId", address).Candidates {
				if c == r {
					return // once it stands, AWS says that the gateway's own interface has it
				}
			}
		}
		for _, name := range []string{"instance", "networkInterface", "associateWithPrivateIp"} {
			if text, standing := resource.Text(j.Graph.Given(r, name)); standing != resource.Absent && (standing != resource.Known || text != "") {
				j.add(publicAddress.At(r, fmt.Sprintf("Elastic address %s is given to %s %s; only the NAT gateway may have one.", r.Name, name, resource.Quote(r.Properties.Get(name)))))
			}
		}
	}
}
