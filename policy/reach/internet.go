package reach

import "secure-room/policy/graph"

// beyond are the targets that lead out of every network of this project.
var beyond = map[graph.Target]bool{
	graph.Internet: true, graph.NAT: true, graph.EgressOnly: true, graph.Transit: true, graph.VirtualGateway: true,
	graph.Appliance: true, graph.Carrier: true, graph.LocalGateway: true, graph.CoreNetwork: true, graph.UnknownTarget: true,
}

// Out lists the routes by which interfaces reach the internet or another network that nobody knows, whatever their
// groups say. None means: there is no way out.
func Out(i *graph.Interface) []string {
	var ways []string
	for _, s := range i.Subnets {
		for _, t := range s.Tables {
			for _, r := range t.Routes {
				if beyond[r.Target] {
					ways = append(ways, RouteText(r))
				}
			}
		}
	}
	return ways
}
