package peering

import (
	"fmt"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// networks judges the VPCs: each has exactly the block that the baseline gives production or the room. So two networks
// that stand on the two sides of a peering can never overlap, which AWS would answer with a failed peering
// ("VPC peering limitations").
func (j *judge) networks() {
	for _, v := range j.graph.VPCs {
		r := v.Resource
		if j.sideOf(v) == neither {
			block := "a block that is not known"
			if v.Standing == resource.Known {
				block = v.Block.String()
			}
			j.add(r, fmt.Sprintf("VPC %s has %s; the baseline knows production's %s and the room's %s only.", r.Name, block,
				j.network(production), j.network(room)), "", "Give the network its approved block.")
		}
		generated, _ := resource.Truth(r.Properties.Get("assignGeneratedIpv6CidrBlock"))
		ipv6, _ := resource.Text(r.Properties.Get("ipv6CidrBlock"))
		pool, _ := resource.Text(r.Properties.Get("ipv6IpamPoolId"))
		if generated || ipv6 != "" || pool != "" {
			j.add(r, fmt.Sprintf("VPC %s has IPv6 addresses; the baseline approves IPv4 only.", r.Name), "", "Remove the IPv6 block.")
		}
	}
}

// connections judges each side of a peering by itself.
func (j *judge) connections() {
	for _, c := range j.graph.Connections {
		r := c.Resource
		if c.AutoAccept || c.AutoAcceptStanding != resource.Known && j.settled(c.AutoAcceptStanding) {
			j.add(r, fmt.Sprintf("Peering %s accepts itself; production alone may open the door.", r.Name), "",
				"Remove autoAccept from the request and let production's stack accept it.")
		}
		if j.settled(c.AccountStanding) && c.PeerAccount != j.account(production) {
			j.add(r, fmt.Sprintf("Peering %s asks account %s; only production's account %s is approved.", r.Name, resource.Quote(r.Properties.Get("peerOwnerId")), j.account(production)),
				"", "Set peerOwnerId to production's account.")
		}
		if c.AccountStanding == resource.Absent && j.account(production) != j.account(room) {
			j.add(r, fmt.Sprintf("Peering %s names no peerOwnerId, which means the room's own account; production's is %s.", r.Name, j.account(production)),
				"", "Set peerOwnerId to production's account.")
		}
		if j.settled(c.RegionStanding) && c.PeerRegion != j.baseline.Region {
			j.add(r, fmt.Sprintf("Peering %s asks region %s; only %s is approved.", r.Name, resource.Quote(r.Properties.Get("peerRegion")), j.baseline.Region),
				"", "Set peerRegion to "+j.baseline.Region+" or leave it out.")
		}
	}
	for _, c := range j.graph.Connections {
		if pinned := j.baseline.Production.VpcID; pinned != "" && c.PeerVPC.Standing == resource.Known && c.PeerVPC.ID != pinned {
			j.add(c.Resource, fmt.Sprintf("Peering %s asks VPC %s; only production's %s is approved.", c.Resource.Name,
				resource.Quote(c.Resource.Properties.Get("peerVpcId")), pinned), "", "Peer with production's VPC.")
		}
	}
	for _, a := range j.graph.Accepters {
		j.accepted(a)
	}
}

// accepted compares what AWS says of an accepted peering with the baseline, as far as it is known.
func (j *judge) accepted(a *graph.Accepter) {
	r := a.Resource
	if a.Connection.Standing == resource.Unknown && len(a.Connection.DependsOn) == 0 && j.scope == rule.Stack {
		j.add(r, fmt.Sprintf("Accepter %s accepts a peering that nobody can name yet; the requester must be the room.", r.Name), "",
			"Take the peering's id from the room stack's outputs.")
	}
	for _, c := range graph.Nodes[*graph.Connection](j.graph, a.Connection) {
		if s := j.sideOr(vpcOf(j.graph, c.VPC), c.Resource); s != room {
			j.add(r, fmt.Sprintf("Accepter %s accepts peering %s, which %s asks for; only the room may ask.", r.Name, c.Resource.Name, s), "",
				"Accept the room's peering only.")
		}
	}
	// From the accepter's point of view the peer is the requester (DescribeVpcPeeringConnections, EC2 API reference).
	for property, allowed := range map[string]string{"peerOwnerId": j.account(room), "peerRegion": j.baseline.Region, "peerVpcId": j.baseline.Room.VpcID} {
		text, standing := resource.Text(r.Properties.Get(property))
		if allowed != "" && standing == resource.Known && text != "" && text != allowed {
			j.add(r, fmt.Sprintf("Accepter %s accepts a requester whose %s is %s; only %s is approved.", r.Name, property, resource.Quote(r.Properties.Get(property)), allowed), "",
				"Accept the room's peering only.")
		}
	}
}

// count judges the whole: one peering, asked for from the room's VPC, accepted into production's.
func (j *judge) count() {
	for i, c := range j.graph.Connections {
		if i > 0 {
			j.add(c.Resource, fmt.Sprintf("Peering %s is a second one beside %s; one is allowed.", c.Resource.Name, j.graph.Connections[0].Resource.Name),
				"", "Remove it.")
		}
		if s := j.sideOr(vpcOf(j.graph, c.VPC), c.Resource); s != room {
			j.add(c.Resource, fmt.Sprintf("Peering %s is asked for by %s; only the room asks, and production accepts.", c.Resource.Name, s),
				"", "Declare the peering in the room's stack and accept it in production's.")
		}
		if peer := vpcOf(j.graph, c.PeerVPC); peer != nil && j.sideOf(peer) != production {
			j.add(c.Resource, fmt.Sprintf("Peering %s leads to VPC %s, which is not production.", c.Resource.Name, peer.Resource.Name),
				"", "Peer with production's VPC only.")
		}
		if j.present(production) && c.PeerVPC.External() {
			j.add(c.Resource, fmt.Sprintf("Peering %s leads to %s, which is not production's VPC.", c.Resource.Name, c.PeerVPC.Text()),
				"", "Peer with production's VPC only.")
		}
	}
	for i, a := range j.graph.Accepters {
		if i > 0 {
			j.add(a.Resource, fmt.Sprintf("Accepter %s accepts a second peering beside %s; one is allowed.", a.Resource.Name,
				j.graph.Accepters[0].Resource.Name), "", "Remove it.")
		}
		if s := j.sideOr(nil, a.Resource); s != production {
			j.add(a.Resource, fmt.Sprintf("Accepter %s stands in a stack of %s; only production accepts.", a.Resource.Name, s), "",
				"Accept the peering in production's stack.")
		}
		if j.present(room) && a.Connection.External() {
			j.add(a.Resource, fmt.Sprintf("Accepter %s accepts %s, which is not the room's peering.", a.Resource.Name, a.Connection.Text()),
				"", "Accept the room's peering only.")
		}
	}
}

func vpcOf(g *graph.Graph, f graph.Reference) *graph.VPC {
	if found := graph.Nodes[*graph.VPC](g, f); len(found) == 1 {
		return found[0]
	}
	return nil
}
