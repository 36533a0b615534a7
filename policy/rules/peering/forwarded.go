package peering

import (
	"fmt"

	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/traffic"
)

// forwarded judges what a load balancer passes on of the traffic that reaches it: its targets are bound by the baseline as
// if terminals reached them themselves. It says whether it found a violation.
func (j *judge) forwarded(path reach.Path, by *graph.Interface, arrivals map[*graph.Interface][]int, seen map[*graph.Interface]bool) (violated bool) {
	for _, f := range by.Forwards {
		if path.Services.Intersect(f.Listens).Empty() {
			continue
		}
		if f.Problem != "" {
			j.add(outOfSight, f.Declared, fmt.Sprintf("Terminals can reach %s, which forwards %s, and nobody can say what that is.", by.Name(), f.Problem),
				path.String(), "Forward to services, instances or addresses of approved endpoints that this stack declares.")
			return true
		}
		on := path
		on.Box = traffic.Box{From: path.Box.From, To: f.Addresses, Services: f.Services}
		on.Hops = append(append([]string(nil), path.Hops...), by.Name())
		on.To.Name = f.Name()
		for _, left := range on.Without(j.boxes...) {
			on.Box = left
			j.add(unapprovedResource, f.Declared, fmt.Sprintf("Terminals can reach %s for %s through %s, and that is no approved endpoint.", f.Name(), left.Services, by.Name()),
				on.String(), "Have the targets approved as an endpoint of their own, with their subnets and port, or close the load balancer to terminals.")
			return true
		}
		if f.Target == nil || seen[f.Target] {
			continue
		}
		seen[f.Target] = true
		j.arrive(arrivals, f.Target, on.Box)
		if j.forwarded(on, f.Target, arrivals, seen) {
			return true
		}
	}
	return false
}
