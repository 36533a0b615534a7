package reach

import "secure-room/policy/graph"

// beyond are the targets that lead out of every network of this project.
var beyond = map[graph.Target]bool{
	graph.Internet: true, graph.NAT: true, graph.EgressOnly: true, graph.Transit: true, graph.VirtualGateway: true,
	graph.Appliance: true, graph.Carrier: true, graph.LocalGateway: true, graph.CoreNetwork: true, graph.UnknownTarget: true,
}

// WaysOut lists the routes by which a subnet reaches the internet or a network that nobody knows. None means: there is
// no way out, whatever security groups say.
func WaysOut(s *graph.Subnet) []*graph.Route {
	var ways []*graph.Route
	for _, t := range s.Tables {
		for _, r := range t.Routes {
			if beyond[r.Target] {
				ways = append(ways, r)
			}
		}
	}
	return ways
}

// Out describes the ways out of all subnets that interfaces stand in.
func Out(i *graph.Interface) []string {
	var ways []string
	for _, s := range i.Subnets {
		for _, r := range WaysOut(s) {
			ways = append(ways, RouteText(r))
		}
	}
	return ways
}
