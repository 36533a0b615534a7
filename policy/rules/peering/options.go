package peering

import (
	"fmt"
	"maps"
	"slices"

	"secure-room/policy/resource"
)

// optionTypes are where a peering's options can be written.
var optionTypes = []string{"aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
	"aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"}

// options judges what the two sides of a peering allow each other: names of production, the accepter, may resolve for
// terminals; production resolves no names of the room, and nothing else is on ("Enable DNS resolution for a VPC peering
// connection", Amazon VPC Peering Guide).
func (j *judge) options() {
	for _, r := range j.graph.OfType(optionTypes...) {
		j.optionsOf(r, "requester", "")
		j.optionsOf(r, "accepter", "allowRemoteVpcDnsResolution")
	}
}

func (j *judge) optionsOf(r *resource.Resource, side, approved string) {
	const fix = "Leave accepter.allowRemoteVpcDnsResolution alone, and all other options out."
	fields, standing := resource.Fields(j.scope.Given(r, side))
	if standing == resource.Absent {
		return
	}
	if standing != resource.Known {
		if j.settled(standing) {
			j.add(optionOn, r, fmt.Sprintf("The %s's options of %s cannot be read, and may let production resolve names of the room.", side, r.Name), "", fix)
		}
		return
	}
	all := fields.AsMap()
	delete(all, "__defaults") // the provider's note of which fields it filled in, no option
	for _, name := range slices.Sorted(maps.Keys(all)) {
		on, standing := resource.Truth(all[name])
		if name == approved || standing == resource.Absent || standing == resource.Known && !on || !j.settled(standing) {
			continue
		}
		j.add(optionOn, r, fmt.Sprintf("%s sets the %s's option %s; only the accepter's allowRemoteVpcDnsResolution is approved.", r.Name, side, name), "", fix)
	}
}
